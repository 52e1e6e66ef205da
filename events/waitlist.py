"""Who gets a freed seat: the first in line, by itself until a day before the start."""

from datetime import datetime, timedelta

from django.utils import timezone

from events.models import Event, Registration, Transition
from events.transitions import Act, move

# Later than this a person decides: whoever is promoted must still be able to come
# (a promotion in the night before helps nobody).
AUTOMATIC_UNTIL = timedelta(hours=24)
HOLD_FOR = timedelta(hours=72)
HOLD_ENDS_BEFORE_START = timedelta(hours=12)


def has_free_seat(event: Event) -> bool:
    """Whether a newcomer could have a seat now: one is free and nobody waits for it."""
    return event.seats_left > 0 and not has_line(event)


def has_line(event: Event) -> bool:
    """Whether anyone waits for a seat."""
    return event.may_have_line and event.registrations.waiting().exists()


def goes_on(registration: Registration) -> bool:
    """Whether the seat of `registration`, given back now, goes to the next in line at once."""
    event = registration.event
    if event.state not in Event.SEATED or event.starts_within(AUTOMATIC_UNTIL):
        return False
    freed = int(registration.holds_seat and not registration.beyond_seats)
    return event.seats_left + freed > 0 and has_line(event)


def hold_end(event: Event, now: datetime | None = None) -> datetime | None:
    """Until when a seat is held while someone is checked: 72 h, and 12 h before the start.

    None where that is past already: then no seat is held.
    """
    now = now or timezone.now()
    until = now + HOLD_FOR
    if event.starts_at is not None:
        until = min(until, event.starts_at - HOLD_ENDS_BEFORE_START)
    return until if until > now else None


def fill(event: Event, *, act: Act | None = None, at_most: int | None = None) -> int:
    """Gives free seats of the locked `event` to the waiting list in order; returns how many.

    Without `act` it is the system that gives, and only until a day before the start.
    """
    if event.state not in Event.SEATED:
        return 0
    if act is None and event.starts_within(AUTOMATIC_UNTIL):
        return 0
    room = event.seats_left if at_most is None else min(event.seats_left, at_most)
    if room <= 0:
        return 0
    next_in_line = list(event.registrations.waiting().select_related("person")[:room])
    for registration in next_in_line:
        registration.event = event
    system = Act(by=None, source=Transition.Source.EVENT)
    move(next_in_line, Registration.State.CONFIRMED, act=act or system)
    return len(next_in_line)
