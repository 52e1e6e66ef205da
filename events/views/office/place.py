"""One person's place in an event: where it stands, who was there, what was done to it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from events import asking, attendance, eligibility, standing
from events.eligibility import Finding
from events.models import Accommodation, Attendance, Event, Registration, Slot
from events.views.office import history
from events.views.office.access import runs_events
from events.views.office.lists import TIE
from events.views.office.questions import frame

S = Registration.State


@runs_events
def show(request: HttpRequest, event: Event, place: int) -> HttpResponse:
    """Everything about the place, and what can be done with it."""
    around = event.registrations.select_related(
        "person__user", "affiliation__person", *TIE
    ).with_line()
    registration = get_object_or_404(around, pk=place)
    registration.event = event
    context = {
        "place": registration,
        "standing": standing.of(registration),
        "days": _days(event, registration),
        "entries": history.of_place(registration),
        "may": _may(event, registration),
        "findings": _findings(event, registration),
        "answers": asking.answered(registration),
        "need": Accommodation.objects.filter(registration=registration).first(),
    }
    title = frame(event, registration.shown_name)
    return render(request, "events/office/place.html", title | context)


def _findings(event: Event, place: Registration) -> list[Finding]:
    """Why someone is being checked, as the person reads it too."""
    if not place.is_undecided:
        return []
    return eligibility.of_person(event, affiliation=place.affiliation)


def _days(event: Event, place: Registration) -> list[tuple[Slot, Attendance | None, bool]]:
    """Each slot that stands or has a mark, what is noted, and whether it can be noted now."""
    noted = {row.slot_id: row for row in place.attendance.select_related("by__person")}
    slots = [slot for slot in event.slots.all() if slot.dropped_at is None or _mark(noted, slot)]
    if place.state != S.CONFIRMED and not any(_mark(noted, slot) for slot in slots):
        return []
    confirmed = place.state == S.CONFIRMED
    return [
        (slot, noted.get(slot.pk), confirmed and not attendance.why_not(event, slot))
        for slot in slots
    ]


def _mark(noted: dict[int, Attendance], slot: Slot) -> str:
    return noted[slot.pk].mark if slot.pk in noted else ""


def _may(event: Event, place: Registration) -> dict[str, bool]:
    """What its buttons offer; the verbs decide in the end."""
    runs = event.state in Event.RUNNING
    return {
        "decide": place.is_undecided,
        "give_back": runs and place.is_live,
        "rename": event.state != Event.State.CANCELLED,
    }
