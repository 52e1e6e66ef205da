"""Loads the system checks, and takes the scripts out of Wagtail's forms."""

from django.apps import AppConfig

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
