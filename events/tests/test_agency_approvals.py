"""Places that wait for the yes of the person's agency."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts import agencies
from accounts.models import Affiliation
from events import agency_approvals, expiring, links, registrations
from events.invariants import breaches
from events.models import Registration
from events.registrations import RegistrationRefused
from events.tests.factories import (
    create_agency,
    create_chief,
    create_event,
    create_officer,
    create_registration,
    create_staff,
)
from mail.models import OutgoingEmail

pytestmark = pytest.mark.django_db
S = Registration.State


@pytest.fixture
def agency():
    return create_agency(name="Blue River Police", domain="blueriver.example")


@pytest.fixture
def chief(agency):
    return create_chief(agency=agency)


@pytest.fixture(autouse=True)
def every_promise_holds():
    yield
    assert list(breaches()) == []


def asks(tie: Affiliation, **event) -> Registration:
    values = {"audience": "responders", "agency_approves": True} | event
    return create_registration(event=create_event(**values), person=tie.person, affiliation=tie)


def test_the_seat_is_held_and_each_coordinator_is_asked_by_a_link_of_their_own(agency, chief):
    second = create_chief(agency=agency)
    place = asks(create_officer(agency=agency))
    assert (place.state, place.holds_seat) == (S.PENDING_AGENCY, True)
    mails = OutgoingEmail.objects.filter(kind="events/email/agency_decide")
    assert {mail.to for mail in mails} == {chief.email, second.email}
    assert len({mail.facts["page"] for mail in mails}) == 2
    name = place.person.family_name
    assert all(name not in str(mail.facts) for mail in mails)  # mail is no safe place


def test_yes_confirms_and_no_gives_the_seat_on(agency, chief):
    event = create_event(audience="responders", agency_approves=True, seats=1)
    ties = [create_officer(agency=agency) for _n in range(2)]
    first, second = (
        create_registration(event=event, person=tie.person, affiliation=tie) for tie in ties
    )
    agency_approvals.deny(first, by=chief, reason=str(agency_approvals.DENY_REASONS["not_now"]))
    place = agency_approvals.approve(second, by=chief)
    assert place.state == S.CONFIRMED
    first.refresh_from_db()
    assert (first.state, first.holds_seat) == (S.DECLINED, False)
    assert first.reason == "Your agency needs you on that day."


def test_a_yes_also_says_that_the_person_works_there(agency, chief):
    tie = create_officer(agency=agency)
    Affiliation.objects.filter(pk=tie.pk).update(state="claimed", level=0, method="")
    tie.refresh_from_db()
    place = agency_approvals.approve(asks(tie), by=chief)
    tie.refresh_from_db()
    assert (place.state, tie.state, tie.method, tie.level) == (
        S.CONFIRMED,
        "verified",
        "vouch",
        2,
    )


def test_e7_a_yes_for_an_address_outside_the_agency_goes_on_to_a_verifier(agency, chief):
    tie = create_officer(agency=create_agency(name="Nowhere", domain="private.example"))
    Affiliation.objects.filter(pk=tie.pk).update(agency=agency, state="claimed", level=0, method="")
    tie = Affiliation.objects.with_proof().get(pk=tie.pk)
    place = agency_approvals.approve(asks(tie), by=chief)
    tie.refresh_from_db()
    assert (place.state, place.holds_seat, tie.state) == (S.PENDING, True, "claimed")
    assert "Vouched for" in tie.changes.first().reason
    registrations.approve(place, by=create_staff())
    place.refresh_from_db()
    assert place.state == S.CONFIRMED


def test_e10_no_coordinator_decides_about_their_own_place(agency, chief):
    tie = create_officer(agency=agency)
    agencies.appoint(agency, user=tie.person.user, by=chief)
    place = asks(tie)
    with pytest.raises(RegistrationRefused, match="about themselves"):
        agency_approvals.approve(place, by=tie.person.user)


def test_e9_the_coordinator_of_another_agency_decides_nothing(agency, chief):
    other = create_chief(agency=create_agency(name="Lake Fork", domain="lakefork.example"))
    place = asks(create_officer(agency=agency))
    for verb in (
        lambda: agency_approvals.approve(place, by=other),
        lambda: agency_approvals.deny(place, by=other, reason="No."),
    ):
        with pytest.raises(RegistrationRefused, match="training coordinator of this agency"):
            verb()


def test_the_link_of_a_decision_stands_for_one_revision(agency, chief):
    place = asks(create_officer(agency=agency))
    token = links.decision_link(place, chief).rstrip("/").rpartition("/")[2]
    assert links.opened_decision(token) == (place.pk, place.revision, chief.pk)
    assert links.opened_decision(token[:-1] + "x") is None
    place = agency_approvals.approve(place, by=chief)
    assert links.opened_decision(token)[1] != place.revision


def test_a_day_later_they_are_asked_once_more(agency, chief):
    asks(create_officer(agency=agency))
    assert agency_approvals.remind() == 0
    later = timezone.now() + timedelta(hours=25)
    assert agency_approvals.remind(later) == 1
    assert agency_approvals.remind(later) == 0
    again = OutgoingEmail.objects.filter(kind="events/email/agency_decide").latest("pk")
    assert again.facts["again"] is True


def test_unanswered_the_hold_ends_and_at_the_start_it_is_over(agency, chief):
    place = asks(create_officer(agency=agency))
    event = place.event
    with time_machine.travel(timezone.now() + timedelta(hours=73)):
        assert expiring.end_holds() == 1
    place.refresh_from_db()
    assert (place.state, place.holds_seat) == (S.PENDING_AGENCY, False)
    with time_machine.travel(event.starts_at + timedelta(minutes=1)):
        assert expiring.expire_unseated() == 1
    place.refresh_from_db()
    assert (place.state, place.reason) == (S.EXPIRED, str(expiring.UNANSWERED))


def test_staff_may_decide_where_the_agency_stays_silent(agency, chief):
    place = asks(create_officer(agency=agency))
    assert registrations.approve(place, by=create_staff()).state == S.CONFIRMED
