"""Signing out leaves nothing of this site in the browser: no page, no list, no draft."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

# Not "cookies": the session's is dropped anyway, and a browser that drops all of them also drops
# the one by which the next page says that someone is signed out.
LEFT_BEHIND = '"cache", "storage"'


def leaves_nothing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Where `view` signs someone out, the browser is told to clear what it kept of the site."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = view(request, *args, **kwargs)
        if was_signed_in and not request.user.is_authenticated:
            response["Clear-Site-Data"] = LEFT_BEHIND
        return response

    return wrapped
