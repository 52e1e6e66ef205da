"""A PostgreSQL cluster of a test's own, to crash or misconfigure; never the one at 5432."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from tests.needs import need, postgresql_bin
from tests.servers import free_port

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "deadlock_timeout": "100ms",
    "log_lock_waits": "on",
    "max_connections": "120",
}


class Cluster:
    """initdb in a temporary folder, one server on a free loopback port, trust for postgres.

    PostgreSQL refuses to run as root: root starts it as the user postgres, anyone else as
    themselves.
    """

    def __init__(self, **settings: str):
        self.bin = postgresql_bin()
        self.as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.as_postgres:
            need(shutil.which("runuser"), "no runuser to start PostgreSQL as the user postgres")
        self.home = Path(tempfile.mkdtemp(prefix="rollcall-pg-"))
        if self.as_postgres:
            shutil.chown(self.home, "postgres")
        self.data = self.home / "data"
        self.port = free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/rollcall"
        self._run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        lines = [f"{name} = '{value}'" for name, value in (SETTINGS | settings).items()]
        with (self.data / "postgresql.conf").open("a") as file:
            file.write("\n".join([*lines, f"port = {self.port}", ""]))
        try:
            self.start()
            with psycopg.connect(
                self.url.replace("/rollcall", "/postgres"), autocommit=True
            ) as link:
                link.execute("CREATE DATABASE rollcall")
        except BaseException:
            self.remove()
            raise

    def fill_from(self, url: str) -> None:
        """Copies another PostgreSQL database into this one: quicker than to migrate."""
        dump = self.home / "dump.sql"
        with dump.open("w") as file:
            subprocess.run([self.bin / "pg_dump", "--dbname", url], stdout=file, check=True)
        command = [self.bin / "psql", "--quiet", "--set=ON_ERROR_STOP=1", "--file", dump, self.url]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)

    def start(self) -> None:
        """Starts the server and waits until it answers."""
        self._run("pg_ctl", "start", "-w", "-l", str(self.home / "log"), "-t", "60")

    def stop(self, mode: str = "fast") -> None:
        """Stops the server: smart, fast, or immediate (as a crash would)."""
        self._run("pg_ctl", "stop", "-w", "-m", mode)

    def restart(self, mode: str = "fast") -> float:
        """Stops it so and starts it again; returns the seconds until it answered."""
        began = time.monotonic()
        self.stop(mode)
        self.start()
        return time.monotonic() - began

    @property
    def log(self) -> str:
        """What the server wrote: lock waits, deadlocks, recovery."""
        return (self.home / "log").read_text(errors="replace")

    def remove(self) -> None:
        """Stops the server and deletes its folder."""
        if (self.data / "postmaster.pid").exists():
            self.stop("immediate")
        shutil.rmtree(self.home, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self.as_postgres, str(self.bin / program), "-D", str(self.data), *arguments]
        # A file and not a pipe: the server would inherit the pipe and keep it open.
        with tempfile.TemporaryFile("w+") as output:
            status = subprocess.call(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/"
            )
            output.seek(0)
            if status:
                raise AssertionError(f"{' '.join(command)} failed:\n{output.read()}")
