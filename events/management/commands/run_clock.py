"""Everything that happens by time; safe to run twice, or on two hosts."""

import logging
import signal
import threading
from collections.abc import Callable

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.utils import timezone

from accounts import lapsing, signup
from events import agency_approvals, expiring, needs, reminders, schedule, seat_holds
from mail import outbox
from mail.models import Heartbeat

EVERY_SECONDS = 20
log = logging.getLogger(__name__)

STEPS: dict[str, Callable[[], int]] = {
    "ties to agencies ended": lapsing.end_lapsed,
    "holds ended": expiring.end_holds,
    "held seats released": seat_holds.release_due,
    "seats opened to all": expiring.open_to_all,
    "registrations expired": expiring.expire_unseated,
    "events held": schedule.mark_held,
    "reminders queued": reminders.send_due,
    "agencies asked again": agency_approvals.remind,
    "told that a tie ends": lapsing.tell_before,
    "mail bodies purged": outbox.purge,
    "access needs purged": needs.purge,
    "unverified accounts purged": lambda: signup.purge_unverified(timezone.now()),
}


class Command(BaseCommand):
    """`run_clock` does one round; `run_clock --loop` goes on until it is told to stop."""

    help = __doc__
    requires_system_checks = ["settings"]  # others load every page; gunicorn does them

    def add_arguments(self, parser):
        parser.add_argument("--loop", action="store_true", help="go on, a round each 20 s")

    def handle(self, *args, loop: bool, **options):
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        self.round()
        while loop and not stop.wait(EVERY_SECONDS):
            self.round()

    def round(self) -> None:
        """Runs each step; one that fails is logged and does not keep the others from running."""
        for name, step in STEPS.items():
            try:
                if count := step():
                    self.stdout.write(f"{name}: {count}")
            except DatabaseError:
                log.exception("The clock could not do: %s", name)
                connection.close_if_unusable_or_obsolete()
        try:
            Heartbeat.objects.update_or_create(name="clock", defaults={"at": timezone.now()})
        except DatabaseError:
            log.exception("The clock could not note that it is alive")
            connection.close()
