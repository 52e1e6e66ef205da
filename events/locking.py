"""One transaction around a verb, tried again where the database broke a deadlock."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction

TRIES = 3
# PostgreSQL: serialization_failure, deadlock_detected, lock_not_available. SQLite waits by
# itself for `timeout` seconds, so trying again would only make people wait longer.
RETRIED = {"40001", "40P01", "55P03"}

P = ParamSpec("P")
T = TypeVar("T")


def one_transaction(verb: Callable[P, T]) -> Callable[P, T]:
    """Runs `verb` in one atomic block; up to three tries when it is the outermost.

    The verb must re-read under its lock whatever it decides on. What still fails raises
    OperationalError, which the site answers with 503 and Retry-After, never with "full".
    """

    @wraps(verb)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        outermost = not connection.in_atomic_block
        for attempt in range(1, TRIES + 1):
            try:
                with transaction.atomic():
                    return verb(*args, **kwargs)
            except OperationalError as error:
                code = getattr(error.__cause__, "sqlstate", None)
                if not outermost or attempt == TRIES or code not in RETRIED:
                    raise
        raise AssertionError("unreachable")

    return run
