"""What is looked at after every race, and the races that must run on another database."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from events.invariants import breaches

LEFT_IDLE_SECONDS = 5
OPEN = """
    SELECT pid, state, query FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND state LIKE 'idle in transaction%'
"""


def check() -> None:
    """Every promise holds, and SQLite's file is whole. A broken one is named."""
    assert list(breaches()) == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert cursor.execute("PRAGMA foreign_key_check").fetchall() == []


def left_in_transaction() -> list[tuple]:
    """PostgreSQL's sessions that still sit in an open transaction after five seconds of rest."""
    if connection.vendor != "postgresql":
        return []
    until = time.monotonic() + LEFT_IDLE_SECONDS
    while True:
        with connection.cursor() as cursor:
            cursor.execute(OPEN)
            found = cursor.fetchall()
        if not found or time.monotonic() > until:
            return found
        time.sleep(0.1)


@contextmanager
def other_database(**values) -> Iterator[None]:
    """Connects this process, and those it forks, to another database of the same kind."""
    connection.close()
    before = dict(connection.settings_dict)
    connection.settings_dict.update(values)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)
