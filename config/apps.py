"""Loads the system checks."""

from django.apps import AppConfig

from config import checks  # noqa: F401  (registers them)


class RollcallConfig(AppConfig):
    """The project as an app: it has checks, no models."""

    name = "config"
    label = "rollcall"

    def ready(self) -> None:
        """Switches off the spreadsheets that Wagtail offers of its reports and lists.

        Their CSV holds formulas as they were typed, no fresh proof is asked for, and nothing is
        written to our log. Lists leave through events/exports.py.
        """
        # Needs Wagtail's models, which exist only now.
        from wagtail.admin.views.mixins import SpreadsheetExportMixin  # noqa: PLC0415

        SpreadsheetExportMixin.FORMATS = ()
        SpreadsheetExportMixin.show_export_buttons = False
