"""Time zone rules for calendars: a VTIMEZONE made of yearly rules, from the zone's own file.

A file of the time zone database lists the changes that follow no rule and ends with a footer,
a POSIX TZ string, for all the years after them. Written as RRULE lines these rules have no last
year and every reader understands them; lists of dates (RDATE) some readers ignore or misread.
"""

import importlib.resources
import io
import re
import struct
import zoneinfo
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

import icalendar

# No calendar of ours tells of earlier days. It is a constant, so that the text never changes
# with the day on which it is made.
FIRST_DAY = datetime(2020, 1, 1)  # noqa: DTZ001 - local in the zone that is described
DAY = timedelta(days=1)
WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")

_NAME = r"(<[-+A-Za-z0-9]+>|[A-Za-z]{3,})"
_TIME = r"([-+]?\d{1,3}(?::\d\d){0,2})"
_RULE = rf"(M\d+\.\d\.\d|J\d+|\d+)(?:/{_TIME})?"
_FOOTER = re.compile(rf"{_NAME}{_TIME}(?:{_NAME}{_TIME}?,{_RULE},{_RULE})?")


@dataclass(frozen=True)
class Rule:
    """When, each year, the clocks change: the middle part of a POSIX TZ string.

    `day` is "M3.2.0", "J60" or "59"; `time` is counted from that day's midnight on the clock
    before the change, and may be negative or longer than a day.
    """

    day: str
    time: timedelta

    def change(self, year: int) -> datetime:
        """The local time of that year's change, on the clock before it."""
        if self.day[0] == "J":  # 1 to 365; February 29 is never counted
            day = date(2001, 1, 1) + (int(self.day[1:]) - 1) * DAY
            found = day.replace(year=year)
        elif self.day[0] == "M":
            found = _weekday_of_month(year, *self._month_week_weekday())
        else:  # 0 to 365; February 29 is counted
            found = date(year, 1, 1) + int(self.day) * DAY
        return datetime.combine(found, datetime.min.time()) + self.time

    def recurrences(self) -> list[dict]:
        """The same as RRULE parts: one, or two where the days lie in two months."""
        shift = self.time.days
        if self.day[0] == "M":
            return self._monthly(*self._month_week_weekday(), shift)
        if self.day[0] == "J":
            return self._fixed_date(int(self.day[1:]), shift)
        number = int(self.day) + 1 + shift
        if not 1 <= number <= 365:
            raise ValueError(f"{self.day} crosses the year")
        return [{"freq": "yearly", "byyearday": number}]

    def _month_week_weekday(self) -> tuple[int, int, int]:
        month, week, weekday = (int(part) for part in self.day[1:].split("."))
        return month, week, weekday

    @staticmethod
    def _fixed_date(number: int, shift: int) -> list[dict]:
        """The same date each year, unless the shift goes over the end of February or the year."""
        day = date(2001, 1, 1) + (number - 1 + shift) * DAY
        if day.year != 2001 or (number < 60) != (day.month < 3):
            raise ValueError(f"J{number} crosses February 29 or the year")
        return [{"freq": "yearly", "bymonth": day.month, "bymonthday": day.day}]

    @staticmethod
    def _monthly(month: int, week: int, weekday: int, shift: int) -> list[dict]:
        """A weekday of a month; `shift` days later it has no ordinal, but a span of seven days."""
        name = WEEKDAYS[(weekday + shift) % 7]
        if shift == 0:
            ordinal = -1 if week == 5 else week
            return [{"freq": "yearly", "bymonth": month, "byday": f"{ordinal}{name}"}]
        year = 2001
        first = date(year, month, 7 * week - 6) if week < 5 else _last_day(year, month) - 6 * DAY
        span = [first + (shift + n) * DAY for n in range(7)]
        months = sorted({day.month for day in span})
        if {day.year for day in span} != {year} or (2 in months and span[-1] > date(year, 2, 28)):
            raise ValueError(f"M{month}.{week}.{weekday} crosses February 29 or the year")
        return [
            {
                "freq": "yearly",
                "bymonth": of,
                "byday": name,
                "bymonthday": [day.day for day in span if day.month == of],
            }
            for of in months
        ]


def _last_day(year: int, month: int) -> date:
    return (date(year, month, 28) + 4 * DAY).replace(day=1) - DAY


def _weekday_of_month(year: int, month: int, week: int, weekday: int) -> date:
    """Week 5 is the last one; weekday 0 is Sunday."""
    first = date(year, month, 1)
    day = first + ((weekday - first.isoweekday()) % 7 + 7 * (week - 1)) * DAY
    return day if day.month == month else day - 7 * DAY


@dataclass(frozen=True)
class Onset:
    """From `starts` (local, on the clock before) the zone is at `after`, in each year or once."""

    starts: datetime
    before: timedelta
    after: timedelta
    name: str
    recurrence: dict | None = None
    is_summer: bool = False

    def component(self) -> icalendar.cal.timezone.TimezoneStandard:
        """The STANDARD or DAYLIGHT block."""
        kind = icalendar.TimezoneDaylight if self.is_summer else icalendar.TimezoneStandard
        block = kind()
        block.DTSTART = self.starts
        block.TZOFFSETFROM = self.before
        block.TZOFFSETTO = self.after
        block.add("TZNAME", self.name)
        if self.recurrence:
            block.add("RRULE", self.recurrence)
        return block


