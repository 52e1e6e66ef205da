"""Whoever gave a place back finds the way to another one here, where there is one."""

import pytest
from django.test import Client

from events import registrations, schedule
from events.links import signature
from events.models import Registration, Transition
from events.tests.browser import signed_in
from events.tests.factories import create_event, create_registration
from tests.people import create_user

pytestmark = pytest.mark.django_db


def given_back(**event) -> Registration:
    registration = create_registration(event=create_event(**event))
    by = registration.person.user
    return registrations.withdraw(registration, by=by, source=Transition.Source.WEB)


def pages(registration: Registration) -> list[str]:
    """The page of the place and the one that asks, as the link in a mail opens them."""
    base, key = f"/registrations/{registration.code}/", {"key": signature(registration.code)}
    return [Client().get(base + page, key).content.decode() for page in ("", "cancel/")]


def test_a_free_seat_can_be_taken_again():
    registration = given_back()
    button = f'href="/events/{registration.event.slug}/register/">Take a seat again</a>'
    for page in pages(registration):
        assert button in page
    browser = signed_in(registration.person)
    form = browser.get(f"/events/{registration.event.slug}/register/")
    assert form.status_code == 200
    assert "Take my seat" in form.content.decode()


def test_where_all_seats_are_taken_the_line_can_be_joined():
    registration = given_back(seats=1)
    create_registration(event=registration.event)
    for page in pages(registration):
        assert "Join the waiting list: you are the first" in page
        assert "Take a seat again" not in page


def test_nothing_is_offered_where_nothing_can_be_had():
    registration = given_back()
    schedule.close(registration.event, by=create_user(staff=True))
    declined = create_registration(event=create_event())
    Registration.objects.filter(pk=declined.pk).update(state="declined", holds_seat=False)
    taken_again = given_back()
    create_registration(event=taken_again.event, person=taken_again.person)
    for place in (registration, declined, taken_again):
        for page in pages(place):
            assert "register/" not in page
            assert "See all events" in page
