"""A database that is busy: 503 and "try again", never "full" and never a 500. And who has just
changed something sees it at once."""

import sys

from django.conf import settings
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template

from config import office
from config.context import site
from config.cookies import say

RETRY_AFTER_SECONDS = 5
FRESH_SECONDS = 6  # a little longer than the oldest shared page (config/shared_pages.py)
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")


class FreshAfterChangeMiddleware:
    """Whoever sends a form without being signed in (a link in a mail), or in the back office, gets
    a cookie for some seconds. With it no page comes from the shelf, and the settings of the site
    are read anew: what they changed, they see at once."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in SAFE and _may_look_elsewhere(request, response):
            say(response, settings.FRESH_COOKIE_NAME, seconds=FRESH_SECONDS)
        return response


def _may_look_elsewhere(request: HttpRequest, response: HttpResponse) -> bool:
    """Someone with a session is never answered from the shelf; staff may have changed settings."""
    cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
    signs_out = cookie is not None and cookie["max-age"] == 0
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES and not signs_out
    return not signed_in or office.asked_for(request)


class BusyDatabaseMiddleware:
    """Answers 503 with Retry-After where the database could not be reached or locked in time.

    It covers the view, its template and every middleware listed below this one.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 500 and getattr(request, "database_gave_up", False):
            return please_try_again()
        return response

    def process_exception(self, request, exception):
        """What a view raises; Django writes no traceback for it."""
        return please_try_again() if gave_up(exception) else None


@receiver(got_request_exception)
def note_middleware_failure(sender, request: HttpRequest | None = None, **kwargs) -> None:
    """What another middleware raises (session, sign-in): Django has made a 500 of it already
    when it comes back to this one, so the request carries the news."""
    if request is not None and gave_up(sys.exc_info()[1]):
        request.database_gave_up = True


def gave_up(error: BaseException | None) -> bool:
    """Whether the same request may well succeed in a few seconds.

    OperationalError: lock_timeout, "database is locked", deadlock, connection lost.
    InterfaceError: the connection that was just lost is used again.
    """
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    # SQLite says OperationalError for a missing table too; waiting does not mend that.
    return getattr(error.__cause__, "sqlite_errorname", "") != "SQLITE_ERROR"


class OwnNotFoundMiddleware:
    """With DEBUG on, a page that is not there is told as in production, with the hotline on it.

    Django's own page lists addresses, for those who write the program.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if settings.DEBUG and isinstance(exception, Http404):
            return render(request, "404.html", status=404)
        return None


def please_try_again() -> HttpResponse:
    """The page that says so; it asks nothing of the database or the session."""
    response = HttpResponse(get_template("503.html").render(site(None)), status=503)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
