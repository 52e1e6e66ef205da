"""What every page may name: the site, the hotline, and whether this is a demonstration."""

from email.utils import parseaddr

from django.conf import settings
from django.http import HttpRequest

SITE_NAME = "Rollcall"


def site(request: HttpRequest | None) -> dict:
    """Context for every template; asks nothing of the database or the session."""
    return {
        "site_name": SITE_NAME,
        "hotline": settings.HOTLINE,
        "child_hotline": settings.CHILD_HOTLINE,
        "leave_url": settings.LEAVE_URL,
        "contact_address": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        "demo": settings.DEBUG,
    }
