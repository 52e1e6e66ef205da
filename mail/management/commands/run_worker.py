"""The worker: sends the mail that is due, for ever."""

import logging
import signal
import threading
import time
from datetime import timedelta

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from mail import leases, tasks
from mail.models import Heartbeat

logger = logging.getLogger(__name__)

IDLE_SECONDS = 0.5
SERVER_DOWN_SECONDS = [2, 5, 10, 20, 30]
HOUSEKEEPING_SECONDS = 60


class Command(BaseCommand):
    help = "Sends outgoing mail as it falls due. SIGTERM or Ctrl-C: ends after the mail in hand."
    requires_system_checks = ["settings"]  # others load every page; gunicorn does them
    stopping = False

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="send what is due now, then end")

    def handle(self, *args, **options):
        if options["once"]:
            Heartbeat.beat("worker")
            self._drain_all()
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        pulse = Pulse("worker")
        pulse.start()
        self._loop(pulse)
        pulse.stop()

    def _drain_all(self) -> None:
        leases.drop_late()
        while True:
            handled, server_down = tasks.take_turn()
            if server_down or not handled:
                return

    def _loop(self, pulse: "Pulse") -> None:
        downs, tidied = 0, float("-inf")
        while not self.stopping:
            pulse.still_here()
            try:
                close_old_connections()
                if time.monotonic() - tidied > HOUSEKEEPING_SECONDS:
                    leases.drop_late()
                    tidied = time.monotonic()
                handled, server_down = tasks.take_turn(stop=lambda: self._comes_by(pulse))
            except Exception:  # a database that restarts, or one bad row, must not end the worker
                logger.exception("The worker could not go on; it tries again.")
                connection.close()
                self._pause(1)
                continue
            downs = downs + 1 if server_down else 0
            if server_down:
                self._pause(SERVER_DOWN_SECONDS[min(downs, len(SERVER_DOWN_SECONDS)) - 1])
            elif not handled:
                self._pause(IDLE_SECONDS)

    def _comes_by(self, pulse: "Pulse") -> bool:
        """Asked before each mail: a long turn with a slow server is no hanging one."""
        pulse.still_here()
        return self.stopping

    def _pause(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self.stopping and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, IDLE_SECONDS))

    def _stop(self, *args) -> None:
        self.stopping = True


class Pulse(threading.Thread):
    """Writes the heartbeat beside the loop, which may wait for a slow mail server.

    It falls silent when the loop has not come by for longer than any sending takes: a worker
    that hangs must not look alive.
    """

    EVERY_SECONDS = 5
    HANGS_AFTER = timedelta(minutes=5).total_seconds()

    def __init__(self, name: str):
        super().__init__(daemon=True)
        self.process = name
        self._last = time.monotonic()
        self._end = threading.Event()

    def still_here(self) -> None:
        """The loop came by."""
        self._last = time.monotonic()

    def stop(self) -> None:
        """Ends the thread."""
        self._end.set()
        self.join(self.EVERY_SECONDS)

    def run(self) -> None:
        while not self._end.is_set():
            if time.monotonic() - self._last < self.HANGS_AFTER:
                self._beat()
            self._end.wait(self.EVERY_SECONDS)
        connection.close()

    def _beat(self) -> None:
        try:
            close_old_connections()
            Heartbeat.beat(self.process)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("No heartbeat could be written: %s", error)
            connection.close()
