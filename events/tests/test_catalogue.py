"""The catalogue: filters, counts, search, months, and the way out of nothing."""

import re
import time
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
import time_machine

from courses.models import Trainer
from events import catalogue, listing, schedule
from events.models import Event
from events.tests.factories import (
    create_course,
    create_event,
    create_organization,
    create_registration,
    create_venue,
)

# Monday, 8 a.m. in Kansas City.
MONDAY = datetime(2031, 12, 8, 14, tzinfo=UTC)
DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


def page(client, **query) -> str:
    """The text of the catalogue."""
    response = client.get("/events/", query)
    assert response.status_code == 200
    return unescape(response.content.decode())


def names(text: str) -> list[str]:
    """The events on a page, in order."""
    card = r'<h3><a href="/events/[^"]+">(.*?)</a></h3>'
    entry = r'<a href="/events/[\w-]+/"><span class="hour">[^<]*</span> (.*?)</a>'
    return [a or b for a, b in re.findall(f"{card}|{entry}", text)]


def option(text: str, value: str) -> str:
    """An option of a filter, with its number."""
    return re.search(rf'<option value="{value}"[^>]*>(.*?)</option>', text).group(1)


def status(text: str) -> str:
    return re.search(r'<p role="status">(.*?)</p>', text).group(1)


def three_events() -> None:
    """Two for responders, one of them at the stadium, and one for citizens there."""
    academy, stadium = create_venue(name="Academy"), create_venue(name="Kauffman Stadium")
    create_event(title="A", audience="responders", venue=academy, starts_at=MONDAY)
    create_event(title="B", audience="responders", venue=stadium, starts_at=MONDAY + DAY)
    create_event(title="C", audience="citizens", venue=stadium, starts_at=MONDAY + 40 * DAY)


def test_each_filter_alone_and_all_together(client):
    three_events()
    for query, found in (
        ({}, ["A", "B", "C"]),
        ({"audience": "responders"}, ["A", "B"]),
        ({"place": "kauffman-stadium"}, ["B", "C"]),
        ({"from": "2031-12-09"}, ["B", "C"]),
        ({"to": "2031-12-08"}, ["A"]),
        ({"from": "2031-12-09", "to": "2031-12-31"}, ["B"]),
        ({"q": "stadium"}, ["B", "C"]),
        ({"audience": "responders", "place": "kauffman-stadium", "open": "1", "q": "b"}, ["B"]),
    ):
        assert names(page(client, **query)) == found, query


def test_the_number_beside_a_choice_is_what_choosing_it_shows(client):
    three_events()
    text = page(client, place="kauffman-stadium", audience="citizens")
    assert option(text, "responders") == "First responders (1)"
    assert option(text, "citizens") == "Citizens (1)"
    assert option(text, "everyone") == "Everyone (0)"
    assert option(text, "academy") == "Academy (0)"
    assert option(text, "kauffman-stadium") == "Kauffman Stadium (1)"
    assert "All (2)" in text  # every audience at the stadium
    for audience, number in (("responders", 1), ("citizens", 1), ("everyone", 0)):
        shown = names(page(client, place="kauffman-stadium", audience=audience))
        assert len(shown) == number


@pytest.mark.parametrize("view", ["list", "month"])
def test_a_chosen_filter_can_be_removed_alone_and_the_others_stay(client, view):
    three_events()
    query = {"q": "b & c", "audience": "citizens", "to": "2031-12-31", "view": view}
    links = re.findall(r'<a class="tag" href="([^"]+)">', page(client, **query))
    assert len(links) == 3
    for link, gone in zip(links, ("q=", "audience=", "to="), strict=True):
        assert gone not in link
        assert sum(part in link for part in ("q=b+%26+c", "audience=citizens", "to=2031")) == 2
        assert ("view=month" in link) == (view == "month")


def test_open_is_what_the_register_page_says(client):
    full = create_event(title="Full", seats=1)
    create_registration(event=full)
    create_event(title="Free")
    schedule.close(create_event(title="Closed"), by=None)
    schedule.cancel_event(create_event(title="Off"), by=None, reason="Snow")
    create_event(title="Not yet", opens_at=datetime.now(UTC) + DAY)
    create_event(title="Begun", starts_in=-timedelta(hours=1))

    text = page(client, open="1")

    assert sorted(names(text)) == ["Free", "Full"]
    assert "a seat or the waiting list can be taken now (2)" in page(client)
    for event in Event.objects.all():
        register = client.get(f"/events/{event.slug}/register/").content.decode()
        assert ('name="intent"' in register) == (event.title in ("Free", "Full"))


