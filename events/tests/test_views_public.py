"""The list of events and the page of one: what anybody may see."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from courses.models import Board, CreditApproval, CreditShare
from events import schedule
from events.models import Event
from events.tests.browser import signed_in
from events.tests.factories import (
    create_course,
    create_event,
    create_organization,
    create_registration,
    create_staff,
    create_user_person,
)

# Monday, 8 a.m. in Kansas City.
MONDAY = datetime(2031, 12, 8, 14, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def page(event: Event, client: Client | None = None) -> str:
    """The text of the event's page."""
    response = (client or Client()).get(f"/events/{event.slug}/")
    assert response.status_code == 200
    return response.content.decode()


def test_list_groups_by_month_and_leads_with_the_date(client):
    create_event(starts_at=MONDAY)
    create_event(starts_at=MONDAY + timedelta(days=31))

    text = client.get("/events/").content.decode()

    assert text.index("December 2031") < text.index("January 2032")
    card = re.search(r'<article class="event-card">.*?</article>', text, re.S).group()
    words = ["Mon<", "8<", "Dec<", "8\xa0a.m. to 4\xa0p.m. CST", "See it", "10 seats left"]
    assert [card.index(word) for word in words] == sorted(card.index(word) for word in words)


def test_list_says_cancelled_and_postponed_first(client):
    schedule.cancel_event(create_event(starts_at=MONDAY), by=None, reason="Snow")
    schedule.postpone(create_event(starts_at=MONDAY), by=None, reason="Snow")

    text = client.get("/events/").content.decode()

    assert text.index("Cancelled") < text.index("8\xa0a.m. to 4\xa0p.m.")
    assert "New date to come" in text
    assert "Postponed" in text


def test_list_shows_neither_drafts_nor_link_only_nor_past_events(client):
    create_event(published=False, title="A draft")
    create_event(visibility="link", title="For guests")
    create_event(starts_in=timedelta(days=-3), title="Over")

    text = client.get("/events/").content.decode()

    for title in ("A draft", "For guests", "Over"):
        assert title not in text
    assert "No date is set at the moment" in text


def test_page_answers_before_anyone_registers():
    event = create_event(
        starts_at=MONDAY,
        host=create_organization(name="Academy of the City"),
        sponsor=create_organization(name="Freight Fund"),
    )

    text = page(event)

    for answer in (
        "Monday, December 8, 2031, 8\xa0a.m. to 4\xa0p.m. CST",
        "Time zone: America/Chicago",
        "Classroom A",
        "18 or older",
        "Free",
        "10 seats left",
        "Know the signs",
        "8:30\xa0a.m.",
        "150 minutes of teaching",
        "Leave weapons in the lockers.",
        "Bags are looked into.",
        "Uniform or business clothes.",
        "No recording.",
        "Park in lot B.",
        "Show a photo ID at the front desk.",
        "Lunch is provided.",
        "Step-free from lot B.",
        "events@example.org",
        "You may step out.",
        "Academy of the City",
        "Freight Fund",
        "Take my seat",
        f"/events/{event.slug}/event.ics",
    ):
        assert answer in text, answer


def approve(course, *, name: str, last: datetime) -> None:
    approval = CreditApproval.objects.create(
        course=course,
        board=Board.objects.create(name=name, region="Missouri", minutes_per_hour=50),
        number=name,
        valid_from=MONDAY - timedelta(days=90),
        valid_until=last,
    )
    CreditShare.objects.create(approval=approval, category="General", minutes=150)


def test_page_tells_the_credit_approved_for_its_date_and_no_other():
    course = create_course(audience="responders")
    event = create_event(course=course, audience="responders", starts_at=MONDAY)
    assert "No board has approved any for this date" in page(event)
    approve(course, name="Reaches it", last=MONDAY)
    approve(course, name="Ends before", last=MONDAY - timedelta(days=1))
    text = page(event)
    assert "3 hours (Reaches it, Missouri)" in text
    assert "Ends before" not in text
    schedule.cancel_event(event, by=None, reason="Snow")
    assert "Reaches it" not in page(event)


def test_page_of_a_class_for_everyone_says_nothing_of_credit():
    assert "Credit" not in page(create_event())


def test_page_names_what_nobody_wrote_down():
    event = create_event()
    event.venue.parking = event.venue.dress = ""
    event.venue.save()

    assert "Nothing is noted about: Parking, Dress." in page(event)


def test_full_page_says_how_many_wait_and_offers_other_dates():
    course = create_course()
    event = create_event(course=course, seats=1)
    other = create_event(course=course, seats=5)
    for _n in range(10):
        create_registration(event=event)

    text = page(event)

    assert text.index("Full: 9 people are waiting") < text.index("<h1>")
    assert "Join the waiting list: 9 people before you" in text
    assert f"/events/{other.slug}/" in text


def test_closed_page_leads_to_other_dates():
    course = create_course()
    event = create_event(course=course)
    create_event(course=course)
    schedule.close(event, by=None)

    text = page(event)

    assert text.index("Registration is closed.") < text.index("<h1>")
    assert "Take my seat" not in text
    assert "See other dates" in text


