"""What the other apps do with mail: queue it, replace it, take it back; staff: resend, abort.

Nothing here talks to a mail server. A mail is a row, written in the caller's transaction: it goes
out if, and only if, what it tells has happened. The worker (mail/tasks.py) finds it on commit.
"""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from mail.models import OutgoingEmail

KEEP_BODIES = timedelta(days=30)
S = OutgoingEmail.State

# Controls, line and paragraph separators end a header line in one reader or another. Halves of
# surrogate pairs have no UTF-8.
_NOT_IN_A_HEADER = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_NOT_IN_JSON = re.compile("[\x00\ud800-\udfff]")
_AGAIN = "/again-"


class MailRefused(Exception):
    """A staff verb that cannot be done; the text is the reason, for people."""


@dataclass(frozen=True)
class Mail:
    """One mail to one address.

    `kind` is the base of its templates ("events/email/confirmed"). `key` says which happening it
    tells: a second mail with a key that was ever used is not written. `facts` are all that the
    templates see, and are kept as they are now. With facts["calendar"] and facts["method"] it
    carries an invitation. After `not_after` it is not sent any more. `sensitive` (codes, sign-in
    links; always with priority CODE) is shown to nobody and wiped once sent.
    """

    kind: str
    to: str
    key: str
    facts: dict = field(default_factory=dict)
    to_name: str = ""
    language: str = "en"
    priority: int = OutgoingEmail.Priority.NORMAL
    sensitive: bool = False
    topic: str = ""
    related: str = ""
    not_after: datetime | None = None


def queue(*mails: Mail) -> int:
    """Writes the mails in one INSERT, in the caller's transaction; returns how many were given.

    A key that exists already keeps its first mail: saying a thing twice tells it once.
    """
    rows = [OutgoingEmail(**_columns(mail)) for mail in mails]
    OutgoingEmail.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def unknown(mails: Iterable[Mail]) -> list[Mail]:
    """Those of `mails` whose key was never used: what a clock would say for the first time."""
    mails = list(mails)
    used = OutgoingEmail.objects.filter(key__in=[mail.key for mail in mails])
    told = set(used.values_list("key", flat=True))
    return [mail for mail in mails if mail.key not in told]


def replace(key: str, mail: Mail) -> bool:
    """Puts `mail` in the place of the one under `key`, if that still waits; else queues it.

    Returns whether a waiting one was replaced. It keeps its place in the person's order.
    """
    waiting = OutgoingEmail.objects.filter(key=key, state=S.QUEUED)
    fresh = {"attempts": 0, "unconfirmed": False, "error": ""}
    if waiting.update(**_columns(mail), **fresh):
        return True
    queue(mail)
    return False


def withdraw(keys: Iterable[str]) -> int:
    """Takes back those of `keys` that still wait; returns how many. Their keys stay used."""
    waiting = OutgoingEmail.objects.filter(key__in=list(keys), state=S.QUEUED)
    why = _("No longer needed.")
    return waiting.update(state=S.ABORTED, next_try_at=None, error=why, **wiped())


def resend(row: OutgoingEmail, *, by: object) -> OutgoingEmail:
    """Queues the same facts once more, under a new key; `by` is the user who asks.

    Raises MailRefused for a code, for what still waits, and for what is out of date or purged.
    """
    row.refresh_from_db()
    if row.sensitive:
        raise MailRefused(_("Codes and sign-in links are never sent again."))
    if row.is_unsent:
        raise MailRefused(_("This mail still waits to be sent. It needs no second one."))
    if row.purged_at:
        raise MailRefused(_("The text of this mail has been deleted, as after 30 days."))
    if row.not_after and row.not_after <= timezone.now():
        raise MailRefused(_("This mail is out of date. It would arrive too late."))
    base = row.key.split(_AGAIN)[0]
    number = OutgoingEmail.objects.filter(key__startswith=base + _AGAIN).count() + 1
    same = {name: getattr(row, name) for name in Mail.__dataclass_fields__ if name != "key"}
    again = Mail(key=f"{base}{_AGAIN}{number}", **same)
    new = OutgoingEmail(**_columns(again), asked_by=header_text(str(by))[:150])
    # Two presses at the same moment count the same number: one mail.
    OutgoingEmail.objects.bulk_create([new], ignore_conflicts=True)
    return OutgoingEmail.objects.get(key=again.key)


def abort(row: OutgoingEmail, *, by: object) -> OutgoingEmail:
    """Stops a mail that waits. Raises MailRefused for one that is on its way or was sent."""
    waiting = OutgoingEmail.objects.filter(pk=row.pk, state=S.QUEUED)
    reason = _("Stopped by %(who)s.") % {"who": header_text(str(by))}
    gone = wiped() if row.sensitive else {}
    if not waiting.update(state=S.ABORTED, next_try_at=None, error=reason, **gone):
        raise MailRefused(_("This mail does not wait any more. It cannot be stopped."))
    row.refresh_from_db()
    return row


def purge(now: datetime | None = None) -> int:
    """Deletes the bodies and facts of mails older than 30 days; returns of how many.

    That a mail went, when, to whom and about what stays.
    """
    now = now or timezone.now()
    kept = OutgoingEmail.objects.filter(purged_at=None).exclude(state__in=[S.QUEUED, S.SENDING])
    old = kept.alias(ended=Coalesce("sent_at", "created_at")).filter(ended__lt=now - KEEP_BODIES)
    return old.update(**wiped(now))


def wiped(now: datetime | None = None) -> dict[str, Any]:
    """The columns of a mail whose content is gone, for an UPDATE."""
    gone = {"facts": {}, "text": "", "html": "", "calendar": ""}
    return {**gone, "purged_at": now or timezone.now()}


def header_text(text: str) -> str:
    """Text that stays in one header line: without line ends and control characters."""
    return " ".join(_NOT_IN_A_HEADER.sub(" ", text).split())


def _columns(mail: Mail) -> dict[str, Any]:
    """The row of a mail that waits. Its Message-ID is fixed now: a repeat can be recognised."""
    if len(mail.key) > 200 or len(mail.to) > 254:
        raise ValueError(f"The key or the address of {mail.kind} is too long.")
    return {
        "kind": mail.kind,
        "key": mail.key,
        "to": re.sub(r"\s", "", header_text(mail.to)),
        "to_name": header_text(mail.to_name)[:160],
        "language": mail.language or settings.LANGUAGE_CODE,
        "priority": mail.priority,
        "sensitive": mail.sensitive,
        "topic": mail.topic,
        "related": mail.related,
        "facts": _storable(mail.facts),
        "not_after": mail.not_after,
        "next_try_at": timezone.now(),
        "message_id": f"<{uuid.uuid4().hex}@{_sender_domain()}>",
    }


def _storable(value: Any) -> Any:
    """Facts without what PostgreSQL's JSON and UTF-8 cannot hold, at any depth."""
    if isinstance(value, str):
        return _NOT_IN_JSON.sub("", value)
    if isinstance(value, dict):
        return {_storable(key): _storable(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_storable(inner) for inner in value]
    return value


def _sender_domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
