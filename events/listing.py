"""The events of a list as plain rows: one statement for any number of them, two where people wait.

A list shows hundreds where a page shows one. A row holds what a card, a filter or a count asks
for and nothing else; loading whole events with their slots would take ten times as long.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count, FilteredRelation, Q, QuerySet

from accounts.kept import KeptByKey
from events.models import Event, Registration
from events.models.event import SeatsCounted

STANDING = Q(slots__dropped_at=None)
_COLUMNS = (
    "pk slug title course course__title audience venue__name state opens_at closes_at "
    "seats seats_taken seats_held overbooked arrivals time_zone "
    "slot__starts_at slot__ends_at slot__dropped_at"
).split()
_OF_THE_SLOT = 3
_TEXTS = (
    "title course__title course__summary venue__name venue__room venue__address host__name "
    "trainers__display_name"
).split()

Span = tuple[datetime, datetime]


class _Read(NamedTuple):
    pk: int
    slug: str
    title: str
    course: int
    course_title: str
    audience: str
    venue: str | None
    state: str
    opens_at: datetime | None
    closes_at: datetime | None
    seats: int
    seats_taken: int
    seats_held: int
    overbooked: int
    arrivals: int
    time_zone: str
    spans: list[Span]
    dropped: list[Span]
    waiting: int = 0


class Row(SeatsCounted, _Read):
    """An event of a list. `spans` are the slots that stand, by start; `dropped` those that do not.

    Their times are local: on the clock of `time_zone`. `venue` is empty for what is online.
    `waiting` is how many people are on the waiting list.
    """

    __slots__ = ()

    @property
    def name(self) -> str:
        return self.title or self.course_title

    @property
    def starts_at(self) -> datetime | None:
        return self.spans[0][0] if self.spans else None


def rows(events: QuerySet[Event], slots: Q = STANDING) -> list[Row]:
    """`events` by their first start, those without a date last; with those of their `slots`."""
    slot = FilteredRelation("slots", condition=slots)
    table = events.order_by("pk").annotate(slot=slot).values_list(*_COLUMNS)
    found: dict[int, Row] = {}
    for line in table:
        starts, ends, dropped_at = line[-_OF_THE_SLOT:]
        row = found.get(line[0])
        if row is None:
            row = found[line[0]] = Row(*line[:-_OF_THE_SLOT], [], [])
        if starts is not None:
            zone = ZoneInfo(row.time_zone)
            spans = row.spans if dropped_at is None else row.dropped
            spans.append((starts.astimezone(zone), ends.astimezone(zone)))
    for pk, number in _waiting(found.values()):
        found[pk] = found[pk]._replace(waiting=number)
    for row in found.values():
        row.spans.sort()
    return by_start(found.values())


def _read_coming(_all: None) -> list[Row]:
    return rows(Event.objects.for_lists())


# Under None: what every list for everyone is made of. Nobody changes a row.
coming = KeptByKey(_read_coming)


def _waiting(found: Iterable[Row]) -> Iterable[tuple[int, int]]:
    """The events with a line and its length, asked only where there may be one.

    Counted beside the list: a count in it would be made for each row by itself.
    """
    asked = [row.pk for row in found if row.may_have_line]
    if not asked:
        return ()
    line = Registration.objects.waiting().filter(event__in=asked).order_by()
    return line.values_list("event").annotate(Count("pk"))


def by_start(found: Iterable[Row]) -> list[Row]:
    """In the order of a list: by the first start, those without a date last."""
    return sorted(found, key=lambda row: (not row.spans, row.spans and row.spans[0][0], row.pk))


def texts(events: QuerySet[Event]) -> dict[int, set[str]]:
    """What a search may look into, by event: names, places, course, host, trainers."""
    found: dict[int, set[str]] = {}
    for pk, *line in events.order_by().values_list("pk", *_TEXTS):
        found.setdefault(pk, set()).update(text for text in line if text)
    return found
