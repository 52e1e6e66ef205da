"""Our VTIMEZONEs against zoneinfo, icalendar, ical.js and libical."""

import bisect
import struct
import time
import zoneinfo
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from events import timezones
from events.ical import publish
from events.tests.calendar_entries import entries_at, icalendar_times, times_of
from events.timezones import timezone_component, timezone_text, zone_file, zone_info
from tests.calendar_readers import ical_js_times, libical_times

ZONES = sorted(zoneinfo.available_timezones() - {"localtime"})
K9_ZONES = [
    "America/Chicago",
    "America/Phoenix",
    "America/Anchorage",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Europe/Dublin",
]
FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2042, 1, 1, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def by_zoneinfo(zone: str) -> Callable[[datetime], timedelta]:
    """The offset at a moment by the standard library."""
    return lambda moment: moment.astimezone(zone_info(zone)).utcoffset()


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


def test_k9_every_zone_agrees_with_zoneinfo_from_2026_to_2041():
    checked = {}
    for zone in ZONES:
        checked.setdefault(zone_file(zone), zone)
    assert len(checked) > 300
    for zone in checked.values():
        assert_agrees(timezone_component(zone), by_zoneinfo(zone))


@pytest.mark.parametrize("read", [ical_js_times, libical_times])
def test_k9_other_readers_agree_around_every_change(read):
    for zone in K9_ZONES:
        moments = [datetime(2041, 7, 10, 14, tzinfo=UTC), datetime(2026, 1, 10, tzinfo=UTC)]
        for change in changes_of(by_zoneinfo(zone)):
            moments += [change + n * HOUR for n in range(-3, 4)]
            moments += [change - SECOND, change - HOUR - SECOND]
        entries = entries_at(moments, zone)
        assert read(publish(entries)) == times_of(entries)


def test_k9_icalendar_agrees_by_our_rules_alone():
    for zone in K9_ZONES:
        moments = [datetime(2026, 1, 10, tzinfo=UTC), datetime(2026, 7, 10, tzinfo=UTC)]
        for change in changes_of(by_zoneinfo(zone), last=datetime(2029, 1, 1, tzinfo=UTC)):
            moments += [change - 3 * HOUR, change - SECOND, change, change + 3 * HOUR]
        entries = entries_at(moments, zone)
        assert icalendar_times(publish(entries), [zone]) == times_of(entries)


@pytest.mark.parametrize("read", [ical_js_times, libical_times])
def test_k9_other_readers_agree_on_every_rule_there_is(read):
    """One zone for each footer with yearly changes, in a leap year and in 2041."""
    by_footer = {zone_file(zone).rstrip(b"\n").rpartition(b"\n")[2]: zone for zone in ZONES}
    entries = []
    for zone in (zone for footer, zone in by_footer.items() if b"," in footer):
        for year in (2028, 2041):
            span = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
            changes = changes_of(by_zoneinfo(zone), *span)
            assert len(changes) >= 2, zone
            moments = [c + step for c in changes for step in (-3 * HOUR, -SECOND, 2 * HOUR)]
            entries += [
                replace(entry, uid=f"{entry.uid}-{year}") for entry in entries_at(moments, zone)
            ]
    assert read(publish(entries)) == times_of(entries)


@pytest.mark.parametrize("read", [ical_js_times, libical_times])
def test_k9_the_readers_really_use_our_rules(read):
    """Negative control: with a wrong rule they must be wrong."""
    entries = entries_at([datetime(2027, 7, 10, 14, tzinfo=UTC)], "America/Chicago")
    wrong = publish(entries).replace("TZOFFSETTO:-0500", "TZOFFSETTO:-0300")
    assert read(wrong) != times_of(entries)


def test_the_machines_own_zones_agree_with_the_pinned_ones():
    for zone in K9_ZONES:
        for change in changes_of(by_zoneinfo(zone)):
            machine = change.astimezone(zoneinfo.ZoneInfo(zone))
            assert machine.utcoffset() == change.astimezone(zone_info(zone)).utcoffset()


def test_chicago_is_two_yearly_rules_without_an_end():
    assert timezone_text("America/Chicago").decode().split("\r\n") == [
        "BEGIN:VTIMEZONE",
        "TZID:America/Chicago",
        "BEGIN:DAYLIGHT",
        "DTSTART:20200308T020000",
        "RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3",
        "TZNAME:CDT",
        "TZOFFSETFROM:-0600",
        "TZOFFSETTO:-0500",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:20201101T020000",
        "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11",
        "TZNAME:CST",
        "TZOFFSETFROM:-0500",
        "TZOFFSETTO:-0600",
        "END:STANDARD",
        "END:VTIMEZONE",
        "",
    ]


def test_a_zone_without_summer_time_has_one_standard_block():
    component = timezone_component("America/Phoenix")
    (block,) = component.subcomponents
    assert block.name == "STANDARD"
    assert block.TZOFFSETTO == timedelta(hours=-7) == block.TZOFFSETFROM
    assert str(block["TZNAME"]) == "MST"


def test_dublins_summer_is_daylight_though_its_law_says_otherwise():
    (summer,) = timezone_component("Europe/Dublin").daylight
    assert (str(summer["TZNAME"]), summer.TZOFFSETTO) == ("IST", HOUR)


def test_half_an_hour_of_summer_on_lord_howe():
    (summer,) = timezone_component("Australia/Lord_Howe").daylight
    assert (summer.TZOFFSETTO - summer.TZOFFSETFROM).seconds == 30 * 60


