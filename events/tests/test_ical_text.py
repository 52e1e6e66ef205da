"""Titles and names in a calendar: whatever people write comes back the same and breaks nothing."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from accounts.lines import clean, clean_line
from events.ical import invitation
from events.tests.calendar_entries import create_entry, event_in, lines_of, times_of
from tests.calendar_readers import ical_js_events, ical_js_times, libical_times

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=400)


@pytest.mark.parametrize(
    "title",
    [
        "a,b;c\\d\nnext line",
        "Fire \N{FIRE ENGINE} drill \N{FAMILY}\N{ZERO WIDTH JOINER}\N{GIRL}",
        "שלום hello العربية \N{RIGHT-TO-LEFT MARK}(1)",
        "x" * 300,
        "ü" * 300,
        "\N{FIRE ENGINE}" * 300,
        r"not a newline: \n, not a fold:\r\n X",
        "END:VEVENT\nEND:VCALENDAR",
    ],
)
def test_k12_any_title_comes_back_the_same(title):
    text = invitation(create_entry(summary=title, location=title), "REQUEST")
    lines_of(text)
    assert event_in(text)["SUMMARY"] == event_in(text)["LOCATION"] == title
    (read,) = ical_js_events(text)
    assert read["summary"] == title
    assert libical_times(text) == times_of([create_entry()])


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Eve\r\nATTENDEE:mailto:eve@evil.example", "Eve ATTENDEE:mailto:eve@evil.example"),
        ("Eve\nX-EVIL:1\r\n ;CN=x", "Eve X-EVIL:1 ;CN=x"),
        ('Dana "Dee" Reyes', "Dana Dee Reyes"),
        ('";RSVP=FALSE:mailto:eve@evil.example', ";RSVP=FALSE:mailto:eve@evil.example"),
        ("Dana\0 Reyes\x1b\x7f\x85\u2028", "Dana Reyes"),
        ("Reyes, Dana; Sgt.: K^9", "Reyes, Dana; Sgt.: K9"),
        ("José Ñandú 陳", "José Ñandú 陳"),
        ("half \ud83d a pair", "half a pair"),
    ],
)
def test_k13_a_name_stays_a_name(name, shown):
    entry = create_entry(attendee_name=name, organizer_name=name)
    text = invitation(entry, "REQUEST")
    names = [line.split(":")[0].split(";")[0] for line in lines_of(text)]
    expected = lines_of(invitation(create_entry(), "REQUEST"))
    assert names == [line.split(":")[0].split(";")[0] for line in expected]
    event = event_in(text)
    for address in (event["ATTENDEE"], event["ORGANIZER"]):
        assert address.params["CN"] == shown
    assert event["ATTENDEE"] == "mailto:officer@kcpd.example"
    assert event["ATTENDEE"].params["RSVP"] == "TRUE"
    assert libical_times(text) == ical_js_times(text) == times_of([entry])


@pytest.mark.parametrize("name", ["", '"""', "\r\n\0", " "])
def test_k13_a_name_of_nothing_gives_no_cn(name):
    text = invitation(create_entry(attendee_name=name), "REQUEST")
    assert "CN" not in event_in(text)["ATTENDEE"].params


def test_k13_breaks_in_addresses_add_no_property():
    text = invitation(
        create_entry(
            attendee="officer@kcpd.example\r\nX-EVIL:1",
            url="https://rollcall.example/\r\nX-EVIL:1",
            uid="one@rollcall.example\r\nX-EVIL:1",
        ),
        "REQUEST",
    )
    assert not any(line.startswith("X-EVIL") for line in lines_of(text))


@settings(max_examples=150, deadline=None)
@given(summary=ANY_TEXT, description=ANY_TEXT, name=ANY_TEXT)
@example(summary="\\", description=" \t\n ", name="\\N")
@example(summary="", description="", name="\\")
def test_k12_k13_any_text_round_trips_and_adds_no_property(summary, description, name):
    entry = create_entry(summary=summary, description=description, attendee_name=name)
    text = invitation(entry, "REQUEST")
    names = {line.split(":")[0].split(";")[0] for line in lines_of(text)}
    known = {
        line.split(":")[0].split(";")[0] for line in lines_of(invitation(create_entry(), "REQUEST"))
    }
    assert names <= known
    event = event_in(text)
    assert str(event.get("SUMMARY", "")) == clean(summary)
    assert str(event.get("DESCRIPTION", "")) == clean(description)
    shown = clean_line(name.translate(dict.fromkeys(map(ord, '"^\\'))))
    assert event["ATTENDEE"].params.get("CN", "") == shown


def test_nothing_in_a_name_turns_its_neighbours_around():
    assert clean_line("Ann \u202egnp\u2066.exe\u2069 Doe") == "Ann gnp.exe Doe"
    assert (
        clean_line("\u05d0\u05d1\u200f Lev") == "\u05d0\u05d1\u200f Lev"
    )  # written from the right
