"""An event's own page in the back office, its history in words, and the lists around it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group

from courses.models import Audience
from events import registrations, schedule
from events.models import Event, Transition
from events.roles import COORDINATORS, RIGHTS, ensure_groups
from events.tests.factories import (
    create_affiliation,
    create_course,
    create_event,
    create_registration,
    create_user_person,
)
from events.tests.office_steps import text, url
from mail.models import OutgoingEmail
from tests.people import create_person, create_user

pytestmark = pytest.mark.django_db
# Session, user, rights, Wagtail's frame; the event; its parts, each once for all its rows.
QUERIES_OF_THE_PAGE = 25
QUERIES_OF_THE_EVENT_LIST = 12
QUERIES_OF_THE_REGISTRATION_LIST = 12  # one reads the days of the events


def pending_officer(event: Event, name: str = "Robin"):
    person = create_user_person(given_name=name, family_name="Vale")
    tie = create_affiliation(person=person, agency_name="Lake Fork Fire", verified=False)
    return create_registration(event=event, person=person, affiliation=tie)


def test_coordinators_may_run_events_and_trainers_nothing_yet():
    rights = {
        f"{right.content_type.app_label}.{right.codename}"
        for right in Group.objects.get(name=COORDINATORS).permissions.all()
    }
    assert set(RIGHTS[COORDINATORS]) <= rights
    assert "events.overbook_event" not in rights
    assert "events.delete_event" not in rights
    assert Group.objects.get(name="Trainers").permissions.count() == 0


def test_groups_are_made_again_where_they_were_lost():
    Group.objects.all().delete()
    ensure_groups()
    ensure_groups()
    assert sorted(Group.objects.values_list("name", flat=True)) == [
        "Coordinators",
        "Trainers",
        "Verifiers",
    ]


def test_the_page_says_fill_decisions_roster_line_and_mail(office):
    event = create_event(seats=2, audience=Audience.RESPONDERS)
    person = create_user_person(given_name="Alex", family_name="Doe")
    alex = create_registration(
        event=event, person=person, affiliation=create_affiliation(person=person)
    )
    pending_officer(event)
    third = create_user_person(given_name="Sam", family_name="Late")
    create_registration(event=event, person=third, affiliation=create_affiliation(person=third))
    page = text(office.get(url(event)))
    assert "2 of 2 seats are taken. 1 person is confirmed." in page
    assert "1 seat is held while we check." in page
    assert "1 person waits for your decision" in page
    assert "Robin Vale" in page
    assert "Lake Fork Fire (not checked yet)" in page
    assert "A seat is held until" in page
    assert "Roster: 1 " in page
    assert alex.person.contact_email in page
    assert "Waiting list: 1 Choose Sam Late Sam Late" in page
    assert "The place is confirmed to" in page
    assert "4 waiting" in page  # three mails to the people, one to the coordinator


def test_the_roster_can_be_searched(office):
    event = create_event()
    for given in ("Alex", "Kim"):
        create_registration(
            event=event, person=create_user_person(given_name=given, family_name="Doe")
        )
    answer = office.post(url(event), {"q": "kim doe"})
    page = text(answer)
    assert "Give back Kim Doe" in page
    assert "Give back Alex Doe" not in page
    assert "Nobody in the roster fits" in text(office.post(url(event), {"q": "no\x00body"}))
    assert "Give back Alex Doe" in text(office.get(url(event), {"q": "kim doe"}))


def test_nothing_about_who_was_looked_for_is_in_an_address(office):
    event = create_event(seats=40)
    for number in range(30):
        person = create_user_person(given_name=f"Kim{number:02}", family_name="Doe")
        create_registration(event=event, person=person)
    first = office.post(url(event), {"q": "doe"})
    assert "Page 1 of 2" in text(first)
    second = office.post(url(event), {"q": "doe", "roster": "2"})
    assert "Give back Kim29 Doe" in text(second)
    assert "Give back Kim00 Doe" not in text(second)
    for answer in (first, second, office.post(url(event, "add"), {"q": "doe"})):
        body = answer.content.decode()
        assert "q=doe" not in body
        assert 'method="get"' not in body.partition('class="office"')[2]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_database_as_often_for_1_and_for_3(
    office, rows, django_assert_num_queries
):
    event = create_event(seats=2 * rows, audience=Audience.RESPONDERS)
    for number in range(rows):
        pending_officer(event, name=f"P{number}")
    for number in range(2 * rows):
        person = create_user_person(given_name=f"C{number}")
        create_registration(
            event=event, person=person, affiliation=create_affiliation(person=person)
        )
    office.get(url(event))  # fills Django's cache of content types
    with django_assert_num_queries(QUERIES_OF_THE_PAGE):
        office.get(url(event))


def test_the_history_says_who_did_what_for_whom_and_why(office, coordinator):
    event = create_event(seats=1, audience=Audience.RESPONDERS)
    schedule.close(event, by=coordinator, reason="We count heads.")
    schedule.reopen(event, by=coordinator)
    robin = pending_officer(event)
    registrations.approve(robin, by=coordinator, reason="The chief vouched by phone.")
    person = create_user_person(given_name="Sam", family_name="Late")
    create_registration(event=event, person=person, affiliation=create_affiliation(person=person))
    registrations.withdraw(robin, by=robin.person.user, source=Transition.Source.LINK)
    page = text(office.get(url(event, "history")))
    for sentence in (
        "Casey Coordinator closed registration. Reason: We count heads.",
        "Casey Coordinator reopened registration.",
        "Robin Vale registered and is being checked.",
        "Casey Coordinator confirmed Robin Vale. Reason: The chief vouched by phone.",
        "Sam Late registered and joined the waiting list.",
        "Robin Vale gave the place back.",
        "The system gave Sam Late a place from the waiting list.",
    ):
        assert sentence in page
    assert page.index("Sam Late a place") < page.index("Robin Vale registered")


def test_staff_without_the_right_get_403_and_strangers_the_sign_in(client, settings):
    settings.DEBUG = True
    event = create_event()
    assert client.get(url(event)).status_code == 302
    helper = create_user(email="helper@example.org", staff=True)
    group, _made = Group.objects.get_or_create(name="Helpers")
    group.permissions.add(
        *Group.objects.get(name=COORDINATORS).permissions.filter(codename="access_admin")
    )
    helper.groups.add(group)
    client.force_login(helper)
    acts = ["", "history", "plan", "publish", "close", "reopen", "seats", "promote", "copy"]
    acts += ["reschedule", "reschedule/send", "new-dates", "new-dates/send", "postpone"]
    acts += ["postpone/send", "cancel", "cancel/send", "add", "add/new", "attendance", "write"]
    for act in acts:
        assert client.get(url(event, act)).status_code == 403, act
        assert client.post(url(event, act)).status_code == 403, act
    client.force_login(create_user(email="citizen@example.org"))
    assert client.get(url(event)).status_code == 302


def test_an_unknown_event_is_not_found(office):
    assert office.get("/admin/events/4711/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_event_list_asks_as_often_for_1_and_for_3(office, rows, django_assert_num_queries):
    for _number in range(rows):
        create_event(course=create_course())
    office.get("/admin/event/")
    with django_assert_num_queries(QUERIES_OF_THE_EVENT_LIST):
        page = office.get("/admin/event/")
    assert text(page).count("0 of 10") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_registration_list_asks_as_often_for_1_and_for_3(
    office, rows, django_assert_num_queries
):
    for _number in range(rows):
        create_registration(event=create_event(course=create_course()))
    office.get("/admin/registration/")
    with django_assert_num_queries(QUERIES_OF_THE_REGISTRATION_LIST):
        page = office.get("/admin/registration/")
    assert text(page).count("See it, report it safely") >= rows


def test_the_lists_search_and_filter(office):
    event = create_event(title="Stadium class")
    create_event(title="Academy day", published=False)
    registration = create_registration(event=event)
    found = text(office.get("/admin/event/", {"q": "stadium", "state": "published"}))
    assert "Stadium class" in found
    assert "Academy day" not in found
    found = office.get("/admin/registration/", {"q": registration.code, "event": event.pk})
    assert "Stadium class" in text(found)
    found = office.get("/admin/registration/", {"state": "waitlisted"})
    assert registration.certificate_name not in text(found)


def test_the_filter_offers_the_events_around_today_and_the_one_that_is_chosen(office):
    near = create_event(title="Near", starts_in=timedelta(days=20))
    old = create_event(title="Long ago", starts_in=-timedelta(days=200), course=near.course)
    page = text(office.get("/admin/registration/"))
    assert "Near, " in page
    assert "Long ago, " not in page
    chosen = text(office.get("/admin/registration/", {"event": old.pk}))
    assert "Long ago, " in chosen
    assert office.get("/admin/registration/", {"event": "x" * 30}).status_code == 200
    assert office.get("/admin/registration/", {"event": "9" * 30}).status_code == 200


@pytest.mark.parametrize("asked", [{"state": "waiting"}, {"event": "9999"}])
def test_a_filter_that_does_not_exist_shows_nobody_and_says_so(office, asked):
    registration = create_registration(event=create_event())
    words = text(office.get("/admin/registration/", asked))
    assert "asks for a filter that does not exist, so nothing is shown." in words
    assert registration.certificate_name not in words


def test_the_list_of_events_begins_with_what_comes_next(office):
    course = create_course()
    for title, days in (("Over", -3), ("Later", 30), ("Long over", -60), ("Soon", 2), ("Now", 0)):
        start = timedelta(days=days) if days else -timedelta(hours=1)
        create_event(title=title, course=course, starts_in=start, hours=4)
    create_event(title="Undated", course=course, published=False).slots.all().delete()
    listed = office.get("/admin/event/").context["object_list"]
    order = ["Now", "Soon", "Later", "Undated", "Over", "Long over"]
    assert [event.title for event in listed] == order


def test_registrations_are_only_looked_at_and_events_never_deleted(office, client):
    registration = create_registration(event=create_event())
    client.force_login(create_user(email="admin@example.org", superuser=True))
    assert office.get("/admin/registration/").status_code == 200
    for page in (
        f"/admin/registration/edit/{registration.pk}/",
        f"/admin/registration/delete/{registration.pk}/",
        "/admin/registration/new/",
        f"/admin/event/delete/{registration.event_id}/",
    ):
        assert client.post(page).status_code == 302, page
    assert Event.objects.count() == 1


def test_the_home_page_shows_what_is_next_and_what_waits(office):
    event = create_event(title="Academy day", audience=Audience.RESPONDERS)
    pending_officer(event)
    OutgoingEmail.objects.update(state=OutgoingEmail.State.FAILED, next_try_at=None)
    page = office.get("/admin/")
    assert "1 person waits for a decision Robin Vale: decide Lake Fork Fire" in text(page)
    assert "The seat is held for" in text(page)
    assert "1 of 10 seats taken" in text(page)
    assert "By its link alone." not in text(page)
    assert 'href="/admin/event/new/">Add event' in page.content.decode()
    Event.objects.update(visibility=Event.Visibility.LINK)
    assert "By its link alone." in text(office.get("/admin/"))
    assert "Search all pages" not in page.content.decode()  # they have no rights on pages
    assert "2 mails could not be sent" in text(page)
    assert "The mail server gave no reason." in text(page)
    assert "Rollcall" in text(page)
    assert "gravatar" not in page.content.decode()
    assert "wagtail.org" not in page.content.decode()


def test_who_edits_pages_still_finds_them_on_the_home_page(office):
    office.force_login(create_user(email="admin@example.org", superuser=True))
    assert "Search all pages" in office.get("/admin/").content.decode()


def test_a_person_without_a_name_has_a_row_like_others(office):
    person = create_person(given_name="", family_name="", contact_email="who@example.org")
    create_registration(event=(event := create_event()), person=person)
    page = text(office.get(url(event)))
    assert "No name who@example.org" in page
    assert "Give back No name" in page
