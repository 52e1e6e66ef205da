"""The yearly rules at the end of a zone's file, in every form that POSIX allows."""

import struct
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events import timezones
from events.ical import publish
from events.tests.calendar_entries import entries_at, times_of
from events.tests.zone_checks import assert_agrees
from tests.calendar_readers import ical_js_times, libical_times


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