@pytest.mark.parametrize(
    "words",
    [
        "LT-150",
        "lt150",
        "recogn",
        "promise",
        "academy pleasant",
        "classroom b",
        "citizens",
        "oyelaran",
        "neighbors house",
    ],
)
def test_search_looks_into_all_that_a_person_may_know(client, words):
    course = create_course(title="LT 150: recognize", summary="The promises.")
    event = create_event(
        course=course,
        title="The evening",
        venue=create_venue(room="Classroom B"),
        host=create_organization(name="Neighbor House"),
    )
    event.trainers.add(Trainer.objects.create(display_name="Marcus Oyelárán"))
    other = create_course(title="Another", summary="Else.", slug="another")
    create_event(course=other, audience="responders", title="Other", online=True)

    assert names(page(client, q=words)) == ["The evening"]


def test_what_is_online_is_found_by_that_word_and_as_a_place(client):
    create_event(title="At home", online=True)
    create_event(title="In a room")
    assert names(page(client, q="online")) == ["At home"]
    assert names(page(client, place="online")) == ["At home"]


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\0"},
        {"q": "\"'*()%_"},
        {"q": "!!!"},
        {"from": "yesterday"},
        {"to": "2031-02-30"},
        {"from": "9999-12-01", "to": "9999-12-31"},
        {"from": "0001-01-01"},
        {"audience": "wizards"},
        {"place": "'; DROP TABLE"},
        {"open": "perhaps"},
        {"view": "week"},
        {"month": "2031-13"},
        {"month": "99999-01"},
        {"month": "0000-00"},
        {"q": "🧑"},
    ],
)
def test_an_odd_value_is_left_out_and_said(client, query):
    three_events()
    text = page(client, **query)
    assert names(text) == ["A", "B", "C"]
    said = text.count('<p class="notice warn">')
    assert said == (0 if query == {"q": "\0"} else len(query))
    assert text.count("It was left out.") == (0 if "view" in query else said)


def test_dates_the_wrong_way_round_are_turned(client):
    three_events()
    text = page(client, **{"from": "2031-12-31", "to": "2031-12-09"})
    assert names(text) == ["B"]
    assert "The dates stood the wrong way round." in text


def test_a_megabyte_of_input_is_answered_in_a_second(client):
    three_events()
    began = time.process_time()
    text = page(client, q="stadium " * 125_000, place="x" * 1000)
    assert time.process_time() - began < 1
    assert names(text) == ["B", "C"]
    assert "Only the first 200 characters were looked for." in text
    assert len(text) < 40_000


def test_what_was_typed_is_shown_as_text(client):
    three_events()
    response = client.get("/events/", {"q": "<script>alert(1)</script>"})
    assert b"<script>alert" not in response.content


@pytest.mark.parametrize("words", ["", "academy"])
@pytest.mark.parametrize("view", ["list", "month"])
@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_one_statement_and_a_search_one_more(
    client, django_assert_num_queries, rows, view, words
):
    for _n in range(rows):
        event = create_event(seats=1, host=create_organization(), days=2)
        create_registration(event=event)
        event.trainers.add(Trainer.objects.create(display_name="Dana"))
    with django_assert_num_queries(2 if words else 1):
        text = page(client, view=view, q=words)
    assert status(text).startswith(f"{rows} of {rows}" if words else f"{rows} event")


def test_every_event_is_in_the_list_and_rows_tell_what_events_tell():
    event = create_event(seats=1, starts_at=MONDAY, days=3)
    create_registration(event=event)
    create_registration(event=event)
    postponed = create_event()
    schedule.postpone(postponed, by=None, reason="Snow")

    first, last = listing.rows(Event.objects.for_lists())

    event.refresh_from_db()
    assert (first.pk, last.pk) == (event.pk, postponed.pk)
    assert (first.starts_at, first.seats_left) == (event.starts_at, event.seats_left)
    assert (first.name, first.waiting, len(first.spans)) == (event.name, 1, 3)
    assert first.starts_at.hour == 8  # local
    assert last.spans == []


def test_a_day_is_that_of_the_place_not_of_utc(client):
    create_event(title="Late", starts_at=datetime(2032, 1, 1, 3, tzinfo=UTC), hours=2)
    assert names(page(client, to="2031-12-31")) == ["Late"]
    assert names(page(client, **{"from": "2032-01-01"})) == []
    assert '<time datetime="2031-12-31">' in page(client, view="month", month="2031-12")


def test_between_the_days_of_an_event_is_not_on_it(client):
    event = create_event(title="Two days", starts_at=MONDAY, days=2)
    slot = event.slots.last()
    slot.starts_at, slot.ends_at = slot.starts_at + 20 * DAY, slot.ends_at + 20 * DAY
    slot.save()
    assert names(page(client, **{"from": "2031-12-10", "to": "2031-12-20"})) == []
    assert names(page(client, **{"from": "2031-12-08", "to": "2031-12-20"})) == ["Two days"]


