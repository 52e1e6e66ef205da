"""When and where an event is, and the only writer of its state.

Every change after publication reaches the calendars of the people who have a place: the same
UID and a higher SEQUENCE for a move, METHOD:CANCEL for what falls away, a new UID for a new date.
"""

from datetime import datetime

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from events import announcements, attendance, waitlist, wording
from events.locking import one_transaction
from events.models import Event, EventChange, Registration, Slot, Transition, Venue
from events.plans import Diff, Plan, ScheduleRefused, check_plan, check_publishable, compare
from events.transitions import Act, move

E = Event.State
S = Registration.State


@one_transaction
def publish(event: Event, *, by: User | None) -> Event:
    """Opens the event to the public; it needs a date to come and a place."""
    event = _in(event, E.DRAFT)
    check_publishable(event)
    return _to(event, E.PUBLISHED, EventChange.Kind.PUBLISHED, by)


@one_transaction
def close(event: Event, *, by: User | None, reason: str = "") -> Event:
    """Takes no further registrations; the waiting list still moves."""
    return _to(_in(event, E.PUBLISHED), E.CLOSED, EventChange.Kind.CLOSED, by, reason)


@one_transaction
def reopen(event: Event, *, by: User | None, reason: str = "") -> Event:
    """Takes registrations again."""
    return _to(_in(event, E.CLOSED), E.PUBLISHED, EventChange.Kind.REOPENED, by, reason)


@one_transaction
def change_seats(event: Event, *, seats: int, by: User | None, reason: str = "") -> Event:
    """Offers `seats` seats: more go to the waiting list, fewer never remove anybody."""
    event = Event.objects.lock(event.pk)
    held = event.seats_taken + event.seats_held - event.overbooked
    if seats < held:
        raise ScheduleRefused(
            _("%(held)s seats are taken. Give places back first, then lower the seats.")
            % {"held": held}
        )
    if event.venue and seats > event.venue.setup_capacity:
        raise ScheduleRefused(
            _("%(venue)s holds %(room)s people as set up.")
            % {"venue": event.venue, "room": event.venue.setup_capacity}
        )
    before, event.seats = event.seats, seats
    event.save(update_fields=["seats", "updated_at"])
    _note(event, EventChange.Kind.SEATS, by, reason, f"{before} > {seats}")
    waitlist.fill(event)
    return event


@one_transaction
def reschedule(event: Event, *, plan: Plan, by: User | None, reason: str = "") -> Event:
    """Changes time or place; everyone with a place gets an updated invitation."""
    event = _in(event, E.DRAFT, *Event.SEATED)
    check_plan(event, plan)
    diff = compare(event, plan)
    if not diff:
        return event
    before = _words(event)
    added = _apply(event, plan, diff)
    event = Event.objects.lock(event.pk)
    attendance.expect(event, added)
    changes = [{"before": before, "after": _words(event)}]
    change = _note(event, EventChange.Kind.RESCHEDULED, by, reason, _detail(changes))
    if event.state != E.DRAFT:
        _shorten_holds(event)
        waitlist.fill(event)  # first, so that who gets a seat is told that and nothing else
        announcements.tell_moved(
            event,
            change,
            changes,
            moved=[slot for slot, _span in diff.moved],
            added=added,
            dropped=diff.dropped,
        )
    return event


@one_transaction
def postpone(event: Event, *, by: User | None, reason: str) -> Event:
    """Clears the dates and keeps the places; the entries leave every calendar."""
    event = _in(event, *Event.SEATED)
    now = timezone.now()
    event.state_reason = reason
    _to(event, E.POSTPONED, EventChange.Kind.POSTPONED, by, reason)
    invitations = announcements.standing_invitations(event)
    announcements.raise_sequence(invitations, now, cancelled_at=now)
    change = event.changes.first()
    announcements.tell(event, "postponed", invitations, "CANCEL", change)
    event.slots.filter(dropped_at=None).update(
        dropped_at=now, sequence=F("sequence") + 1, updated_at=now
    )
    return Event.objects.lock(event.pk)


@one_transaction
def set_new_dates(event: Event, *, plan: Plan, by: User | None) -> Event:
    """Gives a postponed event its new date: new entries, and the question who still comes."""
    event = _in(event, E.POSTPONED)
    check_plan(event, plan)
    _apply(event, plan, Diff(added=list(plan.spans)))
    event = Event.objects.lock(event.pk)
    event.state_reason = ""
    _to(event, E.PUBLISHED, EventChange.Kind.REDATED, by, detail=_words(event))
    event.registrations.live().update(still_coming_at=None)
    _shorten_holds(event)
    invitations = announcements.invite_all(event, event.standing_slots)
    change = event.changes.first()
    waitlist.fill(event)  # first, so that who gets a seat is told that and nothing else
    announcements.tell(event, "new_date", invitations, "REQUEST", change)
    return event


