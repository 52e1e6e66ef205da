"""What public pages are made of is read once a second, and anew for whoever changed something."""

import pytest
from django.conf import settings
from django.test import Client

from accounts.kept import KeptByKey
from courses.models import Course
from events import course_facts, listing
from events.models import Event
from events.tests.browser import signed_in
from events.tests.factories import (
    create_course,
    create_event,
    create_registration,
    create_user_person,
)

pytestmark = pytest.mark.django_db
MARKUP = '<i>Signs</i> & "more"'
ESCAPED = "&lt;i&gt;Signs&lt;/i&gt; &amp; &quot;more&quot;"


@pytest.fixture
def kept(monkeypatch) -> None:
    """As in production, but a second is long enough for the slowest machine."""
    monkeypatch.setattr(KeptByKey, "seconds", 60)
    for kept in (listing.coming, course_facts.of_course):
        monkeypatch.setattr(kept, "_kept", {})


def texts(client: Client, *addresses: str) -> str:
    pages = [client.get(address) for address in addresses]
    assert {page.status_code for page in pages} == {200}
    return "".join(page.content.decode() for page in pages)


def just_changed_something() -> Client:
    """Without a session: someone who has pressed the button in a mail."""
    client = Client()
    client.cookies[settings.FRESH_COOKIE_NAME] = "1"
    return client


def someone_signed_in() -> Client:
    return signed_in(create_user_person())


def test_what_a_course_tells_is_read_once_for_the_pages_of_its_events(
    kept, client, django_assert_num_queries
):
    course = create_course()
    one, other = create_event(course=course), create_event(course=course)
    client.get(f"/events/{one.slug}/")
    with django_assert_num_queries(4):  # the event, its slots, trainers and partners
        text = texts(client, f"/events/{other.slug}/")
    assert f"/events/{one.slug}/" in text
    assert "What to look for" in text  # the agenda
    assert f"/events/{other.slug}/register/" in text


def test_the_list_is_read_once_for_all_filters(kept, client, django_assert_num_queries):
    event = create_event()
    client.get("/events/")
    with django_assert_num_queries(0):
        text = texts(client, "/events/", "/events/?view=month", "/events/?audience=citizens")
    assert text.count(f'href="/events/{event.slug}/"') == 3


@pytest.mark.parametrize("who", [just_changed_something, someone_signed_in])
def test_whoever_changed_something_sees_it_at_once_and_so_do_all_others(kept, client, who):
    course = create_course()
    event, other = create_event(course=course, seats=20), create_event(course=course, seats=10)
    pages = (f"/events/{event.slug}/", "/events/")
    reader = who()
    assert texts(client, *pages).count("10 seats left") == 2

    Event.objects.filter(pk=other.pk).update(seats=9)
    Course.objects.filter(pk=course.pk).update(summary="It is new.")

    assert "9 seats left" not in texts(client, *pages)  # less than a second has passed
    assert texts(reader, *pages).count("9 seats left") == 2
    text = texts(client, *pages)
    assert text.count("9 seats left") == 2
    assert "It is new." in text


def test_rows_take_one_statement_more_where_somebody_may_wait(django_assert_num_queries):
    full, free = create_event(seats=1), create_event(seats=3)
    create_registration(event=free)
    with django_assert_num_queries(1):
        assert [row.waiting for row in listing.rows(Event.objects.for_lists())] == [0, 0]
    for _n in range(3):
        create_registration(event=full)
    with django_assert_num_queries(2):
        rows = {row.pk: row.waiting for row in listing.rows(Event.objects.for_lists())}
    assert rows == {full.pk: 2, free.pk: 0}


@pytest.mark.parametrize("address", ["/events/", "/events/?view=month", "/events/{slug}/"])
def test_cards_show_markup_as_text(client, address):
    course = create_course()
    event = create_event(course=course, title="Plain")
    create_event(course=course, title=MARKUP)
    text = texts(client, address.format(slug=event.slug))
    assert ESCAPED in text
    assert "<i>Signs" not in text
