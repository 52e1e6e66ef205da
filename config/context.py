"""What every page may name: the site, the hotline, and whether this is a demonstration."""

from django.conf import settings
from django.http import HttpRequest

SITE_NAME = "Rollcall"


def site(request: HttpRequest | None) -> dict:
    """Context for every template; asks nothing of the database or the session."""
    return {
        "site_name": SITE_NAME,
        "hotline": settings.HOTLINE,
        "child_hotline": settings.CHILD_HOTLINE,
        "demo": settings.DEBUG,
    }
