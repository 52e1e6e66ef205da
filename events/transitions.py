"""The only writer of a registration's state, of its seat, and of the event's seat counter.

`move()` does state, seat, calendar entries, history and mail in the caller's transaction. The
event row is locked by the caller (`Event.objects.lock`): lock first, count after. The counter
is changed by a conditional UPDATE and bounded by a database constraint, so that even a caller
who forgot the lock cannot sell a seat twice.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.utils import timezone

from accounts.models import User
from events import notices
from events.models import Event, Invitation, Registration, SeatHold, Transition
from mail import outbox

S = Registration.State
Entries = dict[int, list[Invitation]]
ENDED = (S.WITHDRAWN, S.DECLINED, S.EXPIRED, S.CANCELLED, S.MOVED)
# Pending to the same: the hold ended, the person keeps their place in line.
DECIDED = (S.PENDING, S.PENDING_AGENCY, S.CONFIRMED, S.WAITLISTED, *ENDED)
ALLOWED: dict[str, tuple[str, ...]] = {
    "": (S.CONFIRMED, S.PENDING, S.PENDING_AGENCY, S.WAITLISTED),
    S.PENDING: DECIDED,
    S.PENDING_AGENCY: DECIDED,
    S.WAITLISTED: (S.CONFIRMED, S.PENDING, *ENDED),
    # Back to be checked: the tie that it was given for counts no more.
    S.CONFIRMED: (S.PENDING, S.WITHDRAWN, S.CANCELLED, S.MOVED),
    **dict.fromkeys(ENDED, ()),
}
MAIL_KIND = {
    S.CONFIRMED: "confirmed",
    S.PENDING: "checking",
    S.PENDING_AGENCY: "asking_agency",
    S.WAITLISTED: "waitlisted",
    S.WITHDRAWN: "given_back",
    S.DECLINED: "declined",
    S.EXPIRED: "expired",
    S.CANCELLED: "cancelled",
    S.MOVED: "moved",
}

HOLD_ENDED, RECHECKING, SUBSTITUTED = "hold_ended", "rechecking", "substituted"
MAIL_KINDS = (*MAIL_KIND.values(), HOLD_ENDED, RECHECKING, SUBSTITUTED)


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
    from_hold: SeatHold | None = None,
    kind: str = "",
    **facts,
) -> None:
    """Moves `registrations`, all of one locked event, to `state`; a new one starts from "".

    `hold_until` gives or keeps a seat while eligibility is checked. `beyond_seats` gives a place
    over the seats (audited). `from_hold` gives seats that an agency holds. `kind` is that of the
    mail where the state has another; `facts` join those of the mails. Raises NotAllowed or
    NoSeatLeft; then nothing has been written that outlives the caller's transaction.
    """
    if not registrations:
        return
    now, event = timezone.now(), registrations[0].event
    returns = state == S.CONFIRMED
    returning = {one.pk for one in registrations if returns and one.confirmed_at}
    origins = [registration.state for registration in registrations]
    for origin in origins:
        if state not in ALLOWED[origin]:
            raise NotAllowed(f"{origin or 'new'} > {state}")
    holds = state == S.CONFIRMED or hold_until is not None
    _count(event, registrations, holds=holds, beyond=beyond_seats, from_hold=from_hold)
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
    invitations = _invite(registrations, origins, now, returning)
    _record(registrations, origins, act, now, set_aside=from_hold is not None)
    _tell(registrations, origins, invitations, kind, notices.event_facts(event) | facts)


def _count(
    event: Event, registrations, *, holds: bool, beyond: bool, from_hold: SeatHold | None
) -> None:
    """Changes the seat counters and hands out arrival numbers in one conditional UPDATE."""
    new = [one for one in registrations if one.arrival is None]
    seats = sum(holds - registration.holds_seat for registration in registrations)
    over = sum((holds and beyond) - registration.beyond_seats for registration in registrations)
    if not (new or seats or over):
        return
    held = seats if from_hold else 0
    room = F("seats") + F("overbooked") - F("seats_held") + held + over - seats
    changed = Event.objects.filter(pk=event.pk, seats_taken__lte=room).update(
        seats_taken=F("seats_taken") + seats,
        seats_held=F("seats_held") - held,
        overbooked=F("overbooked") + over,
        arrivals=F("arrivals") + len(new),
    )
    if not changed:
        raise NoSeatLeft(event.name)
    event.seats_taken += seats
    event.seats_held -= held
    event.overbooked += over
    if held:
        from_hold.named += held
        from_hold.save(update_fields=["named"])
    for registration in new:
        event.arrivals += 1
        registration.arrival = event.arrivals


def _save(registrations: Sequence[Registration]) -> None:
    # All moved together hold equal values, so one UPDATE writes them all.
    old = [one.pk for one in registrations if one.pk]
    Registration.objects.bulk_create(one for one in registrations if not one.pk)
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


def _invite(registrations, origins, now: datetime, returning: set[int]) -> Entries:
    """Makes the entries of the newly confirmed, cancels those of who leaves; by registration.

    Who comes back gets the entry that they had: one UID for life.
    """
    confirmed = [r for r in registrations if r.state == S.CONFIRMED]
    leaving = [
        r.pk
        for r, origin in zip(registrations, origins, strict=True)
        if origin == S.CONFIRMED and r.state != S.CONFIRMED
    ]
    entries = _raised(returning, now, cancelled_at=None) if returning else []
    had = {(entry.registration_id, entry.slot_id) for entry in entries}
    missing = [
        Invitation(registration=registration, slot=slot, updated_at=now)
        for registration in confirmed
        for slot in registration.event.standing_slots
        if (registration.pk, slot.pk) not in had
    ]
    if missing:
        entries += Invitation.objects.bulk_create(missing)
    if leaving:
        entries += _raised(leaving, now, cancelled_at=now)
    by_registration: Entries = {}
    for entry in entries:
        by_registration.setdefault(entry.registration_id, []).append(entry)
    return by_registration


def _raised(pks: Collection[int], now: datetime, *, cancelled_at: datetime | None) -> list:
    """The entries of these places, ended or standing again, with the next SEQUENCE."""
    due = Invitation.objects.filter(registration__in=pks, slot__dropped_at=None)
    due = due.filter(cancelled_at__isnull=cancelled_at is not None)
    entries = list(due.select_related("slot"))
    Invitation.objects.filter(pk__in=[entry.pk for entry in entries]).update(
        sequence=F("sequence") + 1, cancelled_at=cancelled_at, updated_at=now
    )
    for entry in entries:
        entry.sequence, entry.cancelled_at, entry.updated_at = (
            entry.sequence + 1,
            cancelled_at,
            now,
        )
    return entries


def _record(registrations, origins, act: Act, now: datetime, *, set_aside: bool) -> None:
    Transition.objects.bulk_create(
        Transition(
            registration=registration,
            subject_id=registration.person_id,
            by=act.by,
            from_state=origin,
            to_state=registration.state,
            held_seat=registration.holds_seat,
            beyond_seats=registration.beyond_seats,
            set_aside=set_aside,
            told=bool(registration.person.contact_email),
            reason=act.reason,
            source=act.source,
            at=now,
        )
        for registration, origin in zip(registrations, origins, strict=True)
    )


def _tell(registrations, origins, invitations: Entries, kind: str, facts: dict) -> None:
    mails, lines = [], places_in_line(registrations)
    for registration, origin in zip(registrations, origins, strict=True):
        says = kind or _mail_kind(registration, origin)
        entries = invitations.get(registration.pk, [])
        if entries:
            method = "REQUEST" if registration.state == S.CONFIRMED else "CANCEL"
            mails += notices.with_entries(registration, says, facts, entries, method=method)
            continue
        key = f"registration/{registration.pk}/{registration.revision}"
        extra = {"line": lines[registration.pk]} if says == "waitlisted" else {}
        mails.append(notices.about(registration, says, facts, key=key, origin=origin, **extra))
        if says == "checking":
            mails += notices.to_staff(registration, facts, notices.deciders())
        elif says == "asking_agency":
            mails += notices.to_coordinators(registration, facts)
    outbox.queue(*filter(None, mails))


def _mail_kind(registration: Registration, origin: str) -> str:
    if origin == registration.state:
        return HOLD_ENDED
    if registration.state == S.PENDING and origin in (S.CONFIRMED, S.WAITLISTED):
        return RECHECKING
    return MAIL_KIND[registration.state]


def hold_seats(event: Event, number: int) -> None:
    """Sets `number` seats of the locked `event` aside without names; a negative one lets go.

    Raises NoSeatLeft.
    """
    room = F("seats") + F("overbooked") - F("seats_held") - number
    changed = Event.objects.filter(pk=event.pk, seats_taken__lte=room).update(
        seats_held=F("seats_held") + number
    )
    if not changed:
        raise NoSeatLeft(event.name)
    event.seats_held += number


def place_in_line(registration: Registration) -> int:
    """1 for the next in line; the same order as `in_line()`."""
    before = Registration.objects.filter(event=registration.event_id, state=S.WAITLISTED)
    return (
        before.filter(priority__gt=registration.priority).count()
        + before.filter(priority=registration.priority, arrival__lt=registration.arrival).count()
        + 1
    )


def places_in_line(registrations: Sequence[Registration]) -> dict[int, int]:
    """The same for those of one event who wait: one statement where there are many."""
    waiting = [one for one in registrations if one.state == S.WAITLISTED]
    if len(waiting) < 2:
        return {one.pk: place_in_line(one) for one in waiting}
    line = waiting[0].event.registrations.waiting().values_list("pk", flat=True)
    return {pk: number for number, pk in enumerate(line, start=1)}
