"""Our VTIMEZONEs against zoneinfo, icalendar, ical.js and libical."""

import zoneinfo
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from events.ical import publish
from events.tests.calendar_entries import entries_at, icalendar_times, times_of
from events.tests.zone_checks import HOUR, SECOND, assert_agrees, changes_of
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


def by_zoneinfo(zone: str) -> Callable[[datetime], timedelta]:
    """The offset at a moment by the standard library."""
    return lambda moment: moment.astimezone(zone_info(zone)).utcoffset()


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
