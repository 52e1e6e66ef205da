"""What a card in a list says: every word of it, ready for one flat template."""

from collections.abc import Iterable
from datetime import date, time
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import Audience
from events import eligibility, standing, wording
from events.listing import Row
from events.models import Event
from events.months import Day


class Block(NamedTuple):
    """A date as a block leads with it; `year` is empty for the present one."""

    iso: str
    weekday: str
    day: int
    month: str
    year: str

    @property
    def words(self) -> str:
        """ "Thu, Dec 3, 2026"."""
        return date_format(date.fromisoformat(self.iso), "D, M j, Y")


class Card(NamedTuple):
    """`block` and `hours` are missing where no date is set; `is_off`: cancelled or postponed."""

    url: str
    name: str
    block: Block | None
    hours: str
    more: str
    place: str
    audience: str
    seats: str
    tone: str
    is_off: bool
    is_cancelled: bool


class Entry(NamedTuple):
    """A card in a field of a month's sheet: `hour` is its start, `part` says "day 2 of 3"."""

    card: Card
    hour: str
    part: str


def of_rows(rows: Iterable[Row]) -> list[Card]:
    """Cards in the order of `rows`."""
    writer = _Writer()
    return [writer.card(row) for row in rows]


def of_sheet(weeks: list[list[Day]]) -> list[list[Day]]:
    """The weeks of a month, their entries in words."""
    writer = _Writer()
    return [
        [day._replace(entries=[writer.entry(*entry) for entry in day.entries]) for day in week]
        for week in weeks
    ]


def address(slug: str) -> str:
    """The page of an event."""
    return reverse("events:detail", args=[slug])


class _Writer:
    """Writes many cards: what they share (days, hours, seats, labels) is put into words once."""

    def __init__(self):
        self.audiences = {value: str(label) for value, label in Audience.choices}
        self.online = _("Online")
        self.blocks: dict[date, Block] = {}
        self.hours: dict[tuple, str] = {}
        self.clocks: dict[time, str] = {}
        self.seats: dict[tuple, standing.Seats] = {}
        self.now = timezone.now()
        self.before, _slug, self.after = address("-slug-").partition("-slug-")

    def card(self, row: Row) -> Card:
        seats = self._seats(row)
        dated = bool(row.spans) and row.state != Event.State.POSTPONED
        return Card(
            url=f"{self.before}{row.slug}{self.after}",
            name=row.name,
            block=self._block(row.spans[0][0].date()) if dated else None,
            hours=self._hours(row) if dated else "",
            more=_days(len(row.spans)) if len(row.spans) > 1 else "",
            place=row.venue or self.online,
            audience=self.audiences[row.audience],
            seats=seats.words,
            tone=seats.tone,
            is_off=seats.is_off,
            is_cancelled=row.state == Event.State.CANCELLED,
        )

    def entry(self, row: Row, number: int) -> Entry:
        """Day `number` of the event."""
        days, starts = len(row.spans), row.spans[number - 1][0].time()
        if starts not in self.clocks:
            self.clocks[starts] = wording.clock(row.spans[number - 1][0])
        part = _("day %(n)s of %(days)s") % {"n": number, "days": days} if days > 1 else ""
        return Entry(self.card(row), self.clocks[starts], part)

    def _seats(self, row: Row) -> standing.Seats:
        key = (eligibility.obstacle(row, self.now), row.waiting, row.seats_left)
        if key not in self.seats:
            self.seats[key] = standing.seats(row, row.waiting)
        return self.seats[key]

    def _block(self, day: date) -> Block:
        if day not in self.blocks:
            year = "" if day.year == self.now.year else str(day.year)
            self.blocks[day] = Block(
                day.isoformat(), date_format(day, "D"), day.day, date_format(day, "M"), year
            )
        return self.blocks[day]

    def _hours(self, row: Row) -> str:
        starts, ends = row.spans[0]
        key = (starts.time(), starts.tzname(), ends.time(), ends.tzname())
        if key not in self.hours:
            self.hours[key] = wording.hours(starts, ends, row.time_zone)
        return self.hours[key]


def _days(number: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", number) % {"n": number}
