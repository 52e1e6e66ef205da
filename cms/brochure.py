"""What a course's page tells beside its own words: dates, the day by the clock, credit, people."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format

from accounts.kept import reads_anew
from accounts.models.person import default_time_zone
from courses.models import Course, Credit, Organization, Trainer, credits_of
from events import cards, day, listing
from events.cards import Card
from events.listing import Row
from events.models import Event


@dataclass(frozen=True)
class CreditFact:
    """What a board gives, and which coming dates its approval leaves out."""

    credit: Credit
    uncovered: list[str]
    holder: str


@dataclass(frozen=True)
class Facts:
    """`standing` is how many of `events` take place, and `next` the first of them; `clock` is the
    day whose clock the agenda has, if any.
    """

    events: list[Card]
    standing: int
    next: Card | None
    agenda: list[day.Item]
    clock: str
    credits: list[CreditFact]
    trainers: list[Trainer]
    hosts: list[Organization]


@dataclass(frozen=True)
class Dates:
    """How many dates of a course are to come, and the first of them."""

    number: int
    next: Card


def facts(course: Course) -> Facts:
    """All of it; six statements for any number of dates."""
    events = Event.objects.for_lists().filter(course=course)
    rows = listing.rows(events)
    shown = cards.of_rows(rows)
    standing = [
        (row, card) for row, card in zip(rows, shown, strict=True) if row.state not in Event.OFF
    ]
    agenda, clock = _agenda(course, [row for row, _card in standing])
    taught = events.taking_place()
    return Facts(
        events=shown,
        standing=len(standing),
        next=standing[0][1] if standing else None,
        agenda=agenda,
        clock=clock,
        credits=_credits(course, [row for row, _card in standing]),
        trainers=list(Trainer.objects.filter(events__in=_keys(taught)).distinct()),
        hosts=list(Organization.objects.filter(hosted_events__in=_keys(taught)).distinct()),
    )


def dates(request: HttpRequest) -> dict[int, Dates]:
    """The coming dates of every course, by the course."""
    found: dict[int, list[Row]] = {}
    for row in listing.coming.get(None, anew=reads_anew(request)):
        if row.state not in Event.OFF:
            found.setdefault(row.course, []).append(row)
    return {course: Dates(len(own), cards.of_rows(own[:1])[0]) for course, own in found.items()}


def _keys(events: QuerySet[Event]) -> QuerySet:
    return events.order_by().values("pk")


def _agenda(course: Course, rows: list[Row]) -> tuple[list[day.Item], str]:
    """By the clock of the first date that the agenda fits, else by the time since the start."""
    for row in rows:
        items = day.by_the_clock(course, row.spans)
        if items and items[0].time:
            return items, date_format(row.starts_at, "l, F j")
    return day.by_length(course), ""


def _credits(course: Course, rows: list[Row]) -> list[CreditFact]:
    today = timezone.now().astimezone(ZoneInfo(default_time_zone())).date()
    return [_credit(one, course, rows) for one in credits_of(course, today)]


def _credit(credit: Credit, course: Course, rows: list[Row]) -> CreditFact:
    approval = credit.approval
    uncovered = [
        date_format(row.starts_at, "F j, Y")
        for row in rows
        if row.spans and not all(approval.covers(starts.date()) for starts, _ends in row.spans)
    ]
    return CreditFact(credit, uncovered, str(approval.underwriter or course.provider or ""))
