"""A new event made after an old one: everything but the people."""

from datetime import date, timedelta

from accounts.models import User
from events import questions
from events.locking import one_transaction
from events.models import Event, EventChange, Slot
from events.plans import instant

KEPT = (
    "course",
    "title",
    "audience",
    "visibility",
    "venue",
    "online_url",
    "time_zone",
    "seats",
    "price",
    "host",
    "sponsor",
    "bring",
    "food",
    "serves_food",
    "level",
    "agency_approves",
    "members_first_days",
    "contact",
)


@one_transaction
def copy_event(event: Event, *, first_day: date, by: User | None) -> Event:
    """A draft of the same, its first day being `first_day`; clock times and gaps are kept.

    The registration window is not copied: it opens with publication and closes with the start.
    Raises ScheduleRefused where a time does not exist on its new day.
    """
    event = Event.objects.lock(event.pk)
    draft = Event.objects.create(**{name: getattr(event, name) for name in KEPT})
    draft.trainers.set(event.trainers.all())
    draft.partners.set(event.partners.all())
    draft.professions.set(event.professions.all())
    questions.copy(event, draft, by=by)
    slots = last_slots(event)
    shift = timedelta(0)
    if slots:
        shift = first_day - slots[0].starts_at.astimezone(event.zone).date()
    Slot.objects.bulk_create(
        Slot(
            event=draft,
            starts_at=_shifted(slot.starts_at, shift, event),
            ends_at=_shifted(slot.ends_at, shift, event),
        )
        for slot in slots
    )
    EventChange.objects.create(
        event=draft, by=by, kind=EventChange.Kind.COPIED, detail=f"{event.name}, {event.slug}"
    )
    return draft


def last_slots(event: Event) -> list[Slot]:
    """The slots that stand; of a postponed event those that stood last. By start."""
    if standing := event.standing_slots:
        return standing
    dropped = list(event.slots.all())
    latest = max((slot.dropped_at for slot in dropped), default=None)
    return sorted(
        (slot for slot in dropped if slot.dropped_at == latest), key=lambda slot: slot.starts_at
    )


def _shifted(moment, shift: timedelta, event: Event):
    wall = moment.astimezone(event.zone).replace(tzinfo=None)
    return instant(wall + shift, event.zone)
