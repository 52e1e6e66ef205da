"""What the clock does to places: holds end, who got no seat is told, the members' time is over."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from events import waitlist
from events.locking import one_transaction
from events.models import Event, Registration, Transition
from events.transitions import Act, move

S = Registration.State
UNCHECKED = gettext_lazy("We could not finish checking who you are before the event began.")
UNANSWERED = gettext_lazy("Your agency did not answer before the event began.")
UNSEATED = gettext_lazy("No seat was free before the event began.")


def end_holds(now: datetime | None = None) -> int:
    """Lets seats go whose hold is over; the people keep their place in line and are told."""
    now = now or timezone.now()
    due = Registration.objects.filter(hold_until__lte=now)
    return _each_event(due, lambda event: _end_holds_of(event, now))


@one_transaction
def _end_holds_of(event: Event, now: datetime) -> int:
    event = Event.objects.lock(event.pk)
    over = Q(hold_until__lte=now)
    return sum(_move_all(event, over & Q(state=state), state) for state in Registration.UNDECIDED)


def expire_unseated(now: datetime | None = None) -> int:
    """When an event starts, who still waits or is being checked is told that it went without."""
    now = now or timezone.now()
    unseated = Registration.objects.live().exclude(state=S.CONFIRMED)
    begun = Event.objects.with_times().filter(first_start__lte=now).values("pk")
    return _each_event(unseated.filter(event__in=begun), lambda event: _expire_in(event, now))


@one_transaction
def _expire_in(event: Event, now: datetime) -> int:
    event = Event.objects.lock(event.pk)
    if event.starts_at is None or event.starts_at > now:
        return 0  # it moved after the clock had looked
    reasons = {S.PENDING: UNCHECKED, S.PENDING_AGENCY: UNANSWERED, S.WAITLISTED: UNSEATED}
    return sum(
        _move_all(event, Q(state=state), S.EXPIRED, str(reason))
        for state, reason in reasons.items()
    )


def open_to_all(now: datetime | None = None) -> int:
    """Once the members' time is over, the seats left go to whoever waits; returns how many."""
    now = now or timezone.now()
    timed = Event.objects.filter(members_first_days__isnull=False, state__in=Event.SEATED)
    return _each_event(Registration.objects.filter(state=S.WAITLISTED, event__in=timed), _fill)


@one_transaction
def _fill(event: Event) -> int:
    return waitlist.fill(Event.objects.lock(event.pk))


def _each_event(registrations, verb: Callable[[Event], int]) -> int:
    # One event at a time, each its own transaction: no lock is held for another's sake.
    pks = registrations.order_by("event").values_list("event", flat=True).distinct()
    return sum(verb(event) for event in Event.objects.filter(pk__in=list(pks)).order_by("pk"))


def _move_all(event: Event, condition: Q, state: str, reason: str = "") -> int:
    moved = list(event.registrations.filter(condition).in_line().select_related("person"))
    for registration in moved:
        registration.event = event
    move(moved, state, act=Act(None, Transition.Source.CLOCK, reason))
    waitlist.fill(event)
    return len(moved)
