"""An agency's people and their places as its coordinator sees them, in a few statements."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.models import Affiliation, Agency
from accounts.searching import sorting_name, with_every_word
from courses.models import Audience
from events.models import Attendance, Event, Mark, Registration, SeatHold

S = Registration.State
SEARCHED = ("person__shown_name", "unit__name")


@dataclass(frozen=True)
class EventOfAgency:
    """An event, how the agency's people stand in it, and the seats that it holds there."""

    event: Event
    confirmed: int
    undecided: int
    waiting: int
    hold: SeatHold | None


def people(agency: Agency, words: str = "", state: str = "") -> QuerySet[Affiliation]:
    """Everyone with a tie to it, by name, with no-shows counted and the next event."""
    ties = with_every_word(agency.affiliations.all(), words, SEARCHED)
    if state in Affiliation.State.values:
        ties = ties.filter(state=state)
    absent = Q(registrations__attendance__mark=Mark.NO_SHOW)
    coming = Registration.objects.filter(
        state=S.CONFIRMED, event__state__in=Event.RUNNING
    ).select_related("event__course")
    return (
        ties.with_proof()
        .select_related("unit")
        .annotate(no_shows=Count("registrations__attendance", filter=absent, distinct=True))
        .prefetch_related(Prefetch("registrations", queryset=coming, to_attr="coming"))
        .order_by(sorting_name("person__"), "pk")
    )


def places(agency: Agency) -> QuerySet[Registration]:
    """The places of its people, live or not, the newest first."""
    own = Registration.objects.filter(affiliation__agency=agency)
    return own.select_related("person", "affiliation__profession", "event__course").order_by("-pk")


def coming_events(agency: Agency) -> list[EventOfAgency]:
    """The classes for responders that its people can still come to, by start."""
    now = timezone.now()
    own = Q(registrations__affiliation__agency=agency)
    listed = Event.objects.listed().filter(audience=Audience.RESPONDERS)
    hidden = Event.objects.shown().filter(
        Exists(Registration.objects.live().filter(event=OuterRef("pk"), affiliation__agency=agency))
    )
    events = (
        Event.objects.filter(Q(pk__in=listed.values("pk")) | Q(pk__in=hidden.values("pk")))
        .filter(state__in=Event.RUNNING)
        .with_times()
        .annotate(
            confirmed=Count(
                "registrations", filter=own & Q(registrations__state=S.CONFIRMED), distinct=True
            ),
            undecided=Count(
                "registrations",
                filter=own & Q(registrations__state__in=Registration.UNDECIDED),
                distinct=True,
            ),
            in_line=Count(
                "registrations", filter=own & Q(registrations__state=S.WAITLISTED), distinct=True
            ),
        )
        .order_by(F("first_start").asc(nulls_last=True), "pk")
    )
    shown = events.select_related("course", "venue").prefetch_related("slots")
    holds = {hold.event_id: hold for hold in SeatHold.objects.standing().filter(agency=agency)}
    return [
        EventOfAgency(one, one.confirmed, one.undecided, one.in_line, holds.get(one.pk))
        for one in shown
        if one.starts_at is None or one.starts_at > now
    ]


def asking(agency: Agency) -> QuerySet[Registration]:
    """Whose place waits for the agency's yes, the shortest hold first."""
    waiting = Registration.objects.filter(affiliation__agency=agency, state=S.PENDING_AGENCY)
    around = waiting.select_related("person", "affiliation__profession", "event__course")
    by_hold = F("hold_until").asc(nulls_last=True)
    return around.prefetch_related("event__slots").order_by(by_hold, "pk")


def attendance(agency: Agency) -> list[tuple[Registration, list[Attendance]]]:
    """Places of its people where something was noted, the latest first, with the marks."""
    noted = Attendance.objects.filter(registration__affiliation__agency=agency).exclude(mark="")
    marks: dict[int, list[Attendance]] = {}
    for one in noted.select_related("slot").order_by("slot__starts_at"):
        marks.setdefault(one.registration_id, []).append(one)
    rows = places(agency).filter(pk__in=list(marks)).prefetch_related("event__slots")
    return [(row, marks[row.pk]) for row in rows]


def counted(marks: Iterable[Attendance]) -> dict[str, int]:
    """How often each mark was noted."""
    found: dict[str, int] = {}
    for one in marks:
        found[one.mark] = found.get(one.mark, 0) + 1
    return found
