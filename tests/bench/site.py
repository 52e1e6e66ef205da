"""The production configuration under the benchmark, and what it costs the machine."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from tests.servers import Process, Web, command, free_port, run_command

TICKS = os.sysconf("SC_CLK_TCK")


class BenchSite:
    """Web, worker and clock as in production, on the database of this process, and a mail sink."""

    def __init__(self):
        self.home = Path(tempfile.mkdtemp(prefix="rollcall-bench-"))
        port, mail = free_port(), free_port()
        self.env = {
            "DEBUG": "0",
            "VAR": str(self.home),
            "PORT": str(port),
            "SITE_URL": f"http://localhost:{port}",
            "ALLOWED_HOSTS": "localhost",
            "SECRET_KEY": settings.SECRET_KEY,
            "EMAIL_URL": f"smtp://127.0.0.1:{mail}",
            "DEFAULT_FROM_EMAIL": "Training <training@bench.example.org>",
            "CALENDAR_DOMAIN": "bench.example.org",
            "LOG_LEVEL": "ERROR",
        }
        run_command("collectstatic", "--noinput", "--verbosity=0", env=self.env)
        self.sink = Process(sys.executable, "-m", "tests.bench.sink", str(mail))
        self.port = port
        self.web = Web(env=self.env, port=port)
        self.others = [
            command("run_worker", env=self.env),
            command("run_clock", "--loop", env=self.env),
        ]
        self.web.wait()

    def remove(self) -> None:
        for process in [self.web, *self.others, self.sink]:
            process.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    @property
    def pids(self) -> list[int]:
        """Everything of ours that serves: the web master and its workers, worker and clock."""
        return [self.web.pid, *self.web.children, *(process.pid for process in self.others)]

    def cpu_seconds(self) -> dict[str, float]:
        """User and system time so far, of the site and of PostgreSQL (0 where there is none)."""
        postgresql = [pid for pid in _all_pids() if _name(pid) == "postgres"]
        return {"site": _cpu(self.pids), "postgresql": _cpu(postgresql, ended_too=True)}

    def pss_mb(self) -> float:
        """Memory of all of them, what they share counted once."""
        return sum(_pss_kb(pid) for pid in self.pids) / 1024


def _all_pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def _cpu(pids: Iterable[int], *, ended_too: bool = False) -> float:
    """Seconds of these processes; `ended_too`: with those of their children that have ended."""
    ticks = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        ticks += sum(int(fields[index]) for index in ((11, 12, 13, 14) if ended_too else (11, 12)))
    return ticks / TICKS


def _pss_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0
