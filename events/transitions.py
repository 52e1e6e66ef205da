"""The only writer of a registration's state, of its seat, and of the event's seat counter.

`move()` does state, seat, calendar entries, history and mail in the caller's transaction. The
event row is locked by the caller (`Event.objects.lock`): lock first, count after. The counter
is changed by a conditional UPDATE and bounded by a database constraint, so that even a caller
who forgot the lock cannot sell a seat twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.utils import timezone

from accounts.models import User
from events import notices
from events.models import Event, Invitation, Registration, Transition
from mail import outbox

S = Registration.State
ENDED = (S.WITHDRAWN, S.DECLINED, S.EXPIRED, S.CANCELLED)
ALLOWED: dict[str, tuple[str, ...]] = {
    "": (S.CONFIRMED, S.PENDING, S.WAITLISTED),
    # Pending to pending: the hold ended, the person keeps their place in line.
    S.PENDING: (S.PENDING, S.CONFIRMED, S.WAITLISTED, *ENDED),
    S.WAITLISTED: (S.CONFIRMED, S.WITHDRAWN, S.DECLINED, S.EXPIRED, S.CANCELLED),
    S.CONFIRMED: (S.WITHDRAWN, S.CANCELLED),
    **dict.fromkeys(ENDED, ()),
}
MAIL_KIND = {
    S.CONFIRMED: "confirmed",
    S.PENDING: "checking",
    S.WAITLISTED: "waitlisted",
    S.WITHDRAWN: "given_back",
    S.DECLINED: "declined",
    S.EXPIRED: "expired",
    S.CANCELLED: "cancelled",
}

HOLD_ENDED = "hold_ended"


class NotAllowed(Exception):
    """The table has no such move."""


class NoSeatLeft(Exception):
    """The counter refused: every seat is taken."""


@dataclass(frozen=True)
class Act:
    """Who does it (None: the system), by which road, and why."""

    by: User | None
    source: str
    reason: str = ""


def move(
    registrations: Sequence[Registration],
    state: str,
    *,
    act: Act,
    hold_until: datetime | None = None,
    beyond_seats: bool = False,
    **facts,
) -> None:
    """Moves `registrations`, all of one locked event, to `state`; a new one starts from "".

    `hold_until` gives or keeps a seat while eligibility is checked. `beyond_seats` gives a place
    over the seats (audited). `facts` join those of the mails. Raises NotAllowed or NoSeatLeft;
    then nothing has been written that outlives the caller's transaction.
    """
    if not registrations:
        return
    now, event = timezone.now(), registrations[0].event
    origins = [registration.state for registration in registrations]
    for origin in origins:
        if state not in ALLOWED[origin]:
            raise NotAllowed(f"{origin or 'new'} > {state}")
    holds = state == S.CONFIRMED or hold_until is not None
    _count(event, registrations, holds=holds, beyond=beyond_seats)
    for registration in registrations:
        registration.state = state
        registration.holds_seat = holds
        registration.beyond_seats = holds and (beyond_seats or registration.beyond_seats)
        registration.hold_until = hold_until
        registration.reason = act.reason
        registration.revision += 1
        if state == S.CONFIRMED:
            registration.confirmed_at = now
    _save(registrations)
    invitations = _invite(registrations, origins, now)
    _record(registrations, origins, act, now)
    _tell(event, registrations, origins, invitations, facts)


def _count(event: Event, registrations, *, holds: bool, beyond: bool) -> None:
    """Changes the seat counter and hands out arrival numbers in one conditional UPDATE."""
    new = [registration for registration in registrations if not registration.pk]
    seats = sum(holds - registration.holds_seat for registration in registrations)
    over = sum((holds and beyond) - registration.beyond_seats for registration in registrations)
    if not (new or seats or over):
        return
    room = F("seats") + F("overbooked") + over - seats
    changed = Event.objects.filter(pk=event.pk, seats_taken__lte=room).update(
        seats_taken=F("seats_taken") + seats,
        overbooked=F("overbooked") + over,
        arrivals=F("arrivals") + len(new),
    )
    if not changed:
        raise NoSeatLeft(event.name)
    event.seats_taken += seats
    event.overbooked += over
    for registration in new:
        event.arrivals += 1
        registration.arrival = event.arrivals


def _save(registrations: Sequence[Registration]) -> None:
    new = [registration for registration in registrations if not registration.pk]
    Registration.objects.bulk_create(new)
    # All moved together hold equal values, so one UPDATE writes them all.
    old = [registration.pk for registration in registrations if registration not in new]
    if old:
        one = registrations[0]
        Registration.objects.filter(pk__in=old).update(
            state=one.state,
            holds_seat=one.holds_seat,
            hold_until=one.hold_until,
            reason=one.reason,
            revision=F("revision") + 1,
            beyond_seats=one.beyond_seats,
            **({"confirmed_at": one.confirmed_at} if one.state == S.CONFIRMED else {}),
        )


def _invite(registrations, origins, now: datetime) -> dict[int, list[Invitation]]:
    """Makes the entries of the newly confirmed, cancels those of who leaves; by registration."""
    confirmed = [r for r in registrations if r.state == S.CONFIRMED]
    leaving = [
        r.pk
        for r, origin in zip(registrations, origins, strict=True)
        if origin == S.CONFIRMED and r.state != S.CONFIRMED
    ]
    entries: list[Invitation] = []
    if confirmed:
        entries = Invitation.objects.bulk_create(
            Invitation(registration=registration, slot=slot, updated_at=now)
            for registration in confirmed
            for slot in registration.event.standing_slots
        )
    if leaving:
        standing = Invitation.objects.filter(registration__in=leaving, cancelled_at=None)
        entries = list(standing.select_related("slot"))
        standing.update(sequence=F("sequence") + 1, cancelled_at=now, updated_at=now)
        for entry in entries:
            entry.sequence, entry.cancelled_at, entry.updated_at = entry.sequence + 1, now, now
    by_registration: dict[int, list[Invitation]] = {}
    for entry in entries:
        by_registration.setdefault(entry.registration_id, []).append(entry)
    return by_registration


def _record(registrations, origins, act: Act, now: datetime) -> None:
    Transition.objects.bulk_create(
        Transition(
            registration=registration,
            subject_id=registration.person_id,
            by=act.by,
            from_state=origin,
            to_state=registration.state,
            held_seat=registration.holds_seat,
            beyond_seats=registration.beyond_seats,
            told=bool(registration.person.contact_email),
            reason=act.reason,
            source=act.source,
            at=now,
        )
        for registration, origin in zip(registrations, origins, strict=True)
    )


def _tell(event: Event, registrations, origins, invitations, more: dict) -> None:
    facts = notices.event_facts(event) | more
    mails = []
    for registration, origin in zip(registrations, origins, strict=True):
        kind = MAIL_KIND[registration.state]
        if origin == registration.state == S.PENDING:
            kind = HOLD_ENDED
        entries = invitations.get(registration.pk, [])
        if entries:
            method = "REQUEST" if registration.state == S.CONFIRMED else "CANCEL"
            mails += notices.with_entries(registration, kind, facts, entries, method=method)
            continue
        key = f"registration/{registration.pk}/{registration.revision}"
        extra = {"line": place_in_line(registration)} if kind == "waitlisted" else {}
        mails.append(notices.about(registration, kind, facts, key=key, origin=origin, **extra))
        if registration.state == S.PENDING and kind == "checking":
            mails += notices.to_staff(registration, facts, notices.deciders())
    outbox.queue(*filter(None, mails))


def place_in_line(registration: Registration) -> int:
    """1 for the next in line; the same order as `in_line()`."""
    before = Registration.objects.filter(event=registration.event_id, state=S.WAITLISTED)
    return (
        before.filter(priority__gt=registration.priority).count()
        + before.filter(priority=registration.priority, arrival__lt=registration.arrival).count()
        + 1
    )
