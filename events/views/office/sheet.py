"""The sign-in sheet of one day, to be printed: who signs in, out and by hand."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events import exports, rosters
from events.models import Event, Export, Slot
from events.views.office.access import with_event
from events.views.office.guard import guarded, proved, within_limit
from events.views.office.questions import frame

WALK_INS = 8  # empty lines at the end


@dataclass(frozen=True)
class Day:
    """One of the event's slots: its number among them, which the address names too."""

    number: int
    slot: Slot


def days(event: Event) -> list[Day]:
    """The slots that stand, by start."""
    return [Day(number, slot) for number, slot in enumerate(event.standing_slots, start=1)]


def chosen(request: HttpRequest, event: Event) -> Day | None:
    """The day of the address, else the next that is not over, else the first."""
    standing = days(event)
    asked = [day for day in standing if str(day.number) == request.GET.get("day")]
    to_come = [day for day in standing if day.slot.ends_at > timezone.now()]
    return next(iter(asked or to_come or standing), None)


@never_cache
@require_safe
@guarded(Export.What.ROSTER, Export.Format.PAPER)
@with_event
def roster(request: HttpRequest, event: Event) -> HttpResponse:
    """A page of its own, in black on white: it lies on a table, so it names no address."""
    day = chosen(request, event)
    if day is None or event.state == Event.State.CANCELLED:
        return render(request, "events/office/no_sheet.html", frame(event, _("Sign-in sheet")))
    proved(request, request.get_full_path())
    within_limit(request)
    columns = rosters.sheet_columns(with_agency=event.for_responders)
    people = rosters.people(event)
    everyone, pks = exports.people_of(people), exports.people_of(rosters.listed(people))
    left_out = len(everyone) - len(pks)
    filters = ""
    if left_out and request.GET.get("unlisted") == "1":
        pks, filters = everyone, _("with the people who asked to be left out")
    export = exports.begin(
        by=request.user,
        what=Export.What.ROSTER,
        format=Export.Format.PAPER,
        rows=len(pks),
        event=event,
        filters=filters,
    )
    with exports.noted(export):
        context = {
            "event": event,
            "day": day,
            "days": days(event),
            "lines": list(
                rosters.lines(pks, columns, rosters.numbers(event) if left_out else None)
            ),
            "left_out": 0 if filters else left_out,
            "walk_ins": range(1, WALK_INS + 1),
            "printed_at": timezone.now(),
        }
        return render(request, "events/office/sheet.html", context)
