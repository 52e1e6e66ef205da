"""Months of a list: which of them a page shows, and one of them as a calendar sheet."""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from django.utils.formats import date_format, get_format

from events.listing import Row

ENOUGH = 100  # cards on a page of the list, before it ends with the month it is in
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


def read(text: str) -> date | None:
    """The first day of "2026-12"; None for what is no month of this century."""
    found = _MONTH.fullmatch(text.strip())
    return date(int(found[1]), int(found[2]), 1) if found else None


def name(month: date | None) -> str:
    """ "2026-12", for addresses; "" for None."""
    return f"{month:%Y-%m}" if month else ""


def words(month: date) -> str:
    """ "December 2026"."""
    return date_format(month, "F Y")


def after(month: date, number: int = 1) -> date:
    """The month `number` months later, or earlier."""
    months = month.year * 12 + month.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)


def of(row: Row) -> date | None:
    """The month in which a row starts; None where no date is set."""
    return row.starts_at.date().replace(day=1) if row.spans else None


@dataclass(frozen=True)
class Month:
    """A month of the list; `first` is None for what has no date."""

    first: date | None
    rows: list[Row]

    @property
    def name(self) -> str:
        return name(self.first)

    @property
    def words(self) -> str:
        return words(self.first) if self.first else ""


def by_month(rows: Iterable[Row]) -> list[Month]:
    """`rows`, which are in order, month by month."""
    return [Month(first, list(group)) for first, group in groupby(rows, key=of)]


@dataclass(frozen=True)
class Stretch:
    """The months on one page of the list, and those before and after it."""

    shown: list[Month]
    before: list[Month]
    after: list[Month]


def stretch(months: list[Month], start: date | None) -> Stretch:
    """From the month `start` on as many whole months as make up ENOUGH rows, at least one.

    What has no date is on the last page.
    """
    before = [month for month in months if start and month.first and month.first < start]
    rest = months[len(before) :]
    number, cards = 0, 0
    while number < len(rest):
        cards += len(rest[number].rows)
        if number and rest[number].first and cards > ENOUGH:
            break
        number += 1
    return Stretch(rest[:number], before, rest[number:])


class Day(NamedTuple):
    """A field of the sheet: `inside` is False for what only fills its first and last week.

    `entries` are events with the number of the day it is for them, from 1.
    """

    day: date
    inside: bool
    entries: list[tuple[Row, int]]


def sheet(month: date, rows: Iterable[Row]) -> list[list[Day]]:
    """The weeks of `month` with what starts on each day, by the clock of each event."""
    on: dict[date, list[tuple[Row, int]]] = {}
    for row in rows:
        for number, (starts, _ends) in enumerate(row.spans, 1):
            on.setdefault(starts.date(), []).append((row, number))
    for entries in on.values():
        entries.sort(key=lambda entry: entry[0].spans[entry[1] - 1][0].time())
    weeks = calendar.Calendar(_first_weekday()).monthdatescalendar(month.year, month.month)
    return [[_day(day, month, on) for day in week] for week in weeks]


def _day(day: date, month: date, on: dict[date, list[tuple[Row, int]]]) -> Day:
    inside = day.month == month.month
    return Day(day, inside, on.get(day, []) if inside else [])


def weekdays() -> list[str]:
    """The names of the days, in the order of the sheet's columns."""
    sunday = date(2026, 11, 1)
    first = sunday + timedelta(days=(_first_weekday() + 1) % 7)
    return [date_format(first + timedelta(days=number), "l") for number in range(7)]


def leaves(rows: Iterable[Row]) -> dict[date, list[Row]]:
    """For each month the rows of which a day starts in it, in the order of `rows`."""
    found: dict[date, list[Row]] = {}
    for row in rows:
        for month in {date(starts.year, starts.month, 1) for starts, _ends in row.spans}:
            found.setdefault(month, []).append(row)
    return found


def touches(row: Row, month: date) -> bool:
    """Whether a day of the event starts in `month`."""
    return month in leaves([row])


def _first_weekday() -> int:
    """Python counts from Monday, Django's formats from Sunday."""
    return (get_format("FIRST_DAY_OF_WEEK") - 1) % 7
