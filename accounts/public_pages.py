"""What a view says of a page that is the same for everyone who is not signed in."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The answers of `view` are declared by `declare_to`."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return declare_to(request, view(request, *args, **kwargs))

    return wrapped


def declare_to(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Anyone may keep the page, and asks whether it is still right before showing it again.

    For whoever is signed in it is theirs alone, and kept by nobody. What already says who may
    keep it stays as it is.
    """
    if response.has_header("Cache-Control"):
        return response
    return declare(response, signed_in=request.user.is_authenticated)


def declare(response: HttpResponse, *, signed_in: bool = False) -> HttpResponse:
    """The same for what does not depend on the reader; an error is nobody's to keep."""
    if signed_in or response.status_code not in (200, 304):
        patch_cache_control(response, private=True, no_store=True)
    else:
        patch_cache_control(response, public=True, no_cache=True)
    return response
