"""Many at the same moment, in threads of one process."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

T = TypeVar("T")
R = TypeVar("R")


def together(act: Callable[[T], R], given: Iterable[T]) -> list[R]:
    """`act` for each of `given`, all begun at one moment; what they return, or what one raised.

    Each has a database connection of its own, so the test must commit (transaction=True).
    """
    given = list(given)
    start = Barrier(len(given))

    def one(value: T) -> R:
        try:
            start.wait(30)
            return act(value)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(given)) as pool:
        return list(pool.map(one, given))
