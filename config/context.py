"""What every page may name: the site, the hotline, and whether this is a demonstration."""

from django.conf import settings
from django.http import HttpRequest

from accounts.kept import has_just_changed
from cms.models.site_settings import known


def site(request: HttpRequest | None) -> dict:
    """Context for every template, from settings that are seconds old; the session is not asked.

    Without a request, for the pages that tell of a failure, the database is not asked either.
    """
    if request is not None and has_just_changed(request):
        known.forget()  # whoever has just changed something sees it at once
    facts = known.last() if request is None else known.get()
    return {
        **facts,
        "site_url": settings.SITE_URL,
        "leave_url": settings.LEAVE_URL,
        "demo": settings.DEBUG,
    }