def test_a_month_is_a_table_with_todays_field_in_words(client):
    three_events()
    with time_machine.travel(datetime(2031, 12, 3, 18, tzinfo=UTC), tick=False):
        text = page(client, view="month")
    assert "<title>Events in December 2031" in text
    assert re.findall(r'<th scope="col">(.*?)</th>', text)[0] == "Sunday"
    assert names(text) == ["A", "B"]
    today = re.search(r'<td class="free today">(.*?)</td>', text, re.S).group(1)
    assert 'datetime="2031-12-03"' in today and "<strong>Today</strong>" in today
    assert text.count("Today") == 1
    assert 'rel="next"' in text and 'rel="prev"' not in text
    assert "January 2032 (1)" in text


def test_every_day_of_an_event_is_in_its_month(client):
    create_event(title="Three days", starts_at=MONDAY, days=3)
    text = page(client, view="month", month="2031-12")
    assert names(text) == [f"Three days, day {n} of 3" for n in (1, 2, 3)]
    assert status(text) == "1 event is coming."


def test_the_month_says_what_is_cancelled_first_and_keeps_the_postponed(client):
    schedule.cancel_event(create_event(title="Off", starts_at=MONDAY), by=None, reason="Snow")
    schedule.postpone(create_event(title="Later"), by=None, reason="Snow")
    text = page(client, view="month", month="2031-12")
    assert status(text).startswith("0 events are coming. 2 others are cancelled or postponed.")
    assert text.index("Cancelled") < text.index("Off</a>")
    assert text.index("New date to come") < text.index("Later</a>")


@pytest.mark.parametrize("month", ["2000-01", "2099-12"])
def test_a_month_far_off_leads_back_to_where_events_are(client, month):
    three_events()
    text = page(client, view="month", month=month)
    assert f"Nothing in {'January 2000' if month == '2000-01' else 'December 2099'}." in text
    assert re.search(r"The (next|last one before) is", text)
    assert re.search(r'href="/events/\?view=month&month=203\d-\d\d"', text)


def test_an_empty_range_names_the_next_and_what_to_drop(client):
    three_events()
    query = {"from": "2031-12-20", "to": "2031-12-31", "audience": "citizens"}
    text = page(client, **query)
    assert status(text) == "0 of 3 events match."
    assert "Nothing from December 20, 2031 to December 31, 2031." in text
    assert re.search(r'The next is <a href="/events/[\w-]+/">C</a> on Saturday, January 17', text)
    assert "without until December 31, 2031: 1 event<" in text
    assert "without Citizens" not in text  # it would give nothing


def test_words_that_nothing_has_name_the_next_event_of_all(client):
    three_events()
    text = page(client, q="zebra")
    assert "No coming event matches all of this." in text
    assert "The next event of all is" in text
    assert "without “zebra”: 3 events" in text


def test_very_many_events_are_shown_month_by_month(client):
    course, venue = create_course(), create_venue()
    for number in range(3):
        for n in range(60):
            create_event(
                course=course,
                venue=venue,
                published=False,
                title=f"{number}-{n}",
                starts_at=MONDAY + number * 31 * DAY,
            )
    Event.objects.update(state=Event.State.PUBLISHED)
    first = page(client)
    assert len(names(first)) == 60
    assert status(first) == "180 events are coming. 60 of them on this page."
    assert '<a href="/events/?month=2032-01">January 2032 (60)</a>' in first
    second = page(client, month="2032-01")
    assert len(names(second)) == 60
    assert 'href="/events/?month=2031-12">December 2031 (60)</a>' in second
    assert "<title>Events from January 2032" in second


def test_the_page_names_the_plain_catalogue_and_the_chosen_feed(client, settings):
    three_events()
    text = page(client, audience="citizens", view="month")
    assert f'<link rel="canonical" href="{settings.SITE_URL}/events/">' in text
    feed = f"{settings.SITE_URL}/events/calendar.ics?audience=citizens"
    assert f'href="{feed}"' in text and f'href="webcal:{feed.partition(":")[2]}"' in text
    assert "Subscribe to what you chose (Citizens)" in text


def test_the_same_data_gives_the_same_page(client):
    three_events()
    for query in ({}, {"view": "month"}, {"q": "stadium"}):
        assert page(client, **query) == page(client, **query)


def test_rooms_of_one_house_are_one_place():
    three_events()
    create_event(venue=create_venue(name="Academy", room="Classroom Z"))
    rows = listing.rows(Event.objects.for_lists())
    assert list(catalogue.places(rows).items()) == [
        ("academy", "Academy"),
        ("kauffman-stadium", "Kauffman Stadium"),
    ]


def test_the_address_of_filters_is_read_back_as_the_same():
    filters = catalogue.Filters(
        q="a & b", audience="citizens", since=date(2031, 1, 1), until=date(2031, 2, 1), open=True
    )
    assert catalogue.read(filters.values, {}) == filters
