"""Runs the processes of the Procfile for `make run`, and ends them with whoever started them."""

import os
import signal
import socket
import sys
from pathlib import Path

from honcho.environ import parse_procfile
from honcho.manager import Manager
from honcho.printer import Printer

LOOK_EVERY_SECONDS = 0.5
SIGINT_BIT = 1 << (signal.SIGINT - 1)
WELCOME = """
  Rollcall is at {url}

  Sign in with one of these addresses; the code lands in {url}/mailbox/
    admin@example.org               everything
    coordinator@example.org         runs events
    editor@example.org              writes pages and news
    trainer@example.org             a trainer: sees what a citizen sees, as yet
    officer@blueriver.example       first responder, verified
    chief@blueriver.example         leads training there: sees what an officer sees, as yet
    newcomer@easternjackson.example first responder, waits for a decision
    citizen@example.org             citizen

  Ctrl-C ends it. All data stays in {var}/
"""


class Starter:
    """The process that started this one, which is `make` when people type `make run`."""

    def __init__(self):
        self.pid = os.getppid()
        self.interrupted_before = False

    def is_gone(self) -> bool:
        """Whether it ended, or was interrupted alone and now waits for us to end.

        A terminal sends Ctrl-C to make and to us. `kill -INT` of make reaches make alone, which
        then blocks the signal and waits for its children for ever. Seen twice, it is no accident.
        """
        if os.getppid() != self.pid:
            return True
        interrupted = self._blocks_interrupts()
        twice = interrupted and self.interrupted_before
        self.interrupted_before = interrupted
        return twice

    def _blocks_interrupts(self) -> bool:
        status = Path(f"/proc/{self.pid}/status")
        try:
            lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        except OSError:
            return False  # no /proc: only its end is seen
        is_make = lines["Name"].strip() in ("make", "gmake")
        return is_make and bool(int(lines["SigBlk"], 16) & SIGINT_BIT)


class Watch:
    """Looks up twice a second: welcomes people once the site answers, ends it when left alone.

    A timer and no thread, because honcho forks.
    """

    def __init__(self, port: int):
        self.port = port
        self.starter = Starter()
        self.welcomed = False

    def start(self) -> None:
        signal.signal(signal.SIGALRM, self.look)
        signal.setitimer(signal.ITIMER_REAL, LOOK_EVERY_SECONDS, LOOK_EVERY_SECONDS)

    def look(self, number, frame) -> None:
        if not self.welcomed and answers(self.port):
            self.welcomed = True
            url = os.environ.get("SITE_URL", f"http://localhost:{self.port}")
            sys.stdout.write(WELCOME.format(url=url, var=os.environ.get("VAR", "var")) + "\n")
            sys.stdout.flush()
        if self.starter.is_gone():
            signal.setitimer(signal.ITIMER_REAL, 0)
            os.kill(os.getpid(), signal.SIGTERM)


def answers(port: int) -> bool:
    """Whether something listens on this loopback port."""
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def main() -> int:
    """Returns 0 after Ctrl-C or SIGTERM, else the status of the process that ended first."""
    port = int(os.environ.get("PORT", "8000"))
    if answers(port):
        sys.stderr.write(f"Port {port} is taken. Choose another: PORT={port + 1} make run\n")
        return 1
    manager = Manager(Printer(sys.stdout))
    procfile = Path(__file__).resolve().parent.parent / "Procfile"
    for name, command in parse_procfile(procfile.read_text()).processes.items():
        manager.add_process(name, command)
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    Watch(port).start()
    manager.loop()
    asked = (128 + signal.SIGINT, 128 + signal.SIGTERM)
    return 0 if manager.returncode in asked else manager.returncode


if __name__ == "__main__":
    sys.exit(main())
