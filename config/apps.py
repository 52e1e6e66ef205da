"""Loads the system checks."""

from django.apps import AppConfig

from config import checks  # noqa: F401  (registers them)


class RollcallConfig(AppConfig):
    """The project as an app: it has checks, no models."""

    name = "config"
    label = "rollcall"
