"""The drain: claims what is due, renders it, sends it, and writes down what became of it."""

import logging
from collections.abc import Callable
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.translation import gettext as _

from mail import leases, rendering
from mail.delivery import Line, LineLost, MaybeSent, NotNow, Refused
from mail.models import OutgoingEmail
from mail.rendering import Rendered

logger = logging.getLogger(__name__)

BATCH = 20


class Drained(NamedTuple):
    """What one turn did: mails settled or put off, and whether the mail server is down."""

    handled: int
    server_down: bool


def drain(limit: int = 10 * BATCH) -> int:
    """Sends up to `limit` due mails; returns how many were sent, put off or given up.

    Safe to run in any number of processes at once, and to kill at any moment: a mail in hand
    then goes once more when its lease has lapsed, under the same Message-ID.
    """
    return take_turn(limit).handled


def take_turn(limit: int = 10 * BATCH, stop: Callable[[], bool] = lambda: False) -> Drained:
    """The same, saying more. `stop` is asked before each mail; what is claimed is given back."""
    if not OutgoingEmail.objects.due(timezone.now()).values_list("pk")[:1]:
        return Drained(0, server_down=False)
    line, handled = Line(), 0
    try:
        # The line comes first: while the server is down nothing is claimed or counted.
        while handled < limit and not stop() and not line.must_wait and line.open():
            rows = leases.claim(min(BATCH, limit - handled))
            if not rows:
                break
            handled += _work(rows, line, stop)
    finally:
        line.close()
    if line.must_wait:
        leases.note_outage(line.reason)
    return Drained(handled, line.must_wait)


def _work(rows: list[OutgoingEmail], line: Line, stop: Callable[[], bool]) -> int:
    """Sends claimed mails as long as the lease allows; gives back the rest. Returns how many.

    The one in hand is not given back when something unforeseen happens: it waits for its lease
    to lapse, and is then counted, so that it cannot be tried (or sent) without end.
    """
    left = list(rows)
    held_back: set[str] = set()
    try:
        for row in rows:
            if stop() or leases.is_short(row):
                break
            if row.to in held_back:
                continue
            left.remove(row)
            if _deliver(row, line):
                held_back.add(row.to)
    except LineLost as lost:
        if not lost.blame:
            left.append(row)
    finally:
        leases.release(left)
    return len(rows) - len(left)


def _deliver(row: OutgoingEmail, line: Line) -> bool:
    """Sends one mail. Returns whether it waits for another try. Raises LineLost."""
    if row.not_after and row.not_after <= timezone.now():
        leases.drop(row)
        return False
    if row.was_lapsed and not leases.count_lapse(row):
        return False
    try:
        rendered = rendering.render(row)
        message = rendering.message(row, rendered)
    except ValidationError:
        leases.fail(row, _("This is not an e-mail address."))
        return False
    except Exception as error:
        return leases.put_off(row, _not_made(row, error))
    return _hand_over(row, rendered, message, line)


def _hand_over(row: OutgoingEmail, rendered: Rendered, message: EmailMessage, line: Line) -> bool:
    try:
        line.send(message)
    except Refused as refusal:
        leases.fail(row, str(refusal))
        return False
    except NotNow as delay:
        return leases.put_off(row, str(delay))
    except LineLost as lost:
        _settle_lost(row, lost)
        raise
    leases.mark_sent(row, rendered)
    return False


def _settle_lost(row: OutgoingEmail, lost: LineLost) -> None:
    """What may have arrived goes once more, never a third time: one copy too many at most."""
    maybe = isinstance(lost, MaybeSent)
    if maybe and row.unconfirmed:
        leases.fail(row, _("Twice the server took it and did not confirm. It may have arrived."))
    elif lost.blame:
        leases.put_off(row, str(lost), unconfirmed=maybe)


def _not_made(row: OutgoingEmail, error: Exception) -> str:
    """Why it could not be rendered. Of a code only the kind of error: the words may hold it."""
    name = type(error).__name__
    logger.error(
        "Mail %s (%s) cannot be made: %s", row.pk, row.kind, name, exc_info=not row.sensitive
    )
    return name if row.sensitive else f"{name}: {error}"[:500]
