"""What ends while something else is under way: after it, nothing more is given."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts import agencies, verification
from accounts.models import Affiliation
from events import agency_approvals, registrations, seat_holds, substitutions
from events.invariants import breaches
from events.models import Registration
from events.registrations import RegistrationRefused
from events.tests.browser import form_address
from events.tests.desk_steps import address, desk_of, look, officers, press
from events.tests.factories import (
    create_agency,
    create_chief,
    create_event,
    create_officer,
    create_registration,
    create_staff,
)
from events.tests.office_steps import text

pytestmark = pytest.mark.django_db
S = Registration.State


@pytest.fixture
def agency():
    return create_agency(domain="blueriver.example")


@pytest.fixture
def chief(agency):
    return create_chief(agency=agency)


@pytest.fixture(autouse=True)
def every_promise_holds():
    yield
    assert list(breaches()) == []


def test_e12_a_tie_that_ends_while_the_form_is_open_gives_no_place_at_the_press(agency, chief):
    tie = create_officer(agency=agency)
    event = create_event(audience="responders")
    client = Client()
    client.force_login(tie.person.user)
    form = client.get(form_address(event)).context["form"]
    verification.revoke(tie, by=chief, reason="Left.")
    client.post(form_address(event), {"intent": form["intent"].value(), "agreed": "on"})
    place = event.registrations.filter(person=tie.person).first()
    assert place is None or place.state == S.PENDING
    changes = [change.to_state for change in Affiliation.objects.get(pk=tie.pk).changes.all()]
    assert changes[0] == "revoked"


def test_e12_an_agency_suspended_while_its_list_is_reviewed_registers_nobody(agency, chief):
    event = create_event(audience="responders")
    desk = desk_of(chief)
    review = look(desk, agency, event, lines=officers(3))
    agencies.suspend(agency, by=create_staff())
    answer = desk.post(
        address("enroll_press", agency, event.slug, "fit"),
        {"seen": review.context["review"].seen},
    )
    assert answer.status_code == 404
    assert not event.registrations.exists()


def test_e12_who_is_suspended_between_a_question_and_its_press_is_no_substitute(agency, chief):
    event = create_event(audience="responders")
    first, second = create_officer(agency=agency), create_officer(agency=agency)
    place = create_registration(event=event, person=first.person, affiliation=first)
    desk = desk_of(chief)
    page = address("substitute", agency, place.code)
    assert second.person.name_on_roster in text(desk.get(page))
    verification.revoke(second, by=create_staff(), reason="Left.")
    desk.post(page, {"tie": second.pk})
    place.refresh_from_db()
    assert place.state == S.CONFIRMED
    second = Affiliation.objects.with_proof().get(pk=second.pk)
    with pytest.raises(RegistrationRefused):
        substitutions.substitute(place, person=second.person, affiliation=second, by=chief)


def test_e12_a_coordinator_dismissed_meanwhile_decides_nothing_more(agency, chief):
    event = create_event(audience="responders", agency_approves=True)
    tie = create_officer(agency=agency)
    place = create_registration(event=event, person=tie.person, affiliation=tie)
    agencies.dismiss(agency.coordinators.get(), by=create_staff())
    with pytest.raises(RegistrationRefused):
        agency_approvals.approve(place, by=chief)
    with pytest.raises(RegistrationRefused):
        until = timezone.now() + timedelta(days=3)
        seat_holds.hold(event, agency=agency, seats=1, until=until, by=chief)
    assert registrations.approve(place, by=create_staff(email="s@example.org")).state == S.CONFIRMED


def test_a_list_looked_at_by_one_is_not_pressed_by_another(agency, chief):
    event = create_event(audience="responders")
    review = look(desk_of(chief), agency, event, lines=officers(2))
    other = desk_of(create_chief(agency=agency))
    press(other, agency, event, "fit", review.context["review"].seen)
    assert not event.registrations.exists()
