"""The first page of the back office: today, what waits, and everything two presses away."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from events import wording
from events.models import Event
from events.tests.factories import (
    create_attendance,
    create_course,
    create_event,
    create_registration,
    create_venue,
)
from events.tests.office_steps import text, url
from events.tests.test_attendance import begun
from events.tests.test_bulk import responder

pytestmark = pytest.mark.django_db
# Two of them read the days of the events that decisions and changes name.
QUERIES_OF_THE_HOME_PAGE = 26
SCREENS = ["", "attendance", "write", "reschedule", "postpone", "cancel", "seats", "add", "close"]
SCREENS += ["copy"]
PARTS = ["roster", "decisions", "line", "mail", "history"]


def links(page) -> set[str]:
    return set(re.findall(r'<a [^>]*?href="([^"]+)"', page.content.decode()))


@pytest.mark.parametrize("number", [1, 30])
def test_every_screen_of_a_coming_event_is_two_presses_away(office, number):
    event = create_event(
        seats=2, audience="responders", starts_in=timedelta(days=90), course=create_course()
    )
    held, other = responder(event, checked=False), responder(event)
    responder(event, checked=False)
    for days in range(number - 1):
        create_event(course=event.course, venue=event.venue, starts_in=timedelta(days=days + 1))
    first = links(office.get("/admin/"))
    assert url(event) in first
    page = office.get(url(event))
    second = links(page)
    wanted = {url(event, screen) for screen in SCREENS} - {url(event)}
    wanted |= {f"/admin/event/edit/{event.pk}/", "/admin/event/?kept=1", f"/events/{event.slug}/"}
    wanted |= {url(event, f"places/{held.pk}"), url(event, f"places/{held.pk}/give-back")}
    wanted |= {url(event, f"places/{other.pk}/{act}") for act in ("approve", "decline")}
    assert wanted - second == set()
    assert {f"#{part}" for part in PARTS} - second == set()
    body = page.content.decode()
    assert [part for part in PARTS if f'id="{part}"' not in body] == []
    for address in sorted(wanted):
        assert office.get(address).status_code in (200, 302), address


def test_today_comes_first_with_the_door_and_the_roster(office, coordinator):
    event, _people = begun()
    Event.objects.filter(pk=event.pk).update(title="Academy day")
    create_event(title="Later", starts_in=timedelta(days=9), course=event.course)
    page = office.get("/admin/")
    words = text(page)
    assert words.index("Today Academy day") < words.index("Next events Later")
    assert {url(event, "attendance"), f"{url(event)}#roster"} <= links(page)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        office.force_login(coordinator)
        assert "Academy day" not in text(office.get("/admin/")).partition("What changed")[0]


def test_an_event_of_several_days_is_todays_on_each_of_them_alone(office, coordinator):
    tomorrow = timezone.now().astimezone(ZoneInfo("America/Chicago")) + timedelta(days=1)
    event = create_event(hours=2, starts_at=tomorrow.replace(hour=10))
    slot = event.standing_slots[0]
    event.slots.create(
        starts_at=slot.starts_at + timedelta(days=2), ends_at=slot.ends_at + timedelta(days=2)
    )
    for day, today in ((0, True), (1, False), (2, True)):
        with time_machine.travel(slot.starts_at + timedelta(days=day)):
            office.force_login(coordinator)
            assert ("Note attendance" in text(office.get("/admin/"))) is today, day


def test_who_waits_longest_for_a_decision_is_first(office):
    event = create_event(audience="responders", seats=1)
    with time_machine.travel(timezone.now() - timedelta(days=2)):
        old = responder(event)
    new = responder(event)
    words = text(office.get("/admin/"))
    assert "2 people wait for a decision" in words
    assert "Waits for 2 days" in words
    assert "Asked just now." in words and "0 minutes" not in words.replace("\xa0", " ")
    assert "The seat is held for 23" in words or "The seat is held for 1 day" in words
    assert "No seat is held." in words
    assert old.certificate_name == new.certificate_name
    first = office.get("/admin/").content.decode()
    assert first.index("The seat is held for") < first.index("No seat is held.")


def test_what_changed_is_told_in_sentences_with_links(office, coordinator):
    event = create_event(title="Academy day")
    create_registration(event=event)
    page = office.get("/admin/")
    words = text(page)
    named = wording.named(event)
    assert re.fullmatch(r"Academy day, \w{3} \w{3} \d+, \d{4}", named)
    assert f"registered and has a place. {named}" in words
    assert f"The system published it. {named}" in words
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        office.force_login(coordinator)
        assert "What changed" not in text(office.get("/admin/"))


def test_a_fresh_site_says_what_to_do_first(office, coordinator):
    coordinator.user_permissions.set([])
    words = text(office.get("/admin/"))
    assert "Plan the next class" in words
    assert "What changed" not in words
    assert {"/admin/course/new/", "/admin/venue/new/", "/admin/event/new/"} <= links(
        office.get("/admin/")
    )
    assert "Done. You can add another one." not in words
    create_course()
    create_venue()
    assert text(office.get("/admin/")).count("Done. You can add another one.") == 2
    create_event()
    assert "Plan the next class" not in text(office.get("/admin/"))


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_as_often_for_1_event_and_for_3(office, rows, django_assert_num_queries):
    for _number in range(rows):
        event = create_event(audience="responders", course=create_course())
        responder(event)
        _today, (place,) = begun()
        create_attendance(registration=place)
    office.get("/admin/")
    with django_assert_num_queries(QUERIES_OF_THE_HOME_PAGE):
        office.get("/admin/")
    assert Event.objects.count() == 2 * rows