@pytest.mark.parametrize(
    ("zone", "rule"),
    [
        ("Asia/Jerusalem", "FREQ=YEARLY;BYDAY=FR;BYMONTHDAY=23,24,25,26,27,28,29;BYMONTH=3"),
        ("America/Nuuk", "FREQ=YEARLY;BYDAY=SA;BYMONTHDAY=24,25,26,27,28,29,30;BYMONTH=3"),
        ("Africa/Cairo", "FREQ=YEARLY;BYDAY=FR;BYMONTHDAY=1;BYMONTH=11"),
    ],
)
def test_a_change_beyond_its_day_is_told_by_the_days_of_the_month(zone, rule):
    assert f"RRULE:{rule}\r\n" in timezone_text(zone).decode()


@pytest.mark.parametrize(
    "zone", ["", "Mars/Olympus", "../../etc/passwd", "/etc/passwd", "America", "a\0b", "zone.tab"]
)
def test_what_is_no_zone_is_refused(zone):
    with pytest.raises(zoneinfo.ZoneInfoNotFoundError):
        timezone_component(zone)


def zone_with_footer(footer: str) -> bytes:
    """A TZif file (RFC 9636) that is nothing but its footer."""
    header = b"TZif2" + bytes(15) + struct.pack(">6l", 0, 0, 0, 0, 1, 4)
    block = header + struct.pack(">lBB", -5 * 3600, 0, 0) + b"STD\0"
    return block + block + b"\n" + footer.encode() + b"\n"


@pytest.fixture(scope="module")
def by_libc():
    """The C library's reading of a POSIX footer.

    The standard library's zoneinfo is one day off in the day forms (J59 in leap years and all
    plain numbers), which no zone of today uses.
    """

    def offset_at(moment: datetime) -> timedelta:
        return timedelta(seconds=time.localtime(moment.timestamp()).tm_gmtoff)

    def reader(footer: str) -> Callable[[datetime], timedelta]:
        patch.setenv("TZ", footer)
        time.tzset()
        return offset_at

    with pytest.MonkeyPatch.context() as patch:
        yield reader
    time.tzset()


def assert_footer_agrees(footer: str, offset_at: Callable) -> None:
    component = icalendar.Timezone()
    component.add("TZID", footer)
    for onset in timezones._onsets(timezones._changes(zone_with_footer(footer)), footer):
        component.add_component(onset.component())
    assert_agrees(component, offset_at)


@pytest.mark.parametrize(
    "footer",
    [
        "STD5DST,J60,J300",  # March 1, in leap years too
        "STD5DST,J100/-3,J300/49:30:15",
        "STD5DST,59,300",  # counts February 29
        "STD5DST,90/-1,299/26",
        "STD5DST4:30,M3.2.0,M11.1.0/1:30",
        "STD5DST,M4.1.6/24,M9.1.6/24",  # the south has it the other way round
        "STD5DST,M9.1.6/24,M4.1.6/24",
        "STD5DST,M5.5.6/30,M10.5.4/24",  # both may end in the next month
        "STD5DST,M4.1.0/-25,M10.1.0/-1",  # and begin in the one before
        "<-05>5<+02>-2,M3.5.0/1,M10.5.0/3",
        "STD5DST,M3.2.0/-2,M11.1.0/2",
        "STD5",
    ],
)
def test_posix_footers_of_every_form(footer, by_libc):
    assert_footer_agrees(footer, by_libc(footer))


@pytest.mark.parametrize(
    ("zone", "footer"),
    [("Test/Dates", "STD5DST,J61/-24,J364/24"), ("Test/Days", "STD5DST,60,M10.5.5/30")],
)
def test_dates_and_days_of_the_year_in_other_readers(zone, footer, monkeypatch):
    monkeypatch.setattr(timezones, "zone_file", lambda zone: zone_with_footer(footer))
    moments = [datetime(2041, m, d, 18, tzinfo=UTC) for m in (1, 2, 3, 7, 11, 12) for d in (3, 28)]
    entries = entries_at(moments, zone)
    text = publish(entries)
    assert f"DTSTART;TZID={zone}:" in text
    assert ical_js_times(text) == libical_times(text) == times_of(entries)


@pytest.mark.parametrize(
    "footer",
    [
        "",
        "nonsense",
        "STD5DST",
        "STD5DST,M3.2.0",
        "STD5DST,0/0,J365/25",
        "STD5DST,J59/24,J300",
        "STD5DST,M3.1.0/-1,J300",
    ],
)
def test_a_footer_that_no_yearly_rule_tells_is_refused(footer):
    with pytest.raises(ValueError, match="POSIX|crosses"):
        timezones._onsets(timezones._changes(zone_with_footer(footer)), footer)


hours = st.integers(-24, 72)
days = st.one_of(
    st.builds("M{}.{}.{}".format, st.integers(4, 5), st.integers(1, 5), st.integers(0, 6)),
    st.builds("J{}".format, st.integers(70, 150)),
    st.builds(str, st.integers(70, 150)),
)
later_days = st.one_of(
    st.builds("M{}.{}.{}".format, st.integers(8, 11), st.integers(1, 5), st.integers(0, 6)),
    st.builds("J{}".format, st.integers(230, 340)),
    st.builds(str, st.integers(230, 340)),
)


@settings(max_examples=40, deadline=None)
@given(start=days, start_hour=hours, end=later_days, end_hour=hours)
def test_any_posix_footer_agrees_with_the_c_library(start, start_hour, end, end_hour, by_libc):
    footer = f"STD5DST,{start}/{start_hour},{end}/{end_hour}"
    assert_footer_agrees(footer, by_libc(footer))