@lru_cache(maxsize=64)
def zone_file(zone: str) -> bytes:
    """The compiled rules of a zone, from the pinned database rather than the machine's.

    Raises zoneinfo.ZoneInfoNotFoundError for a name that is no zone.
    """
    if not re.fullmatch(r"[A-Za-z][-+_A-Za-z0-9]*(/[A-Za-z][-+_A-Za-z0-9]*){0,2}", zone):
        raise zoneinfo.ZoneInfoNotFoundError(f"No time zone: {zone!r}")
    try:
        data = importlib.resources.files("tzdata").joinpath("zoneinfo", zone).read_bytes()
    except OSError as missing:
        raise zoneinfo.ZoneInfoNotFoundError(f"No time zone: {zone!r}") from missing
    if not data.startswith(b"TZif"):
        raise zoneinfo.ZoneInfoNotFoundError(f"No time zone: {zone!r}")
    return data


@lru_cache(maxsize=64)
def zone_info(zone: str) -> zoneinfo.ZoneInfo:
    """The zone by the same file that its VTIMEZONE is made from: the two always agree."""
    return zoneinfo.ZoneInfo.from_file(io.BytesIO(zone_file(zone)), key=zone)


@lru_cache(maxsize=64)
def timezone_text(zone: str) -> bytes:
    """The VTIMEZONE of a zone, ready to be set into a calendar."""
    return timezone_component(zone).to_ical()


def timezone_component(zone: str) -> icalendar.Timezone:
    """The VTIMEZONE of an IANA zone, right from 2020 on and without an end.

    Raises zoneinfo.ZoneInfoNotFoundError for an unknown zone, ValueError for one whose rules
    cannot be told (no zone of today).
    """
    data = zone_file(zone)
    footer = data.rstrip(b"\n").rpartition(b"\n")[2].decode("ascii")
    component = icalendar.Timezone()
    component.add("TZID", zone)
    for onset in _onsets(_changes(data), footer):
        component.add_component(onset.component())
    return component


def _onsets(changes: list[tuple[datetime, timedelta, str]], footer: str) -> list[Onset]:
    """The single changes since FIRST_DAY, then the yearly ones of the footer."""
    found = []
    for (_, before, _), (starts, after, name) in pairwise(changes):
        if starts >= FIRST_DAY and before != after:
            found.append(Onset(starts + before, before, after, name, is_summer=after > before))
    last = max([changes[-1][0], FIRST_DAY])
    yearly = _yearly(footer, after=last)
    if not found and not yearly:
        _, offset, name = changes[-1]
        return [Onset(FIRST_DAY, offset, offset, name)]
    return found + yearly


def _yearly(footer: str, *, after: datetime) -> list[Onset]:
    """The two changes of each year, from the first after that UTC time on; none without them.

    Summer is the half with the later clock, whatever the law calls it: in Dublin's file winter
    is the exception ("IST-1GMT0"), but readers expect DAYLIGHT to be ahead of STANDARD.
    """
    matched = _FOOTER.fullmatch(footer)
    if not matched:
        raise ValueError(f"No POSIX time zone: {footer!r}")
    name, offset, other, other_offset, start, start_time, end, end_time = matched.groups()
    if not other:
        return []
    normal = -_duration(offset)
    shifted = -_duration(other_offset) if other_offset else normal + timedelta(hours=1)
    begins = Rule(start, _duration(start_time or "2"))
    ends = Rule(end, _duration(end_time or "2"))
    return [
        *_each_year(begins, normal, shifted, other.strip("<>"), after),
        *_each_year(ends, shifted, normal, name.strip("<>"), after),
    ]


def _each_year(
    rule: Rule, before: timedelta, to: timedelta, name: str, after: datetime
) -> list[Onset]:
    """One onset for each RRULE, starting with the first change that the RRULE itself tells of."""
    onsets = []
    for parts in rule.recurrences():
        year = after.year
        while rule.change(year) - before <= after or not _tells_of(parts, rule.change(year)):
            year += 1
        onsets.append(Onset(rule.change(year), before, to, name, parts, is_summer=to > before))
    return onsets


def _tells_of(parts: dict, change: datetime) -> bool:
    """False for the half of a rule (last week of October) that lies in the other month."""
    return parts.get("bymonth", change.month) == change.month


def _duration(text: str) -> timedelta:
    """Of "[+-]h[:mm[:ss]]"."""
    hours, minutes, seconds = ([int(part) for part in text.lstrip("+-").split(":")] + [0, 0])[:3]
    length = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return -length if text.startswith("-") else length


def _changes(data: bytes) -> list[tuple[datetime, timedelta, str]]:
    """All changes of a TZif file (RFC 9636): UTC time without tzinfo, offset after, its name.

    The first entry stands for the time before all changes.
    """
    counts = struct.unpack_from(">6l", data, 20)
    # The first block has 32-bit times and is skipped for the one with 64 bits.
    start = 44 + _block_size(counts, time_size=4)
    counts = struct.unpack_from(">6l", data, start + 20)
    _, _, _, times, types, _ = counts
    at = start + 44
    moments = struct.unpack_from(f">{times}q", data, at)
    indexes = data[at + 8 * times : at + 9 * times]
    at += 9 * times
    kinds = [struct.unpack_from(">lBB", data, at + 6 * n) for n in range(types)]
    names = data[at + 6 * types :]
    rows = [(datetime.min, kinds[0])]  # noqa: DTZ901
    for moment, index in zip(moments, indexes, strict=True):
        # Some files begin with the Big Bang, for which Python has no date.
        when = datetime.fromtimestamp(max(moment, -(2**33)), tz=UTC).replace(tzinfo=None)
        rows.append((when, kinds[index]))
    return [
        (when, timedelta(seconds=offset), names[name:].split(b"\0")[0].decode("ascii"))
        for when, (offset, _, name) in rows
    ]


def _block_size(counts: tuple[int, ...], *, time_size: int) -> int:
    ut_count, std_count, leaps, times, types, chars = counts
    return (
        times * (time_size + 1) + types * 6 + chars + leaps * (time_size + 4) + std_count + ut_count
    )