@one_transaction
def cancel_event(event: Event, *, by: User | None, reason: str) -> Event:
    """Cancels for everyone; the page stays and says so."""
    event = _in(event, E.DRAFT, *Event.RUNNING)
    event.state_reason = reason
    _to(event, E.CANCELLED, EventChange.Kind.CANCELLED, by, reason)
    live = list(event.registrations.live().in_line().select_related("person"))
    for registration in live:
        registration.event = event
    move(live, S.CANCELLED, act=Act(by, Transition.Source.EVENT, reason))
    event.slots.filter(dropped_at=None).update(
        sequence=F("sequence") + 1, updated_at=timezone.now()
    )
    return event


def mark_held(now: datetime | None = None) -> int:
    """Marks events as held once their last slot is over; returns how many."""
    now = now or timezone.now()
    over = Event.objects.with_times().filter(state__in=Event.SEATED, last_end__lte=now)
    return sum(_hold(pk, now) for pk in list(over.values_list("pk", flat=True)))


@one_transaction
def _hold(pk: int, now: datetime) -> int:
    event = Event.objects.lock(pk)
    # Another clock may have been faster, or a coordinator may have moved the event meanwhile.
    if event.state not in Event.SEATED or event.ends_at is None or event.ends_at > now:
        return 0
    _to(event, E.HELD, EventChange.Kind.HELD, None)
    return 1


@one_transaction
def move_venue(venue: Venue, *, by: User | None, before: str = "") -> int:
    """After a venue's name, room or address changed: tells everyone who is to come there.

    `before` is its location as it was. Returns the number of events concerned.
    """
    now = timezone.now()
    coming = Event.objects.coming().filter(venue=venue, state__in=Event.SEATED)
    pks = sorted(coming.values_list("pk", flat=True))
    for pk in pks:
        event = Event.objects.lock(pk)
        event.slots.filter(dropped_at=None).update(sequence=F("sequence") + 1, updated_at=now)
        changes = [{"before": before, "after": venue.location}]
        change = _note(event, EventChange.Kind.RESCHEDULED, by, "", _detail(changes))
        announcements.tell_moved(event, change, changes, moved=event.standing_slots)
    return len(pks)


def people_told(event: Event) -> dict[str, int]:
    """How many hear of a change: with a place, and waiting or being checked."""
    live = event.registrations.live()
    confirmed = live.filter(state=S.CONFIRMED)
    reached = confirmed.exclude(person__contact_email="")
    return {
        "invited": reached.count(),
        "unreached": confirmed.count() - reached.count(),
        "waiting": live.exclude(state=S.CONFIRMED).exclude(person__contact_email="").count(),
    }


# --- how it is done ---------------------------------------------------------------------------


def _in(event: Event, *states: str) -> Event:
    """The event re-read under its lock, in one of `states`."""
    event = Event.objects.lock(event.pk)
    if event.state not in states:
        raise ScheduleRefused(
            _("This cannot be done: the event is now %(state)s.")
            % {"state": event.get_state_display()}
        )
    return event


def _to(
    event: Event, state: str, kind: str, by: User | None, reason: str = "", detail: str = ""
) -> Event:
    event.state = state
    event.save(update_fields=["state", "state_reason", "updated_at"])
    _note(event, kind, by, reason, detail)
    return event


def _note(event: Event, kind: str, by: User | None, reason: str, detail: str) -> EventChange:
    return EventChange.objects.create(event=event, by=by, kind=kind, reason=reason, detail=detail)


def _words(event: Event) -> str:
    """Time and place of an event in one line, in its own zone."""
    zone, slots = event.time_zone, event.standing_slots
    times = (wording.span(slot.starts_at, slot.ends_at, zone) for slot in slots)
    return f"{'; '.join(times)}, {event.location}"


def _detail(changes: list[dict]) -> str:
    return "; ".join(
        " > ".join(filter(None, [change["before"], change["after"]])) for change in changes
    )


def _apply(event: Event, plan: Plan, diff: Diff) -> list[Slot]:
    """Writes the plan; returns the slots it added."""
    now = timezone.now()
    event.venue, event.online_url = plan.venue, plan.online_url
    event.time_zone = plan.time_zone
    before = _last_start(event)
    if event.closes_at and before:  # as long before the start as it was
        event.closes_at += min(span.starts_at for span in plan.spans) - before
    event.save(update_fields=["venue", "online_url", "time_zone", "closes_at", "updated_at"])
    for slot, span in diff.moved:
        slot.starts_at, slot.ends_at = span.starts_at, span.ends_at
        slot.sequence += 1
        slot.save()
    for slot in diff.dropped:
        slot.dropped_at, slot.sequence = now, slot.sequence + 1
        slot.save()
    return Slot.objects.bulk_create(
        Slot(event=event, starts_at=span.starts_at, ends_at=span.ends_at) for span in diff.added
    )


def _last_start(event: Event) -> datetime | None:
    """The first start that stands, or that stood until the event was postponed."""
    if event.starts_at:
        return event.starts_at
    dropped = event.slots.order_by("-dropped_at", "starts_at").first()
    return dropped.starts_at if dropped else None


def _shorten_holds(event: Event) -> None:
    """A hold never outlives its limit before the start, also after the start moved closer."""
    limit = waitlist.hold_end(event) or timezone.now()
    event.registrations.filter(hold_until__gt=limit).update(hold_until=limit)
