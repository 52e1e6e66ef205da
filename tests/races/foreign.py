"""Someone else holds the lock that a registration needs: a process of its own, not ours."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from events.models import Event

WRITE_LOCK = """
import sqlite3, sys, time
link = sqlite3.connect(sys.argv[1], isolation_level=None)
link.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
link.execute("ROLLBACK")
"""
ROW_LOCK = """
import psycopg, sys, time
link = psycopg.connect(sys.argv[1])
link.execute("SELECT 1 FROM events_event WHERE id = %s FOR UPDATE", [int(sys.argv[3])])
print("held", flush=True)
time.sleep(float(sys.argv[2]))
link.rollback()
"""


@contextmanager
def sqlite_write_lock(path: str, seconds: float) -> Iterator[None]:
    """Another program writes to the SQLite file for so long."""
    with _held(WRITE_LOCK, path, str(seconds)):
        yield


@contextmanager
def row_lock(url: str, event: Event, seconds: float) -> Iterator[None]:
    """Another program has locked the event's row in PostgreSQL for so long."""
    with _held(ROW_LOCK, url, str(seconds), str(event.pk)):
        yield


@contextmanager
def _held(program: str, *arguments: str) -> Iterator[None]:
    """Begins once the lock is held; at the end waits until it is let go."""
    command = [sys.executable, "-c", program, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        yield
    assert holder.returncode == 0
