"""Django's storage of messages, its cookie named by a setting like every other cookie."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class NamedCookieStorage(CookieStorage):
    """The cookie that carries a message to the next page."""

    cookie_name = settings.MESSAGE_COOKIE_NAME


class MessageStorage(FallbackStorage):
    """The cookie first; what does not fit goes to the session."""

    storage_classes = (NamedCookieStorage, SessionStorage)
