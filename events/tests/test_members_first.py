"""Seats that go to people of member agencies first, and to whoever waits once that time is over."""

from datetime import timedelta

import pytest
import time_machine

from accounts.models import Agency
from events import eligibility, expiring, registrations, standing
from events.invariants import breaches
from events.models import Registration, Transition
from events.tests.factories import (
    create_agency,
    create_event,
    create_officer,
    create_registration,
)
from tests.people import create_coordinator

pytestmark = pytest.mark.django_db
S = Registration.State


@pytest.fixture
def member():
    """An officer of an agency that is a member."""
    agency = create_agency(name="Blue River Police", domain="blueriver.example")
    Agency.objects.filter(pk=agency.pk).update(is_member=True)
    agency.refresh_from_db()
    return create_officer(agency=agency)


@pytest.fixture
def outsider():
    """An officer of an agency that is none."""
    return create_officer(agency=create_agency(name="Lake Fork Police", domain="lakefork.example"))


def create_members_event(**fields):
    values = {"seats": 2, "audience": "responders", "members_first_days": 7} | fields
    return create_event(**values)


def place_of(tie, event) -> Registration:
    return create_registration(event=event, person=tie.person, affiliation=tie)


def test_others_wait_in_line_while_seats_are_free_and_members_are_seated(member, outsider):
    event = create_members_event()
    waits, seated = place_of(outsider, event), place_of(member, event)
    assert (waits.state, seated.state) == (S.WAITLISTED, S.CONFIRMED)
    event.refresh_from_db()
    assert event.seats_left == 1
    assert list(breaches()) == []


def test_others_get_the_seats_left_when_the_time_is_over_and_nobody_is_bumped(member, outsider):
    event = create_members_event(seats=2)
    waits, seated = place_of(outsider, event), place_of(member, event)
    with time_machine.travel(event.starts_at - timedelta(days=7, minutes=1)):
        assert expiring.open_to_all() == 0
    with time_machine.travel(event.starts_at - timedelta(days=6, hours=23)):
        assert expiring.open_to_all() == 1
        assert expiring.open_to_all() == 0
        waits.refresh_from_db()
        seated.refresh_from_db()
        assert (waits.state, seated.state) == (S.CONFIRMED, S.CONFIRMED)
        assert list(breaches()) == []


def test_a_member_who_comes_later_never_takes_a_seat_from_who_has_one(member, outsider):
    event = create_members_event(seats=1)
    with time_machine.travel(event.starts_at - timedelta(days=6)):
        first = place_of(outsider, event)
        late = place_of(member, event)
        assert (first.state, late.state) == (S.CONFIRMED, S.WAITLISTED)
        assert list(breaches()) == []


def test_a_seat_given_back_in_the_members_time_goes_to_a_member_in_line(member, outsider):
    event = create_members_event(seats=1)
    seated = place_of(member, event)
    waits = place_of(outsider, event)
    colleague = place_of(create_officer(agency=member.agency), event)
    assert colleague.state == S.WAITLISTED
    registrations.withdraw(seated, by=None, source=Transition.Source.LINK)
    waits.refresh_from_db()
    colleague.refresh_from_db()
    assert (waits.state, colleague.state) == (S.WAITLISTED, S.CONFIRMED)
    assert list(breaches()) == []


def test_the_page_and_the_form_say_who_waits_and_until_when(member, outsider):
    event = create_members_event()
    found = eligibility.of_person(event, affiliation=outsider)
    (warning,) = eligibility.only(found, eligibility.Warning)
    assert warning.code == "members_first"
    assert "member agencies come first" in warning.sentence
    assert eligibility.of_person(event, affiliation=member) == []
    assert standing.offer(event, outsider).has_seat is False
    assert standing.offer(event, member).has_seat is True


def test_who_is_checked_in_the_members_time_joins_the_line_and_not_the_seats(outsider):
    event = create_members_event()
    tie = create_officer(agency=outsider.agency)
    type(tie).objects.filter(pk=tie.pk).update(state="claimed")
    tie.refresh_from_db()
    place = place_of(tie, event)
    assert (place.state, place.holds_seat) == (S.PENDING, False)
    registrations.approve(place, by=create_coordinator())
    place.refresh_from_db()
    assert place.state == S.WAITLISTED
    assert list(breaches()) == []
