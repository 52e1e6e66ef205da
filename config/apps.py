"""Loads the system checks, and takes out of Wagtail what this site does without."""

import sys
from types import SimpleNamespace

from django.apps import AppConfig
from wagtail.documents.apps import WagtailDocsAppConfig
from wagtail.images.apps import WagtailImagesAppConfig

from config import checks  # noqa: F401  (registers them)


class RollcallConfig(AppConfig):
    """The project as an app: it has checks, no models."""

    name = "config"
    label = "rollcall"

    def ready(self) -> None:
        """Makes Wagtail draw its choosers without inline scripts, and offer no spreadsheets.

        Its spreadsheets of lists hold formulas as they were typed, ask for no fresh proof and
        write nothing to our log. Lists leave through events/exports.py.
        """
        # Only here: both need Wagtail's models loaded.
        from wagtail.admin.views.mixins import SpreadsheetExportMixin  # noqa: PLC0415

        # Only here, for the same reason.
        from config.office_scripts import replace_inline_scripts  # noqa: PLC0415

        replace_inline_scripts()
        SpreadsheetExportMixin.FORMATS = ()
        SpreadsheetExportMixin.show_export_buttons = False


class WithoutApi(AppConfig):
    """An app of Wagtail that leaves its part of Wagtail's API unloaded: it has no address here.

    The API is built as the app gets ready, a fifth of the time that Django takes to start and
    9 MB in every process. So the modules it lives in are stood in for until the app is ready.
    """

    def ready(self) -> None:
        """Does all but that."""
        stand_in = SimpleNamespace(
            api=SimpleNamespace(add_router=lambda prefix, router: None),
            register_content_types=lambda: None,
            router=None,
        )
        own = f"{self.name}.api.v3"
        names = ("wagtail.api.v3.api", f"{own}.registry", f"{own}.router")
        sys.modules |= dict.fromkeys(names, stand_in)
        try:
            super().ready()
        finally:
            for name in names:
                del sys.modules[name]


class ImagesConfig(WithoutApi, WagtailImagesAppConfig):
    """Pictures."""


class DocumentsConfig(WithoutApi, WagtailDocsAppConfig):
    """Files for download."""
