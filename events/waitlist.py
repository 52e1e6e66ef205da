"""Who gets a freed seat: the first in line, by itself until a day before the start."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from events.models import Event, Registration, Transition
from events.transitions import Act, move

# Later than this a person decides: whoever is promoted must still be able to come
# (a promotion in the night before helps nobody).
AUTOMATIC_UNTIL = timedelta(hours=24)
HOLD_FOR = timedelta(hours=72)
HOLD_ENDS_BEFORE_START = timedelta(hours=12)


NAMED_BEFORE_START = timedelta(hours=24)


def in_members_time(event: Event, now: datetime | None = None) -> bool:
    """Whether seats go to people of member agencies alone for now."""
    until = event.members_until
    return until is not None and until > (now or timezone.now())


def in_turn(event: Event) -> QuerySet[Registration]:
    """The waiting list as far as it may be seated now, in order."""
    waiting = event.registrations.waiting()
    return waiting.filter(priority__gt=0) if in_members_time(event) else waiting


def free_seats(event: Event, priority: int = 0) -> int:
    """How many seats a newcomer of this `priority` could have now: free, nobody's turn first."""
    if event.seats_left <= 0 or has_line(event):
        return 0
    return 0 if priority == 0 and in_members_time(event) else event.seats_left


def has_line(event: Event) -> bool:
    """Whether anyone waits for a seat who may have one now."""
    return event.may_have_line and in_turn(event).exists()


def goes_on(registration: Registration) -> bool:
    """Whether the seat of `registration`, given back now, goes to the next in line at once."""
    event = registration.event
    if event.state not in Event.SEATED or event.starts_within(AUTOMATIC_UNTIL):
        return False
    freed = int(registration.holds_seat and not registration.beyond_seats)
    return event.seats_left + freed > 0 and has_line(event)


def name_by(event: Event) -> datetime:
    """Until when an agency can name who takes the seats that it holds, at the latest."""
    return (event.starts_at or timezone.now()) - NAMED_BEFORE_START


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
    next_in_line = list(in_turn(event).select_related("person")[:room])
    for registration in next_in_line:
        registration.event = event
    system = Act(by=None, source=Transition.Source.EVENT)
    move(next_in_line, Registration.State.CONFIRMED, act=act or system)
    return len(next_in_line)
