"""The class of the sample site that has taken place, with who was there."""

from datetime import datetime, timedelta

from django.db.models import F

from accounts.models import User
from events import attendance, schedule
from events.models import Attendance, AttendanceChange, Event, Mark, Registration, Transition

NO_SHOWS = 3
LEFT = "The trainer told us: left at noon for a call."


def load(event: Event, *, day: tuple[datetime, datetime], by: User) -> Event:
    """Moves the published, filled `event` to a `day` gone by, and notes its attendance.

    Three did not come, one left early. No verb moves an event into the past, so its dates and
    those of its history are set here; everything else is done by the verbs.
    """
    slot = event.slots.get()
    _set_back(event, slot.starts_at - day[0])
    slot.starts_at, slot.ends_at = day
    slot.save()
    places = list(event.registrations.filter(state=Registration.State.CONFIRMED).in_line())
    for place in places[-NO_SHOWS:]:
        attendance.note(place, slot=slot, mark=Mark.NO_SHOW, by=by)
    attendance.note_rest(event, slot=slot, mark=Mark.CAME, by=by)
    morning = slot.starts_at + timedelta(minutes=30)
    Attendance.objects.filter(slot=slot).exclude(mark="").update(at=morning)
    AttendanceChange.objects.filter(slot=slot).update(at=morning)
    schedule.mark_held(slot.ends_at)
    event.changes.filter(kind="held").update(at=slot.ends_at)
    attendance.note(places[0], slot=slot, mark=Mark.LEFT_EARLY, by=by, reason=LEFT)
    return event


def _set_back(event: Event, by: timedelta) -> None:
    """Everyone registered that much earlier, and it was published before."""
    event.registrations.update(created_at=F("created_at") - by, confirmed_at=F("confirmed_at") - by)
    Transition.objects.filter(registration__event=event).update(at=F("at") - by)
    event.changes.update(at=F("at") - by)
