"""Whether a VTIMEZONE says what another source says of the same zone."""

import bisect
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import icalendar
from dateutil.rrule import rrulestr

FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2042, 1, 1, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def changes_of(offset_at: Callable, first: datetime = FIRST, last: datetime = LAST) -> list:
    """The moments at which the offset changes: looked for week by week, then closed in on."""
    found = []
    while first < last:
        early, late = first, first + timedelta(days=7)
        first = late
        if offset_at(early) == offset_at(late):
            continue
        while late - early > SECOND:
            middle = early + (late - early) // (2 * SECOND) * SECOND
            if offset_at(middle) == offset_at(early):
                early = middle
            else:
                late = middle
        found.append(late)
    return found


def offsets_of(component: icalendar.Timezone) -> list[tuple[datetime, timedelta]]:
    """What a VTIMEZONE says, read by RFC 5545 with dateutil: (UTC time, offset from then on)."""
    rows = []
    for block in icalendar.Timezone.from_ical(component.to_ical()).subcomponents:
        start = block["DTSTART"].dt
        onsets = [start]
        if "RRULE" in block:
            rule = rrulestr(block["RRULE"].to_ical().decode(), dtstart=start)
            assert rule[0] == start, "DTSTART must itself be one of the rule's days"
            onsets += rule.between(start, datetime(2043, 1, 1))  # noqa: DTZ001
        before, after = block["TZOFFSETFROM"].td, block["TZOFFSETTO"].td
        rows += [((onset - before).replace(tzinfo=UTC), after) for onset in onsets]
    return sorted(rows)


def assert_agrees(component: icalendar.Timezone, offset_at: Callable) -> None:
    """The same offset just before, at and after each change, and in every week between."""
    moments = [FIRST + timedelta(days=30 * n) for n in range(16 * 12)]
    for change in changes_of(offset_at):
        moments += [change - HOUR, change - SECOND, change, change + SECOND, change + HOUR]
    rows = offsets_of(component)
    for moment in moments:
        place = max(bisect.bisect_right(rows, (moment, timedelta.max)) - 1, 0)
        assert rows[place][1] == offset_at(moment), (component["TZID"], moment)
