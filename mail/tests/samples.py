"""Mails to test with, and the passing of time."""

import time
from collections.abc import Callable
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from mail import outbox
from mail.models import OutgoingEmail
from mail.outbox import Mail

S = OutgoingEmail.State
CODE = "BCDF-GHJK"


def create_mail(*, to: str = "officer@example.org", key: str = "", **values) -> OutgoingEmail:
    """A queued mail of kind "sample/note", with facts of its own where none are given."""
    key = key or f"sample/{OutgoingEmail.objects.count() + 1}"
    values.setdefault("facts", {"title": "You have a place", "text": "See you there."})
    outbox.queue(Mail(**{"kind": "sample/note", "to": to, "key": key, **values}))
    return OutgoingEmail.objects.get(key=key)


def create_code(*, to: str = "citizen@example.org", **values) -> OutgoingEmail:
    """A queued sign-in code, good for 10 minutes."""
    return create_mail(
        kind="sample/code",
        to=to,
        facts={"code": CODE},
        priority=OutgoingEmail.Priority.CODE,
        sensitive=True,
        **{"not_after": timezone.now() + timedelta(minutes=10), **values},
    )


def create_many(number: int, *, each: Callable[[int], dict] = lambda number: {}) -> None:
    """That many mails to as many addresses, or as `each` says."""
    outbox.queue(
        *(
            Mail(
                **{
                    "kind": "sample/note",
                    "to": f"p{i}@example.org",
                    "key": f"many/{i}",
                    "facts": {"title": f"Mail {i}", "text": "See you there."},
                    **each(i),
                }
            )
            for i in range(number)
        )
    )


def let_pass(passed: timedelta) -> None:
    """Lets that much time pass for every unsent mail: retries fall due, leases lapse."""
    OutgoingEmail.objects.unsent().update(next_try_at=F("next_try_at") - passed)


def states() -> dict[str, int]:
    """How many mails are in each state."""
    found: dict[str, int] = {}
    for state in OutgoingEmail.objects.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def wait_until(true: Callable[[], bool], within: float = 60) -> None:
    """Returns once `true()` is; fails after `within` seconds."""
    until = time.monotonic() + within
    while not true():
        assert time.monotonic() < until, f"not within {within} s; mails: {states()}"
        time.sleep(0.02)
