"""Who has a mail in hand, and what became of it: the only writer of a mail's state while it goes.

A worker claims rows for the time of a lease. Whatever it writes afterwards it writes only where
its lease still stands, so that two workers never settle the same row.
"""

import logging
import secrets
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mail.models import OutgoingEmail
from mail.outbox import wiped
from mail.rendering import Rendered

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
# The longest that sending one mail may take: three answers of 10 s (EMAIL_TIMEOUT), and 25 s for
# the last one (mail/backends.py). With less than this left of the lease no sending is begun.
ONE_SENDING = timedelta(seconds=55)
BACK_OFF = [
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=6),
]
MAX_ATTEMPTS = len(BACK_OFF) + 1
CLAIMING = 7_042_001  # our number among PostgreSQL's advisory locks
DATABASE_BACK_WITHIN_SECONDS = 30
S = OutgoingEmail.State


def claim(limit: int) -> list[OutgoingEmail]:
    """The next `limit` due mails, for this worker alone until their lease ends.

    Each gets `was_lapsed`: a worker had it in hand before, and never settled it.
    """
    token = secrets.token_hex(16)
    with transaction.atomic():
        _one_at_a_time()
        now = timezone.now()
        due = OutgoingEmail.objects.due(now)
        rows = list(due.select_for_update(skip_locked=True, of=("self",))[:limit])
        for row in rows:
            row.was_lapsed = row.state == S.SENDING
            row.state, row.lease, row.next_try_at = S.SENDING, token, now + LEASE
        taken = OutgoingEmail.objects.filter(pk__in=[row.pk for row in rows])
        if rows:
            taken.update(state=S.SENDING, lease=token, next_try_at=now + LEASE)
    return rows


def is_short(row: OutgoingEmail) -> bool:
    """Whether too little is left of the lease to begin a sending."""
    return timezone.now() > row.next_try_at - ONE_SENDING


def count_lapse(row: OutgoingEmail) -> bool:
    """Counts, before it is tried again, a try that a worker did not survive; False: given up.

    Only the mail that comes to be tried is counted, not those that were claimed together with
    it: where one mail kills the worker each time, the others still go.
    """
    if row.attempts + 1 >= MAX_ATTEMPTS:
        fail(row, _("Each try was broken off."))
        return False
    again = {"lease": row.lease, "next_try_at": row.next_try_at}
    return _settle(row, state=S.SENDING, attempts=row.attempts + 1, **again)


def release(rows: list[OutgoingEmail]) -> None:
    """Gives back claimed mails that were not tried; they are due at once."""
    if rows:
        mine = OutgoingEmail.objects.filter(pk__in=[row.pk for row in rows], lease=rows[0].lease)
        mine.filter(state=S.SENDING).update(state=S.QUEUED, lease="", next_try_at=timezone.now())


def mark_sent(row: OutgoingEmail, rendered: Rendered) -> None:
    """It went. What it said is kept (until `outbox.purge`), but of a code nothing is."""
    kept = {
        "subject": rendered.subject,
        "text": rendered.text,
        "html": rendered.html,
        "calendar": rendered.calendar,
    }
    columns = wiped() if row.sensitive else kept
    _settle(row, state=S.SENT, sent_at=timezone.now(), error="", **columns)


def put_off(row: OutgoingEmail, reason: str, *, unconfirmed: bool = False) -> bool:
    """It did not go: another try later, or none. Returns whether it still waits."""
    attempts = row.attempts + 1
    if attempts >= MAX_ATTEMPTS:
        fail(row, reason)
        return False
    again = timezone.now() + BACK_OFF[attempts - 1]
    if row.not_after and again >= row.not_after:
        drop(row, reason)
        return False
    _settle(
        row,
        state=S.QUEUED,
        attempts=attempts,
        next_try_at=again,
        error=reason,
        unconfirmed=row.unconfirmed or unconfirmed,
    )
    return True


def fail(row: OutgoingEmail, reason: str) -> None:
    """It will not go: a dead letter, for staff to see."""
    # Servers repeat the address in what they answer; a log is no place for it, the row is.
    logger.error("Mail %s (%s) could not be sent; its row says why.", row.pk, row.kind)
    gone = wiped() if row.sensitive else {}
    _settle(row, state=S.FAILED, attempts=row.attempts + 1, error=reason, **gone)


def drop(row: OutgoingEmail, reason: str = "") -> None:
    """It would arrive too late to be of use."""
    gone = wiped() if row.sensitive else {}
    _settle(row, state=S.DROPPED, error=reason, **gone)


def drop_late() -> int:
    """Drops all that wait beyond their time (for a retry, or behind another mail); how many."""
    now = timezone.now()
    late = OutgoingEmail.objects.unsent().filter(state=S.QUEUED, not_after__lte=now)
    over = {"state": S.DROPPED, "next_try_at": None}
    codes = late.filter(sensitive=True).update(**over, **wiped(now))
    return codes + late.update(**over)


def note_outage(reason: str) -> None:
    """Writes on the mails that are next why they do not go; counts nothing against them."""
    next_ones = OutgoingEmail.objects.due(timezone.now()).values_list("pk", flat=True)[:20]
    OutgoingEmail.objects.filter(pk__in=list(next_ones), state=S.QUEUED).update(error=reason)


def _one_at_a_time() -> None:
    """Lets one worker claim at a time, so that each sees what the others have in hand.

    Without it two could take two mails to one person in the same moment, and the later one could
    arrive first. SQLite's transactions (IMMEDIATE) do this by themselves.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CLAIMING])


def _settle(row: OutgoingEmail, **columns) -> bool:
    """Writes what became of the row, if it is still ours: over, unless `columns` say when next."""
    mine = OutgoingEmail.objects.filter(pk=row.pk, state=S.SENDING, lease=row.lease)
    written = _persist(lambda: mine.update(**{"lease": "", "next_try_at": None, **columns}))
    if not written:
        logger.warning("Mail %s was settled elsewhere: its lease had ended.", row.pk)
    return bool(written)


def _persist(write: Callable[[], int]) -> int:
    """Writes, and waits for a database that restarts: a mail that went must not go again."""
    give_up = time.monotonic() + DATABASE_BACK_WITHIN_SECONDS
    while True:
        try:
            return write()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > give_up:
                raise
            connection.close()
            time.sleep(0.5)
