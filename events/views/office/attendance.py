"""The door: who is here, one press for each person; what is corrected later says why."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, Max, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.posting import posted
from events import attendance
from events.models import PRESENT, Attendance, AttendanceChange, Event, Mark, Registration, Slot
from events.office_forms import NOT_NOTED, MarkForm
from events.templatetags.events_tags import event_clock, event_moment, event_span
from events.views.office import lists
from events.views.office.access import runs_events
from events.views.office.adding import typed
from events.views.office.questions import frame

ON_A_PAGE = 60
KEPT = ("open", "page")  # what the list shows, carried through a press


@dataclass(frozen=True)
class Tally:
    """One slot in numbers; `words` are "41 came (1 left early), 3 no-shows"."""

    slot: Slot
    words: str
    noted: int
    present: int


@runs_events
def event_attendance(request: HttpRequest, event: Event) -> HttpResponse:
    """Everyone with a place, for one slot."""
    slot, words = _chosen(event, request.GET.get("slot", "")), typed(request)
    if slot is None:
        return render(request, "events/office/attendance.html", frame(event, _("Attendance")))
    only_open = request.GET.get("open") == "1" and not words
    people = lists.roster(event, words, request.user)
    total = event.registrations.filter(state=Registration.State.CONFIRMED).count()
    page = Paginator(_not_noted(people, slot) if only_open else people, ON_A_PAGE).get_page(
        request.GET.get("page", 1)
    )
    tally = next((one for one in tallies(event) if one.slot == slot), Tally(slot, "", 0, 0))
    context = {
        "slot": slot,
        "slots": event.standing_slots,
        "why_not": attendance.why_not(event, slot),
        "words": words,
        "only_open": only_open,
        "rows": _rows(page, event, slot),
        "page": page,
        "total": total,
        "tally": tally,
        "open": max(total - tally.noted, 0),
        "marks": [(mark.value, mark.label) for mark in Mark if mark != Mark.CAME],
        "last": _last_act(slot),
        "may_add": event.state in Event.SEATED,
        "held": event.state == Event.State.HELD,
    }
    title = frame(event, _("Attendance"))
    return render(request, "events/office/attendance.html", title | context)


@runs_events
def note(request: HttpRequest, event: Event, slot: int, place: int) -> HttpResponse:
    """One press notes one person; opened as a page it asks, as a correction needs a reason."""
    when = _slot(event, slot)
    around = event.registrations.select_related("person")
    registration = get_object_or_404(around, pk=place)
    mark = _mark_of(registration, when)
    says_why = event.state == Event.State.HELD and bool(mark)
    shown = request.GET.get("shown")
    form = MarkForm(posted(request), initial={"mark": mark or NOT_NOTED}, says_why=says_why)
    if request.method == "POST" and form.is_valid():
        try:
            sentence = _note(registration, when, form.cleaned_data, request.user, shown)
        except attendance.AttendanceRefused as refusal:
            form.add_error(None, str(refusal))
            mark = _mark_of(registration, when)
        else:
            messages.success(request, sentence)
            return _back(request, event, when, anchor=f"place-{registration.pk}")
    name = registration.shown_name
    context = {
        "form": form,
        "button": _("Note it"),
        "action": "?" + urlencode({"shown": mark or NOT_NOTED, **_kept(request)}),
        "notes": [event_span(when, event.time_zone)],
        "back_url": f"{reverse('event_attendance', args=[event.pk])}?slot={when.pk}",
    }
    title = frame(event, _("Attendance of %(name)s") % {"name": name})
    return render(request, "events/office/ask.html", title | context)


def _mark_of(registration: Registration, slot: Slot) -> str:
    known = Attendance.objects.filter(registration=registration, slot=slot).first()
    return known.mark if known else ""


def _note(registration: Registration, slot: Slot, values: dict, by: User, shown: str | None) -> str:
    """`shown` is the mark that stood on the page where it was pressed."""
    mark = values["mark"]
    seen = "" if shown == NOT_NOTED else shown
    rest = {"slot": slot, "by": by, "reason": values["reason"], "shown": seen}
    if mark:
        noted = attendance.note(registration, mark=mark, **rest)
    else:
        noted = attendance.clear(registration, **rest)
    name = registration.shown_name
    return _("%(name)s: %(mark)s.") % {"name": name, "mark": noted}


@runs_events
def note_rest(request: HttpRequest, event: Event, slot: int) -> HttpResponse:
    """Everyone who is not noted yet has come; one press undoes it."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    when = _slot(event, slot)

    def act() -> str:
        number = attendance.note_rest(event, slot=when, mark=Mark.CAME, by=request.user)
        sentence = ngettext(
            "%(n)s person is noted as came.", "%(n)s people are noted as came.", number
        )
        return sentence % {"n": number}

    return _press(request, event, when, act)


