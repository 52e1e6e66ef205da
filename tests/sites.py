"""The whole site for journeys: web, worker and clock on the sample data, in a folder of its own."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore
from django.utils.crypto import get_random_string

from accounts.models import User
from tests.letters import Mailbox
from tests.people import session_data
from tests.servers import Process, Web, command, free_port, run_command

LOCKED_SECONDS = 20


class Site:
    """Starts everything on a SQLite database that can be put back as it was in a moment."""

    def __init__(self, **env: str):
        self.home = Path(tempfile.mkdtemp(prefix="rollcall-site-"))
        self.database = self.home / "rollcall.sqlite3"
        self.prepared = self.home / "prepared.sqlite3"
        port = free_port()
        self.env = {
            "VAR": str(self.home),
            "PORT": str(port),
            "SITE_URL": f"http://localhost:{port}",
            "DATABASE_URL": f"sqlite:///{self.database}",
            "DEBUG": "1",
            "EMAIL_URL": "",
            "SECRET_KEY": settings.SECRET_KEY,
        } | env
        self.mailbox = Mailbox(self.home / "mail")
        self.processes: list[Process] = []
        try:
            self._prepare()
            self.web = Web(env=self.env, port=port)
            self.processes = [
                self.web,
                command("run_worker", env=self.env),
                command("run_clock", "--loop", env=self.env),
            ]
            self.web.wait()
        except BaseException:
            self.remove()
            raise
        self.url = self.web.url

    def reset(self) -> None:
        """The sample site as it was loaded: no registration, session or mail of earlier tests."""
        self._copy(self.prepared, self.database)
        self.mailbox.empty()

    def sql(self, query: str, values: Iterable = ()) -> list[sqlite3.Row]:
        """Rows straight from the database; a change is committed."""
        with closing(sqlite3.connect(self.database, timeout=LOCKED_SECONDS)) as link, link:
            link.row_factory = sqlite3.Row
            return link.execute(query, tuple(values)).fetchall()

    def manage(self, *arguments: str) -> str:
        """`manage.py` on this site, to its end; returns its output."""
        return run_command(*arguments, env=self.env)

    def session(self, email: str) -> str:
        """Signs in the login with this address; returns the value of the session cookie."""
        row = self.sql("SELECT id, password, email FROM accounts_user WHERE email = ?", [email])[0]
        key = get_random_string(32, VALID_KEY_CHARS)
        data = SessionStore().encode(session_data(User(**dict(row))))
        ends = (datetime.now(UTC) + timedelta(hours=12)).strftime("%Y-%m-%d %H:%M:%S")
        self.sql("INSERT INTO django_session VALUES (?, ?, ?)", [key, data, ends])
        return key

    def remove(self) -> None:
        """Ends every process and deletes the folder."""
        for process in self.processes:
            process.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def _prepare(self) -> None:
        self.manage("migrate", "--verbosity=0")
        self.manage("demo_data")
        self.manage("run_worker", "--once")
        self._copy(self.database, self.prepared)

    @staticmethod
    def _copy(source: Path, target: Path) -> None:
        with (
            closing(sqlite3.connect(source, timeout=LOCKED_SECONDS)) as old,
            closing(sqlite3.connect(target, timeout=LOCKED_SECONDS)) as new,
        ):
            old.backup(new)
