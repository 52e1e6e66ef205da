"""Values that a process reads from the database at most once in a second or a few.

A page for everyone is kept for four seconds more (config/shared_pages.py): what a visitor sees is
at most five seconds old. Who has changed something reads everything anew (`reads_anew`).
"""

import logging
import time
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest

OLDEST_SECONDS = 1  # of what is told on pages that are kept themselves
T = TypeVar("T")
Key = TypeVar("Key", bound=Hashable)
logger = logging.getLogger(__name__)


class Kept(Generic[T]):
    """`read` asks the database; `shipped` is what counts until the first answer.

    Where the database does not answer, or answers nonsense, the last value stands, and nobody
    waits for the next attempt before `seconds` are over.
    """

    def __init__(self, read: Callable[[], T], shipped: Callable[[], T], seconds: float):
        self.read = read
        self.shipped = shipped
        self.seconds = seconds
        self._value: T | None = None
        self._until = 0.0
        self._forgotten = 0
        self._reading = Lock()

    def get(self) -> T:
        """The value, never older than `seconds` while the database answers."""
        if time.monotonic() >= self._until:
            with self._reading:  # of the threads that come now one asks, the others wait for it
                if time.monotonic() >= self._until:
                    self._read()
        return self.last()

    def _read(self) -> None:
        began, forgotten = time.monotonic(), self._forgotten
        try:
            self._value = self.read()
        except (DatabaseError, InterfaceError) as error:
            began = time.monotonic()
            logger.warning("What is kept of the site was not read: %s", error)
        except ValueError:  # a row that no form would take, such as one restored
            logger.exception("What is kept of the site makes no sense.")
        if forgotten == self._forgotten:  # else this may be what stood before a change
            self._until = began + self.seconds

    def last(self) -> T:
        """The last value read, else the shipped one; asks nothing of the database."""
        return self.shipped() if self._value is None else self._value

    def put(self, value: T) -> None:
        """Takes a value as if it had been read just now."""
        self._value = value
        self._until = time.monotonic() + self.seconds

    def forget(self) -> None:
        """The next `get` reads anew, also where another thread reads just now."""
        self._forgotten += 1
        self._until = 0.0


class KeptByKey(Generic[Key, T]):
    """What `read` finds for a key, such as all that the events of one course have in common.

    The threads of the process share the values: nobody changes them.
    """

    seconds: float = OLDEST_SECONDS
    most = 500  # keys

    def __init__(self, read: Callable[[Key], T]):
        self.read = read
        self._kept: dict[Key, tuple[float, T]] = {}

    def get(self, key: Key, *, anew: bool) -> T:
        """The value, read less than `seconds` ago; read now where `anew`."""
        now, kept = time.monotonic(), self._kept.get(key)
        if kept and now - kept[0] < self.seconds and not anew:
            return kept[1]
        value = self.read(key)
        if len(self._kept) >= self.most:
            self._kept = {}
        later = self._kept.get(key)
        if later is None or later[0] <= now:  # what was read meanwhile may have seen a change
            self._kept[key] = (now, value)
        return value


def has_just_changed(request: HttpRequest) -> bool:
    """Whether this reader sent a form a few seconds ago, without a session or in the back office
    (config/middleware.py): what they changed there, they see at once."""
    return settings.FRESH_COOKIE_NAME in request.COOKIES


def reads_anew(request: HttpRequest) -> bool:
    """Whether something kept would be too old for this reader: who has a session, or has just
    sent a form without one (config/middleware.py), may have changed it."""
    changed_by = {settings.SESSION_COOKIE_NAME, settings.FRESH_COOKIE_NAME}
    return not changed_by.isdisjoint(request.COOKIES)