@runs_events
def undo(request: HttpRequest, event: Event, slot: int) -> HttpResponse:
    """Takes back what one press noted for many."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    when = _slot(event, slot)
    try:
        pressed = uuid.UUID(request.POST.get("act", ""))
    except ValueError:
        raise Http404 from None

    def act() -> str:
        number = attendance.undo(event, slot=when, act=pressed, by=request.user)
        sentence = ngettext(
            "Undone: %(n)s person is not noted any more.",
            "Undone: %(n)s people are not noted any more.",
            number,
        )
        return sentence % {"n": number}

    return _press(request, event, when, act)


def _press(request: HttpRequest, event: Event, slot: Slot, act) -> HttpResponse:
    try:
        messages.success(request, act())
    except attendance.AttendanceRefused as refusal:
        messages.error(request, str(refusal))
    return _back(request, event, slot)


def _back(request: HttpRequest, event: Event, slot: Slot, anchor: str = "") -> HttpResponse:
    """The list as it was shown; after a search the whole list, for the next person."""
    query = urlencode({"slot": slot.pk, **_kept(request)})
    address = reverse("event_attendance", args=[event.pk])
    return redirect(f"{address}?{query}" + (f"#{anchor}" if anchor else ""))


def _kept(request: HttpRequest) -> dict[str, str]:
    sent = {name: request.POST.get(name) or request.GET.get(name, "") for name in KEPT}
    return {name: value for name, value in sent.items() if value.isdigit()}


def _slot(event: Event, pk: int) -> Slot:
    """The slot, if it is one of this event."""
    return get_object_or_404(event.slots.all(), pk=pk)


def _chosen(event: Event, asked: str, now: datetime | None = None) -> Slot | None:
    """The slot that is asked for; else today's, else the last that began, else the first."""
    slots = event.standing_slots
    for slot in slots:
        if str(slot.pk) == asked:
            return slot
    today = (now or timezone.now()).astimezone(event.zone).date()
    begun = [slot for slot in slots if slot.starts_at.astimezone(event.zone).date() <= today]
    return (begun or slots[:1] or [None])[-1]


def _not_noted(people: QuerySet[Registration], slot: Slot) -> QuerySet[Registration]:
    noted = Attendance.objects.filter(registration=OuterRef("pk"), slot=slot).exclude(mark="")
    return people.exclude(Exists(noted))


def _rows(
    page: Page, event: Event, slot: Slot
) -> list[tuple[Registration, Attendance | None, str]]:
    """The people of a page, each with what is noted, and when in words."""
    places = list(page.object_list)
    noted = Attendance.objects.filter(slot=slot, registration__in=places).exclude(mark="")
    by_place = {row.registration_id: row for row in noted.select_related("by__person")}
    found = [(place, by_place.get(place.pk)) for place in places]
    return [(place, row, _when(row, event, slot) if row else "") for place, row in found]


def _when(row: Attendance, event: Event, slot: Slot) -> str:
    """The clock alone where it was noted on the day."""
    days = (at.astimezone(event.zone).date() for at in (row.at, slot.starts_at))
    of_the_day = len(set(days)) == 1
    return (event_clock if of_the_day else event_moment)(row.at, event.time_zone)


def _last_act(slot: Slot) -> dict | None:
    """The latest press that noted several people, while there is something to undo."""
    noted = AttendanceChange.objects.filter(slot=slot).exclude(mark="").order_by()
    acts = noted.values("act").annotate(people=Count("pk"), last=Max("pk"))
    many = acts.filter(people__gt=1).order_by("-last").first()
    if many is None:
        return None
    standing = list(attendance.standing_of(slot, many["act"]).select_related("by__person"))
    return {"number": len(standing), "change": standing[0]} if standing else None


# --- in words, for the pages around -----------------------------------------------------------


def tallies(event: Event) -> list[Tally]:
    """The slots in which anybody is noted, each in numbers: one statement."""
    found = attendance.counts(event)
    slots = [slot for slot in event.standing_slots if slot.pk in found]
    return [_tally(slot, found[slot.pk]) for slot in slots]


def _tally(slot: Slot, numbers: dict[str, int]) -> Tally:
    present = sum(numbers.get(mark, 0) for mark in PRESENT)
    some = [
        _("%(n)s %(mark)s") % {"n": numbers[mark], "mark": mark.label}
        for mark in (Mark.LATE, Mark.LEFT_EARLY)
        if numbers.get(mark)
    ]
    words = [_("%(n)s came") % {"n": present} + (f" ({', '.join(some)})" if some else "")]
    if missing := numbers.get(Mark.NO_SHOW):
        words.append(ngettext("%(n)s no-show", "%(n)s no-shows", missing) % {"n": missing})
    if excused := numbers.get(Mark.EXCUSED):
        words.append(_("%(n)s excused") % {"n": excused})
    return Tally(slot, ", ".join(words), sum(numbers.values()), present)


def with_marks(page: Page) -> None:
    """Hangs on each place of a page its `marks` in the slots that stand: one statement."""
    rows = Attendance.objects.filter(registration__in=list(page), slot__dropped_at=None)
    found: dict[int, list[Attendance]] = {}
    for row in rows.select_related("slot").order_by("slot__starts_at", "slot"):
        found.setdefault(row.registration_id, []).append(row)
    for place in page:
        place.marks = found.get(place.pk, [])
