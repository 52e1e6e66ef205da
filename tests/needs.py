"""What a test needs from the machine; where it is missing, the test says so and is not run."""

import os
import shutil
from pathlib import Path

import pytest


def need(present: object, what: str) -> None:
    """Skips the test unless `present`; under CI=true conftest.py makes a failure of it.

    `what` names the thing and the way to get it: "Chromium (apt-get install chromium)".
    """
    if not present:
        pytest.skip(what)


def chromium() -> str:
    """The path of the browser: $CHROMIUM, else the first of its names on the PATH.

    The shell is the same browser without the windows, which nobody sees here and cost a third.
    """
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    need(found, "no Chromium (apt-get install chromium, or set CHROMIUM to its path)")
    return str(found)


def node() -> str:
    """The path of Node, which runs ical.js."""
    found = shutil.which("node")
    need(found, "no Node (apt-get install nodejs npm)")
    return str(found)


def redis_server() -> str:
    """The path of a Redis that a test may stop."""
    found = shutil.which("redis-server")
    need(found, "no Redis (apt-get install redis-server)")
    return str(found)


def postgresql_bin() -> Path:
    """The folder of initdb and pg_ctl: of the PATH, else the newest that Debian installed."""
    on_path = shutil.which("initdb")
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(installed, key=lambda path: int(path.parts[-3]), default=None)
    found = Path(on_path) if on_path else newest
    need(found, "no PostgreSQL programs (apt-get install postgresql)")
    return Path(str(found)).resolve().parent
