"""The site's own cookies: those that say one thing, and the one that carries a message."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpResponse


def say(response: HttpResponse, name: str, *, seconds: int) -> None:
    """A cookie that says nothing but its name, for so long; with 0 the browser drops it.

    It is dropped by the same marks only: a browser takes a `__Host-` cookie by no less.
    """
    response.set_cookie(
        name,
        "1" if seconds else "",
        max_age=seconds,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


class NamedCookieStorage(CookieStorage):
    """The cookie that carries a message to the next page."""

    cookie_name = settings.MESSAGE_COOKIE_NAME


class MessageStorage(FallbackStorage):
    """The cookie first; what does not fit goes to the session."""

    storage_classes = (NamedCookieStorage, SessionStorage)
