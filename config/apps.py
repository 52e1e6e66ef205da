"""Loads the system checks, and takes the scripts out of Wagtail's forms."""

from django.apps import AppConfig

from config import checks  # noqa: F401  (registers them)


class RollcallConfig(AppConfig):
    """The project as an app: it has checks, no models."""

    name = "config"
    label = "rollcall"

    def ready(self) -> None:
        # Only here: Wagtail's widgets need every model loaded.
        from config.office_scripts import replace_inline_scripts  # noqa: PLC0415

        replace_inline_scripts()
