"""System checks: production refuses to start on a setting that is missing or unsafe."""

from django.conf import settings
from django.core.checks import Error, register


@register()
def production_settings(app_configs, **kwargs):
    """Errors, each with a hint, for what `DEBUG` off needs."""
    if settings.DEBUG:
        return []
    errors = []
    if len(settings.SECRET_KEY) < 40:
        errors.append(
            Error(
                "SECRET_KEY is missing or shorter than 40 characters.",
                hint="Set SECRET_KEY to the output of: "
                "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'",
                id="rollcall.E001",
            )
        )
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        errors.append(
            Error(
                "ALLOWED_HOSTS is empty or allows every host.",
                hint="Set ALLOWED_HOSTS to the host names this site answers to, with commas.",
                id="rollcall.E002",
            )
        )
    return errors
