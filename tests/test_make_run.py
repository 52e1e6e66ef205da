"""`make run` as people use it: from nothing to the home page, and nothing left when it ends."""

import os
import signal
import subprocess
import time
import urllib.request
import uuid
from pathlib import Path

import pytest

from tests.needs import need
from tests.servers import ROOT, free_port

READY_WITHIN_SECONDS = 120
GONE_WITHIN_SECONDS = 20


def environment(var: Path, port: int) -> dict[str, str]:
    """A newcomer's: nothing of this test run in it."""
    left_out = ("DATABASE_URL", "DEBUG", "SECRET_KEY", "EMAIL_URL", "MAKEFLAGS", "MAKELEVEL")
    own = {key: text for key, text in os.environ.items() if key not in left_out}
    return own | {"VAR": str(var), "PORT": str(port)}


class MakeRun:
    """One `make run` in a group of its own; every process that it started carries a mark."""

    def __init__(self, var: Path):
        self.mark = f"ROLLCALL_TEST_MARK={uuid.uuid4()}"
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.output = var.parent / "make-run.log"
        name, value = self.mark.split("=")
        with self.output.open("w") as output:
            self.popen = subprocess.Popen(
                ["make", "run"],
                cwd=ROOT,
                env=environment(var, self.port) | {name: value},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait(self) -> None:
        """Returns once it said that it is there; fails unless the home page then comes."""
        until = time.monotonic() + READY_WITHIN_SECONDS
        while "Ctrl-C ends it" not in self.output.read_text():
            if time.monotonic() > until or self.popen.poll() is not None:
                raise AssertionError(self.output.read_text())
            time.sleep(0.1)
        urllib.request.urlopen(self.url, timeout=30).close()

    def left(self) -> list[str]:
        """The command lines of what still runs."""
        found = []
        for process in Path("/proc").iterdir():
            try:
                if process.name.isdigit() and self.mark in (process / "environ").read_text():
                    found.append((process / "cmdline").read_text().replace("\0", " "))
            except OSError:
                continue  # it ended, or it is somebody else's
        return found

    def gone(self) -> list[str]:
        """What is left after a while; [] is what should be."""
        until = time.monotonic() + GONE_WITHIN_SECONDS
        while self.left() and time.monotonic() < until:
            time.sleep(0.1)
        return self.left()


@pytest.fixture(scope="module")
def var(tmp_path_factory) -> Path:
    need((ROOT / ".venv/bin/python").exists(), "no .venv (make test makes it)")
    need(Path("/proc/self/environ").exists(), "no /proc to count processes")
    return tmp_path_factory.mktemp("run") / "var"


@pytest.mark.parametrize(
    ("number", "whole_group"),
    [(signal.SIGINT, True), (signal.SIGINT, False), (signal.SIGTERM, False)],
    ids=["ctrl-c", "int-to-make", "term-to-make"],
)
def test_make_run_shows_the_home_page_and_leaves_nothing(var, number, whole_group):
    run = MakeRun(var)
    try:
        run.wait()
        assert any("run_worker" in line for line in run.left())
        assert any("run_clock" in line for line in run.left())
    finally:
        (os.killpg if whole_group else os.kill)(run.popen.pid, number)
        left = run.gone()
        run.popen.wait(GONE_WITHIN_SECONDS)
    assert left == []
    said = run.output.read_text()
    assert f"Rollcall is at {run.url}" in said
    assert f"{run.url}/mailbox/" in said


def test_a_taken_port_is_said(var):
    first = MakeRun(var)
    try:
        first.wait()
        again = subprocess.run(
            ["make", "run"],
            cwd=ROOT,
            env=environment(var, first.port),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        assert again.returncode != 0
        assert f"Port {first.port} is taken. Choose another" in again.stderr
    finally:
        os.kill(first.popen.pid, signal.SIGTERM)
        assert first.gone() == []
        first.popen.wait(GONE_WITHIN_SECONDS)