def test_cancelled_page_stays_and_says_why():
    event = create_event()
    schedule.cancel_event(event, by=None, reason="Snow on all roads")

    text = page(event)

    assert text.index("This event is cancelled.") < text.index("<h1>")
    assert "Snow on all roads" in text
    assert "See all events" in text


def test_cancelled_page_tells_its_reason_once_to_who_had_a_place():
    event = create_event()
    person = create_user_person()
    create_registration(event=event, person=person)
    schedule.cancel_event(event, by=None, reason="Snow on all roads")

    text = signed_in(person).get(f"/events/{event.slug}/").content.decode()

    assert "because the event was cancelled." in text
    assert text.count("Snow on all roads") == 1


def test_not_open_yet_page_says_when():
    event = create_event(starts_at=MONDAY, opens_at=MONDAY - timedelta(days=7))

    text = page(event)

    assert "It opens on Monday, December 1, 2031, 8\xa0a.m. CST." in text
    assert "Take my seat" not in text


def test_page_tells_the_person_where_they_stand():
    event = create_event(seats=1)
    person, waiting = create_user_person(), create_user_person()
    create_registration(event=event, person=person)
    create_registration(event=event, person=waiting)

    assert "You have a place." in page(event, signed_in(person))
    assert "You are 1st in line." in page(event, signed_in(waiting))
    assert "See my registration" in page(event, signed_in(person))


def test_a_page_that_says_where_someone_stands_is_kept_by_no_cache():
    event = create_event()
    address = f"/events/{event.slug}/"
    assert signed_in(create_user_person()).get(address)["Cache-Control"] == "private, no-store"
    assert Client().get(address)["Cache-Control"] == "public, no-cache"


def test_draft_is_hidden_but_staff_see_a_preview(settings):
    settings.DEBUG = True  # else staff prove a second factor first
    event = create_event(published=False)
    staff = Client()
    staff.force_login(create_staff())

    assert Client().get(f"/events/{event.slug}/").status_code == 404
    assert signed_in(create_user_person()).get(f"/events/{event.slug}/").status_code == 404
    preview = staff.get(f"/events/{event.slug}/")
    assert preview.status_code == 200
    assert "You see a preview." in preview.content.decode()
    assert preview["X-Robots-Tag"] == "noindex"


def test_link_only_page_opens_and_is_kept_out_of_search():
    event = create_event(visibility="link")

    response = Client().get(f"/events/{event.slug}/")

    assert response.status_code == 200
    assert response["X-Robots-Tag"] == "noindex"
    assert 'name="robots" content="noindex"' in response.content.decode()
    assert "application/ld+json" not in response.content.decode()


def test_structured_data_tells_time_place_and_state():
    event = create_event(starts_at=MONDAY, title="Safe </script> & sound")
    schedule.cancel_event(event, by=None, reason="Snow")

    script = re.search(r'<script type="application/ld\+json">(.*?)</script>', page(event)).group(1)
    data = json.loads(script)

    assert data["@type"] == "EducationEvent"
    assert data["name"] == "Safe </script> & sound"
    assert data["startDate"] == "2031-12-08T08:00:00-06:00"
    assert data["endDate"] == "2031-12-08T16:00:00-06:00"
    assert data["eventStatus"] == "https://schema.org/EventCancelled"
    assert data["location"]["address"] == "6885 NE Pleasant Valley Rd, Kansas City, MO"


def test_online_page_keeps_the_link_for_those_who_have_a_place():
    event = create_event(online=True)
    person = create_user_person()
    registration = create_registration(event=event, person=person)

    assert "meet.example" not in page(event)
    own = signed_in(person).get(f"/registrations/{registration.code}/").content.decode()
    assert "https://meet.example/room" in own


def test_k10_night_shift_over_the_end_of_summer_time_names_both_zones():
    # October 31, 10 p.m. CDT to November 1, 6 a.m. CST: nine hours.
    event = create_event(starts_at=datetime(2032, 11, 7, 3, tzinfo=UTC), hours=9)

    words = "Saturday, November 6, 2032, 10\xa0p.m. CDT to Sunday, November 7, 2032, 6\xa0a.m. CST"
    assert words in page(event)


def test_times_stay_right_for_an_event_that_has_begun():
    event = create_event(starts_in=timedelta(hours=-1))

    assert "This event has begun." in page(event)
    assert event.ends_at > timezone.now()


def test_a_strange_address_is_404_and_never_500(client):
    for path in ("/events/nothing/", "/events/%00/", f"/events/{'a' * 3000}/"):
        assert client.get(path).status_code == 404


def test_who_has_a_place_gets_their_own_calendar_entry_from_the_event_too():
    """With the public one beside it, the day would stand in the calendar twice."""
    event = create_event(seats=1)
    public = f'<a href="/events/{event.slug}/event.ics">Put it into my calendar</a>'
    person, waiting = create_user_person(), create_user_person()
    place = create_registration(event=event, person=person)
    create_registration(event=event, person=waiting)
    page = signed_in(person).get(f"/events/{event.slug}/").content.decode()
    assert f'<a href="/registrations/{place.code}/invite.ics">Put it into my calendar</a>' in page
    assert public not in page
    assert "takes no seat" not in page
    assert public in signed_in(waiting).get(f"/events/{event.slug}/").content.decode()
