"""A value that a process reads from the database at most once in a few seconds."""

import logging
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import DatabaseError, InterfaceError

T = TypeVar("T")
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

    def get(self) -> T:
        """The value, never older than `seconds` while the database answers."""
        if time.monotonic() < self._until:
            return self.last()
        # Set first: of the threads that come now, one asks.
        self._until = time.monotonic() + self.seconds
        try:
            self._value = self.read()
        except (DatabaseError, InterfaceError) as error:
            logger.warning("The settings of the site were not read: %s", error)
        except ValueError:  # a row that no form would take, such as one restored
            logger.exception("The settings of the site make no sense.")
        return self.last()

    def last(self) -> T:
        """The last value read, else the shipped one; asks nothing of the database."""
        return self.shipped() if self._value is None else self._value

    def put(self, value: T) -> None:
        """Takes a value as if it had been read just now."""
        self._value = value
        self._until = time.monotonic() + self.seconds

    def forget(self) -> None:
        """The next `get` reads anew."""
        self._until = 0.0
