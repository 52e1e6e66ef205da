"""One person for another on the same seat, and the same person on another date."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events import registrations, substitutions
from events.invariants import breaches
from events.models import Invitation, Registration, Transition
from events.registrations import RegistrationRefused
from events.tests.factories import (
    create_affiliation,
    create_agency,
    create_chief,
    create_event,
    create_officer,
    create_registration,
)
from mail.models import OutgoingEmail
from tests.people import create_coordinator

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


def place_of(tie, event) -> Registration:
    return create_registration(event=event, person=tie.person, affiliation=tie)


def full_event(agency, **fields):
    """One seat, taken by an officer of `agency`, and a colleague in line."""
    event = create_event(**{"audience": "responders", "seats": 1} | fields)
    place = place_of(create_officer(agency=agency), event)
    return event, place, place_of(create_officer(agency=agency), event)


def read(place) -> Registration:
    return Registration.objects.get(pk=place.pk)


def test_a_substitute_takes_the_seat_and_nobody_in_line_gets_it(agency, chief):
    event, place, waits = full_event(agency)
    tie = create_officer(agency=agency)
    new = substitutions.substitute(place, person=tie.person, affiliation=tie, by=chief)
    assert [read(one).state for one in (place, new, waits)] == [
        S.WITHDRAWN,
        S.CONFIRMED,
        S.WAITLISTED,
    ]
    event.refresh_from_db()
    assert event.seats_taken == 1
    old_entry, new_entry = Invitation.objects.order_by("pk")
    assert (old_entry.sequence, new_entry.sequence) == (1, 0)
    assert old_entry.uid != new_entry.uid
    assert (old_entry.cancelled_at is None, new_entry.cancelled_at) == (False, None)
    told = {mail.to: (mail.kind, mail.facts["method"]) for mail in _newest(2)}
    assert told == {
        place.person.contact_email: ("events/email/substituted", "CANCEL"),
        tie.person.contact_email: ("events/email/confirmed", "REQUEST"),
    }
    change = new.transitions.get()
    assert (change.by, change.subject, change.source) == (chief, tie.person, "agency")


def _newest(number: int):
    return OutgoingEmail.objects.order_by("-pk")[:number]


def test_a_substitute_who_waited_in_line_leaves_it(agency, chief):
    event, place, waits = full_event(agency)
    new = substitutions.substitute(
        place, person=waits.person, affiliation=waits.affiliation, by=chief
    )
    assert (read(waits).state, read(new).state) == (S.WITHDRAWN, S.CONFIRMED)


def test_a_substitute_of_another_agency_or_without_proof_is_refused(agency, chief):
    event, place, _waits = full_event(agency)
    other = create_officer(agency=create_agency(name="Lake Fork", domain="lakefork.example"))
    claimed = create_affiliation(
        person=create_officer(agency=other.agency).person, agency=agency, verified=False
    )
    for tie in (other, claimed):
        with pytest.raises(RegistrationRefused):
            substitutions.substitute(place, person=tie.person, affiliation=tie, by=chief)
    assert read(place).state == S.CONFIRMED


def test_after_the_start_nobody_is_replaced(agency, chief):
    event, place, waits = full_event(agency)
    event.slots.update(
        starts_at=timezone.now() - timedelta(hours=1), ends_at=timezone.now() + timedelta(hours=7)
    )
    with pytest.raises(RegistrationRefused, match="has begun"):
        substitutions.substitute(
            place, person=waits.person, affiliation=waits.affiliation, by=chief
        )


def test_a_seat_beyond_the_seats_stays_one(agency, chief):
    event, place, _waits = full_event(agency)
    staff = create_coordinator()
    staff.is_superuser = True
    staff.save()
    tie = create_officer(agency=agency)
    beyond = registrations.add_by_hand(
        event, person=tie.person, by=staff, reason="Host", affiliation=tie, beyond_seats=True
    )
    instead = create_officer(agency=agency)
    new = substitutions.substitute(beyond, person=instead.person, affiliation=instead, by=chief)
    assert read(new).beyond_seats is True


def test_moved_to_another_date_the_old_seat_goes_on(agency, chief):
    event, place, waits = full_event(agency)
    target = create_event(audience="responders", seats=1, course=event.course)
    new = substitutions.move_to(place, event=target, by=chief)
    assert [read(one).state for one in (place, new, waits)] == [
        S.MOVED,
        S.CONFIRMED,
        S.CONFIRMED,
    ]
    assert new.event == target
    kinds = [mail.kind.rpartition("/")[2] for mail in OutgoingEmail.objects.order_by("pk")]
    assert kinds[-3:] == ["moved", "confirmed", "confirmed"]


def test_nobody_is_moved_where_no_seat_is_free_or_to_another_course(agency, chief):
    event, place, _waits = full_event(agency)
    full, _place, _line = full_event(agency, course=event.course)
    other = create_event(audience="responders", seats=5)
    for target in (full, other, event):
        with pytest.raises(RegistrationRefused):
            substitutions.move_to(place, event=target, by=chief)
    assert read(place).state == S.CONFIRMED
    assert Transition.objects.filter(to_state=S.MOVED).count() == 0
