"""A tie to an agency that begins to count, or counts no more, and the places given for it."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts import agencies, lapsing, verification, vouching
from accounts.models import Affiliation
from events import expiring, rechecks
from events.invariants import breaches
from events.models import Invitation, Registration
from events.tests.factories import (
    create_agency,
    create_chief,
    create_event,
    create_officer,
    create_registration,
)
from mail.models import OutgoingEmail

pytestmark = pytest.mark.django_db
S = Registration.State


@pytest.fixture
def agency():
    return create_agency(name="Blue River Police", domain="blueriver.example")


@pytest.fixture
def officer(agency):
    return create_officer(agency=agency)


@pytest.fixture(autouse=True)
def every_promise_holds():
    yield
    assert list(breaches()) == []


def place_of(tie: Affiliation, **event) -> Registration:
    values = {"audience": "responders", "seats": 3} | event
    return create_registration(event=create_event(**values), person=tie.person, affiliation=tie)


def read(place: Registration) -> Registration:
    return Registration.objects.select_related("event").get(pk=place.pk)


def kinds(place: Registration) -> list[str]:
    rows = OutgoingEmail.objects.filter(related=f"registration/{place.pk}").order_by("pk")
    return [row.kind.rpartition("/")[2] for row in rows]


def test_e6_an_officer_who_left_goes_back_to_be_checked_and_keeps_the_seat(agency, officer):
    place = place_of(officer)
    verification.revoke(officer, by=create_chief(agency=agency), reason="Left the agency.")
    now = read(place)
    assert (now.state, now.holds_seat) == (S.PENDING, True)
    assert now.hold_until - timezone.now() > timedelta(hours=71)
    assert now.event.seats_taken == 1
    assert kinds(place) == ["confirmed", "rechecking"]
    mail = OutgoingEmail.objects.get(kind="events/email/rechecking")
    assert mail.facts["method"] == "CANCEL"
    assert Invitation.objects.get().cancelled_at is not None


def test_who_mends_it_gets_the_same_seat_and_the_same_calendar_entry(agency, officer):
    place = place_of(officer)
    uid = Invitation.objects.get().uid
    chief = create_chief(agency=agency)
    verification.revoke(officer, by=chief, reason="Left the agency.")
    officer.refresh_from_db()
    vouching.vouch(officer, by=chief)
    assert read(place).state == S.CONFIRMED
    entry = Invitation.objects.get()
    assert (entry.uid, entry.sequence, entry.cancelled_at) == (uid, 2, None)
    assert kinds(place) == ["confirmed", "rechecking", "confirmed"]


def test_who_mends_it_too_late_waits_in_line_behind_nobody_who_came_later(agency, officer):
    place = place_of(officer, seats=1)
    event = read(place).event
    waits = place_of_another(event, agency)
    chief = create_chief(agency=agency)
    verification.revoke(officer, by=chief, reason="Left the agency.")
    with time_machine.travel(timezone.now() + timedelta(hours=73)):
        expiring.end_holds()
        assert read(waits).state == S.CONFIRMED
        officer.refresh_from_db()
        vouching.vouch(officer, by=chief)
        assert read(place).state == S.WAITLISTED


def place_of_another(event, agency) -> Registration:
    tie = create_officer(agency=agency)
    return create_registration(event=event, person=tie.person, affiliation=tie)


def test_e6_a_suspended_agency_ends_it_for_all_its_people_and_reinstated_gives_it_back(
    agency, officer
):
    staff = create_chief(agency=agency)
    places = [place_of(officer), place_of(create_officer(agency=agency))]
    agencies.suspend(agency, by=staff)
    assert {read(place).state for place in places} == {S.PENDING}
    assert not Affiliation.objects.valid().exists()
    agencies.reinstate(agency, by=staff)
    assert {read(place).state for place in places} == {S.CONFIRMED}


def test_e6_what_ran_out_ends_within_a_round_of_the_clock(officer):
    place = place_of(officer, starts_in=timedelta(days=500))
    with time_machine.travel(officer.valid_until + timedelta(seconds=1)):
        assert not Affiliation.objects.valid().exists()  # at that very moment
        assert lapsing.end_lapsed() == 1
        assert lapsing.end_lapsed() == 0
        assert read(place).state == S.PENDING
    officer.refresh_from_db()
    assert officer.state == "expired"


def test_e4_a_removed_address_ends_it_at_once(officer):
    place = place_of(officer)
    user = officer.person.user
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email="me@example.org", verified=True, primary=True)
    assert not Affiliation.objects.valid().exists()
    lapsing.end_with_address(user)
    assert read(place).state == S.PENDING


def test_places_in_open_classes_and_in_classes_gone_by_stay(agency, officer):
    citizen = place_of(officer, audience="citizens")
    past = place_of(officer)
    past.event.slots.update(
        starts_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now() + timedelta(hours=1)
    )
    verification.revoke(officer, by=create_chief(agency=agency), reason="Left the agency.")
    assert read(citizen).state == S.CONFIRMED
    assert read(past).state == S.CONFIRMED


def test_so_near_the_start_that_nobody_could_check_no_seat_is_held(agency, officer):
    place = place_of(officer, starts_in=timedelta(hours=6))
    verification.revoke(officer, by=create_chief(agency=agency), reason="Left the agency.")
    now = read(place)
    assert (now.state, now.holds_seat) == (S.PENDING, False)


def test_a_claim_that_is_vouched_for_confirms_the_place_that_waited(agency):
    tie = create_officer(agency=agency)
    Affiliation.objects.filter(pk=tie.pk).update(state="claimed", method="", level=0)
    tie.refresh_from_db()
    place = place_of(tie)
    assert read(place).state == S.PENDING
    vouching.vouch(tie, by=create_chief(agency=agency))
    assert read(place).state == S.CONFIRMED


def test_verified_below_the_level_that_the_class_needs_still_waits(agency):
    tie = create_officer(agency=agency, level=1)
    place = place_of(tie, level=2)
    assert read(place).state == S.PENDING
    rechecks.recheck([tie.pk])
    assert read(place).state == S.PENDING
    vouching.vouch(tie, by=create_chief(agency=agency))
    assert read(place).state == S.CONFIRMED
