"""What staff see of people: one name everywhere; without an address, whom to tell themselves."""

import re

import pytest

from courses.models import Audience
from events import rosters
from events.models import Event, Registration
from events.tests.export_steps import deny
from events.tests.factories import (
    create_affiliation,
    create_event,
    create_registration,
    create_user_person,
)
from events.tests.office_steps import both_presses, plan_data, text, url
from tests.people import create_person

pytestmark = pytest.mark.django_db
S = Registration.State


def responder(event: Event, name: str, *, reached: bool = True, checked: bool = False):
    person = (
        create_user_person(given_name=name, family_name="Vale")
        if reached
        else create_person(given_name=name, family_name="Vale", contact_email="")
    )
    tie = create_affiliation(person=person, verified=not checked)
    return create_registration(event=event, person=person, affiliation=tie)


def full_house() -> Event:
    """Two have a place, four wait, three are being checked; one of each kind has no address."""
    event = create_event(seats=2, audience=Audience.RESPONDERS)
    for name, reached in (("Alex", True), ("Bo", False)):
        responder(event, name, reached=reached)
    for name, reached in (("Cleo", True), ("Dana", True), ("Eli", False)):
        assert responder(event, name, reached=reached).state == S.WAITLISTED
    for name, reached in (("Fay", True), ("Gus", False)):
        assert responder(event, name, reached=reached, checked=True).state == S.PENDING
    return event


@pytest.mark.parametrize("act", ["postpone", "cancel", "reschedule"])
def test_a_review_counts_and_names_each_kind_apart(office, act):
    event = full_house()
    data = plan_data(event, online_url="https://example.org/") | {"reason": "Ice."}
    words = text(office.post(url(event, act), data))
    assert "2 people who wait get a mail that says so." in words
    assert "1 person who is being checked gets a mail that says so." in words
    assert "1 person has no e-mail address: tell them yourself. Bo Vale." in words
    assert "1 person who waits has no e-mail address: tell them yourself. Eli Vale." in words
    assert "1 person who is being checked has no e-mail address: tell them yourself. Gus" in words
    if act == "cancel":
        assert "Cancel the event and send 4 mails" in words
    assert "phone" not in words


def test_a_review_folds_many_names_and_leaves_none_out(office):
    event = create_event(seats=20)
    for number in range(13):
        person = create_person(given_name=f"N{number:02}", family_name="Vale", contact_email="")
        create_registration(event=event, person=person)
    review = office.post(url(event, "cancel"), {"reason": "Ice."})
    assert "<details>" in review.content.decode()
    assert all(f"N{number:02} Vale" in text(review) for number in range(13))


def test_who_had_a_place_stays_on_the_page_of_a_cancelled_event(office):
    event = full_house()
    answer = both_presses(office, event, "cancel", {"reason": "Ice."})
    words = text(answer)
    assert "3 people have no e-mail address: tell them yourself." in words
    assert '<a href="#roster">Their names are in the lists below.</a>' in answer.content.decode()
    assert "Cancelled with the event: 7" in words
    assert "Bo Vale no e-mail" in words and "Bo Vale no e-mail address" not in words
    assert "had a place" in words and "waited or was being checked" in words
    assert "Nobody has a place yet." not in words
    assert "Correct the name" not in words


def test_nobody_without_an_address_is_said_to_be_told(office):
    event = create_event(seats=5, audience=Audience.RESPONDERS)
    gus = responder(event, "Gus", reached=False, checked=True)
    page = url(event, f"places/{gus.pk}/decline")
    assert "No e-mail address: tell the person yourself." in text(office.get(page))
    words = text(office.post(page, {"choice": "no_answer", "words": ""}, follow=True))
    assert "Gus Vale is declined. There is no e-mail address: tell the person yourself." in words
    hal = responder(event, "Hal", reached=False, checked=True)
    words = text(office.post(url(event, f"places/{hal.pk}/approve"), {"reason": ""}, follow=True))
    assert "Hal Vale has a place. There is no e-mail address: tell the person yourself." in words
    page = url(event, f"places/{hal.pk}/give-back")
    assert "tell the person yourself" in text(office.get(page))


def test_screen_file_and_paper_call_a_person_the_same(client, coordinator):
    """The name they chose, else the certificate's, else one's own; never an address."""
    client.force_login(coordinator)
    event = create_event()
    named = {"given_name": "Alex", "family_name": "Doe", "roster_name": "Alexandra Doe"}
    nameless = create_person(given_name="", family_name="", contact_email="who@example.org")
    plain = {"given_name": "Alex", "family_name": "Doe"}
    given = {"A. Doe": create_person(**plain), "Alex Doe": create_person(**named)}
    for name, person in [*given.items(), ("", nameless)]:
        place = create_registration(event=event, person=person)
        Registration.objects.filter(pk=place.pk).update(certificate_name=name)
    names = {place.pk: place.shown_name for place in rosters.people(event).select_related("person")}
    assert sorted(names.values()) == ["A. Doe", "Alexandra Doe", "No name"]
    columns = rosters.sheet_columns(with_agency=False)
    on_paper = [name for _number, name in rosters.lines(list(names), columns)]
    page = client.get(url(event)).content.decode()
    on_screen = re.findall(r'<th scope="row"><a [^>]+>([^<]+)</a></th>', page)
    assert on_paper == on_screen == list(names.values())


def test_addresses_are_shown_and_searched_with_the_right_to_see_people(client, coordinator):
    """One rule for every screen, as for the files: to run events alone is not enough."""
    client.force_login(coordinator)
    event = create_event(audience=Audience.RESPONDERS, seats=2)
    seated = [responder(event, name) for name in ("Ada", "Bea")]
    people = [*seated, responder(event, "Cy"), responder(event, "Di", checked=True)]
    addresses = {place.person.contact_email for place in people}
    place, registrations = url(event, f"places/{people[0].pk}"), "/admin/registration/"
    add, found = url(event, "add"), {"q": people[0].person.contact_email}

    def told() -> list[set[str]]:
        answers = [client.get(address) for address in (url(event), place, registrations)]
        answers.append(client.post(add, {"q": "Vale"}))
        assert {answer.status_code for answer in answers} == {200}
        pages = [answer.content.decode() for answer in answers]
        return [{address for address in addresses if address in page} for page in pages]

    def hits() -> list[bool]:
        rows = "Nobody in the roster fits" not in text(client.post(url(event), found))
        answers = client.post(add, found), client.get(registrations, found)
        return [rows, *("Ada Vale" in text(answer) for answer in answers)]

    assert told() == [addresses, {found["q"]}, addresses, addresses]
    assert hits() == [True, True, True]
    deny(coordinator, "view_person")
    assert told() == [set()] * 4
    assert hits() == [False, False, False]
    assert "has an e-mail address" in text(client.get(place))
