"""Starts the real web, worker and clock processes for tests, and ends them by their id."""

import contextlib
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STARTS_WITHIN_SECONDS = 60
ENDS_WITHIN_SECONDS = 15
LOWEST_PORT, PORTS_EACH, MOST_WORKERS = 20_000, 750, 16  # below what the system gives away itself


def free_port() -> int:
    """A loopback port that was free a moment ago; of tests side by side, each has its own ones."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
    while True:
        port = LOWEST_PORT + secrets.randbelow(PORTS_EACH) * MOST_WORKERS + worker % MOST_WORKERS
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


class Process:
    """A program of the site in a process group of its own, its output kept in a file."""

    def __init__(self, *command: str, env: dict[str, str] | None = None):
        self.log = tempfile.NamedTemporaryFile("w+", prefix="rollcall-", suffix=".log")  # noqa: SIM115
        self.popen = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"} | (env or {}),
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.pid = self.popen.pid

    @property
    def output(self) -> str:
        """Everything it has said so far."""
        return Path(self.log.name).read_text()

    @property
    def children(self) -> list[int]:
        """The process ids it started itself: gunicorn's workers."""
        path = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def stop(self, how: int = signal.SIGTERM) -> int:
        """Asks it to end, insists after a while; returns its exit status."""
        if self.popen.poll() is None:
            self.popen.send_signal(how)
        try:
            self.popen.wait(ENDS_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)  # what it left behind in its own group
        return self.popen.returncode


class Web(Process):
    """gunicorn as in production: `workers` processes with `threads` threads each."""

    def __init__(
        self,
        *,
        env: dict[str, str],
        wsgi: str = "config.wsgi:application",
        workers: int = 2,
        threads: int = 2,
        port: int = 0,
    ):
        self.workers = workers
        self.port = port or free_port()
        self.url = f"http://localhost:{self.port}"
        arguments = ["-c", "config/gunicorn.py", "--bind", f"127.0.0.1:{self.port}"]
        arguments += ["--workers", str(workers), "--threads", str(threads), wsgi]
        own = {"PORT": str(self.port), "SITE_URL": self.url}
        super().__init__(sys.executable, "-m", "gunicorn", *arguments, env=own | env)

    def wait(self) -> "Web":
        """Returns once all workers run and /healthz answers; else fails with what it said."""
        until = time.monotonic() + STARTS_WITHIN_SECONDS
        while time.monotonic() < until and self.popen.poll() is None:
            if self._answers() and len(self.children) == self.workers:
                return self
            time.sleep(0.1)
        self.stop()
        raise AssertionError(f"the server did not start:\n{self.output}")

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.url}/healthz", timeout=5).close()
        except urllib.error.HTTPError:
            return True  # it answers, if only that it does not know this host
        except (OSError, http.client.HTTPException):
            return False
        return True


def command(*arguments: str, env: dict[str, str] | None = None) -> Process:
    """`manage.py` with these arguments, running in the background (worker, clock)."""
    return Process(sys.executable, "manage.py", *arguments, env=env)


def run_command(*arguments: str, env: dict[str, str] | None = None) -> str:
    """`manage.py` with these arguments to its end; returns its output, fails on an exit status."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=os.environ | (env or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise AssertionError(f"manage.py {' '.join(arguments)} failed:\n{done.stdout}")
    return done.stdout
