"""Leaving the site at once, and what the Back button shows afterwards.

Pages for people in need set no cookie. Whoever leaves gets one, for ten minutes and saying
nothing but that: with it those pages show themselves as closed. They are stored nowhere
(`no-store`), so the browser asks again on the way back, with JavaScript or without.
"""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.cookies import say

CLOSED_SECONDS = 600


@never_cache
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Ends the session, clears what this site stored, and goes to a neutral site.

    An image or a frame on a foreign page can ask for this address too; only a person who goes
    there is cleared. A browser takes one step more, as it drops any cookie that comes in the same
    answer as the order to drop them all.
    """
    response = _see_other(settings.LEAVE_URL)
    if not _by_a_person(request):
        return response
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        logout(request)
        response["Clear-Site-Data"] = '"storage"'
    else:
        response["Clear-Site-Data"] = '"cookies", "storage"'
    if request.headers.get("Sec-Fetch-Mode") == "navigate":
        response["Location"] = reverse("leave_closed")
    return response


@never_cache
@require_safe
def close(request: HttpRequest) -> HttpResponse:
    """The step on the way out that closes the pages for people in need."""
    response = _see_other(settings.LEAVE_URL)
    if _by_a_person(request):
        say(response, settings.CLOSED_COOKIE_NAME, seconds=CLOSED_SECONDS)
    return response


@never_cache
@require_safe
def reopen(request: HttpRequest) -> HttpResponse:
    """Back on purpose: the pages open again."""
    response = redirect("help")
    say(response, settings.CLOSED_COOKIE_NAME, seconds=0)
    return response


def for_people_in_need(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that is stored nowhere, and is closed for a while to whoever has just left."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.COOKIES.get(settings.CLOSED_COOKIE_NAME):
            response = render(request, "closed.html")
        else:
            response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response.leaves_no_trace = True
        return response

    return wrapped


class NoTraceMiddleware:
    """Takes every cookie out of an answer for people in need, whoever put it in: Django renews or
    deletes those of its own that it cannot read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(response, "leaves_no_trace", False):
            response.cookies.clear()
        return response


def _see_other(address: str) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": address})


def _by_a_person(request: HttpRequest) -> bool:
    return request.headers.get("Sec-Fetch-Dest", "document") == "document"
