"""When and where an event shall be, and what that would change. No writing here."""

import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events import wording
from events.models import Event, Slot, Venue

LONGEST = timedelta(hours=24)  # longer is a slip of the hand: each day has a date of its own


class ScheduleRefused(Exception):
    """Why an event cannot be changed so, in a sentence for the coordinator."""


@dataclass(frozen=True)
class Span:
    """When a slot shall be (aware datetimes); `slot` is the primary key of the one it moves."""

    starts_at: datetime
    ends_at: datetime
    slot: int | None = None


@dataclass(frozen=True)
class Plan:
    """When and where an event shall be. `venue` None: online, joined at `online_url`."""

    spans: Sequence[Span]
    time_zone: str
    venue: Venue | None = None
    online_url: str = ""


@dataclass
class Diff:
    """What a plan would change; the review screen and the mails say the same."""

    moved: list[tuple[Slot, Span]] = field(default_factory=list)
    added: list[Span] = field(default_factory=list)
    dropped: list[Slot] = field(default_factory=list)
    place: tuple[str, str] | None = None

    def __bool__(self) -> bool:
        return bool(self.moved or self.added or self.dropped or self.place)


def instant(wall: datetime, zone: zoneinfo.ZoneInfo) -> datetime:
    """The moment at which clocks in `zone` show `wall` (naive).

    An hour that comes twice as the clocks go back is the first one. Raises ScheduleRefused for
    an hour that is left out as they go forward.
    """
    moment = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != wall:
        raise ScheduleRefused(
            _(
                "The clocks go forward on that day: %(time)s on %(date)s does not exist"
                " in %(zone)s. Choose another time."
            )
            % {
                "time": wording.clock(wall),
                "date": date_format(wall, "F j, Y"),
                "zone": zone.key,
            }
        )
    return moment


def current_plan(event: Event) -> Plan:
    """The plan that stands."""
    spans = [Span(slot.starts_at, slot.ends_at, slot.pk) for slot in event.standing_slots]
    return Plan(spans, event.time_zone, event.venue, event.online_url)


def compare(event: Event, plan: Plan) -> Diff:
    """What `plan` changes of `event`; a moved place or link touches every slot that stays."""
    diff = Diff()
    slots = {slot.pk: slot for slot in event.standing_slots}
    place = plan.venue.location if plan.venue else _("Online")
    moved_place = event.venue_id != (plan.venue.pk if plan.venue else None)
    if moved_place or event.online_url != plan.online_url:
        diff.place = (event.location, place if moved_place else _("Online, with a new link"))
    all_moved = diff.place is not None or event.time_zone != plan.time_zone
    for span in plan.spans:
        slot = slots.pop(span.slot, None) if span.slot else None
        if slot is None:
            diff.added.append(span)
        elif all_moved or (slot.starts_at, slot.ends_at) != (span.starts_at, span.ends_at):
            diff.moved.append((slot, span))
    diff.dropped = list(slots.values())
    return diff


def in_the_past(plan: Plan, now: datetime | None = None) -> bool:
    """Whether the plan begins before now."""
    begins = min((span.starts_at for span in plan.spans), default=None)
    return begins is not None and begins <= (now or timezone.now())


def check_plan(event: Event, plan: Plan, now: datetime | None = None) -> None:
    """Raises ScheduleRefused for a plan that nobody could attend; a draft may lie in the past."""
    if not plan.spans:
        raise ScheduleRefused(_("Give at least one date and time."))
    spans = sorted(plan.spans, key=lambda span: span.starts_at)
    for span in spans:
        if span.ends_at <= span.starts_at:
            raise ScheduleRefused(_("The end must come after the start."))
        if span.ends_at - span.starts_at > LONGEST:
            raise ScheduleRefused(
                _("One of the times is longer than 24 hours. Give each day a date of its own.")
            )
    for one, after in zip(spans, spans[1:], strict=False):
        if after.starts_at < one.ends_at:
            raise ScheduleRefused(_("Two of the times overlap."))
    if event.state != Event.State.DRAFT and _moves_into_the_past(event, spans, now):
        raise ScheduleRefused(_("The event would begin in the past."))
    if plan.venue is None and not plan.online_url:
        raise ScheduleRefused(_("Choose a venue, or give the link to join online."))
    if plan.venue and event.seats > plan.venue.setup_capacity:
        raise ScheduleRefused(
            _("%(venue)s holds %(room)s people as set up, but the event offers %(seats)s seats.")
            % {"venue": plan.venue, "room": plan.venue.setup_capacity, "seats": event.seats}
        )


def _moves_into_the_past(event: Event, spans: list[Span], now: datetime | None) -> bool:
    """Whether a date is set that is over; a day that has begun may stay as it is."""
    as_they_stand = set(current_plan(event).spans)
    now = now or timezone.now()
    return any(span.starts_at <= now and span not in as_they_stand for span in spans)


def check_publishable(event: Event, now: datetime | None = None) -> None:
    """Raises ScheduleRefused for a draft without a date to come or a place."""
    plan = current_plan(event)
    check_plan(event, plan, now)
    if in_the_past(plan, now):
        raise ScheduleRefused(_("The event would begin in the past. Change its date first."))
