"""What every answer tells the browser and the caches beside its Content-Security-Policy."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import has_vary_header

Answer = Callable[[HttpRequest], HttpResponse]


class ResourcePolicyMiddleware:
    """No page of another site may draw what this one serves: who can see it, can be told apart."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class PrivateByDefaultMiddleware:
    """Nothing about one person is kept by a cache or shown by a search engine.

    A view that shows the same to everyone says so itself, with a Cache-Control of its own. Any
    other answer is for whoever asked: a new page is private until somebody thinks about it.
    """

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        said = response.headers.get("Cache-Control", "")
        if not said or ("public" in said and _is_of_one_person(request, response)):
            response.headers["Cache-Control"] = said = "private, no-store"
        if "private" in said:
            response.headers.setdefault("X-Robots-Tag", "noindex")
        return response


def _is_of_one_person(request: HttpRequest, response: HttpResponse) -> bool:
    """Someone with a session asked, and the answer looked at it. Asks neither for the session
    itself, which would cost a query on every picture."""
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    return has_session and has_vary_header(response, "Cookie")
