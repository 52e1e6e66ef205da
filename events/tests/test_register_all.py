"""Many at once: whole or as many as fit, from the seats that an agency holds or the free ones."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Affiliation
from events import registrations, seat_holds
from events.applying import Applicant, foresee
from events.invariants import breaches
from events.models import Event, Registration, Transition
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
from tests.people import create_person

pytestmark = pytest.mark.django_db
S = Registration.State
AGENCY = Transition.Source.AGENCY


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


def applicants(agency, number: int) -> list[Applicant]:
    """Colleagues without a login, vouched for."""
    ties = [
        create_affiliation(
            person=create_person(given_name=f"C{n}", family_name="Colleague"),
            agency=agency,
            method="vouch",
        )
        for n in range(number)
    ]
    return [Applicant(tie.person, tie) for tie in ties]


def press(event, people, agency, chief, **more):
    return registrations.register_all(
        event, people, by=chief, source=AGENCY, by_agency=agency, **more
    )


def states(outcomes) -> list[str]:
    return [one.registration.state for one in outcomes]


def test_whole_or_nobody(agency, chief):
    event = create_event(audience="responders", seats=4)
    people = applicants(agency, 5)
    with pytest.raises(RegistrationRefused, match="1 of 5"):
        press(event, people, agency, chief, whole=True)
    assert not Registration.objects.exists()
    assert Event.objects.get(pk=event.pk).seats_taken == 0
    assert states(press(event, people[:4], agency, chief, whole=True)) == [S.CONFIRMED] * 4


def test_as_many_as_fit_and_the_others_wait_in_their_order(agency, chief):
    event = create_event(audience="responders", seats=2)
    people = applicants(agency, 4)
    assert [one.becomes for one in foresee(event, people, by_agency=True)] == [
        S.CONFIRMED,
        S.CONFIRMED,
        S.WAITLISTED,
        S.WAITLISTED,
    ]
    outcomes = press(event, people, agency, chief)
    assert states(outcomes) == [S.CONFIRMED, S.CONFIRMED, S.WAITLISTED, S.WAITLISTED]
    line = list(event.registrations.waiting().values_list("person", flat=True))
    assert line == [one.person.pk for one in people[2:]]


def test_nobody_overtakes_the_line(agency, chief):
    event = create_event(audience="responders", seats=1)
    first, waits = create_officer(agency=agency), create_officer(agency=agency)
    create_registration(event=event, person=first.person, affiliation=first)
    create_registration(event=event, person=waits.person, affiliation=waits)
    assert states(press(event, applicants(agency, 2), agency, chief)) == [S.WAITLISTED] * 2


def test_who_is_registered_already_and_who_is_named_twice_counts_once(agency, chief):
    event = create_event(audience="responders", seats=5)
    known, new = applicants(agency, 2)
    (before,) = press(event, [known], agency, chief)
    outcomes = press(event, [known, new, new], agency, chief, whole=True)
    assert [one.known for one in outcomes] == [True, False, True]
    assert outcomes[0].registration == before.registration
    assert Registration.objects.count() == 2


def test_everyone_gets_a_mail_of_their_own_that_says_who_registered_them(agency, chief):
    event = create_event(audience="responders", seats=5)
    people = applicants(agency, 2)
    for number, one in enumerate(people):
        one.person.contact_email = f"c{number}@blueriver.example"
        one.person.save()
    press(event, people, agency, chief)
    mails = OutgoingEmail.objects.order_by("pk")
    assert [mail.to for mail in mails] == ["c0@blueriver.example", "c1@blueriver.example"]
    assert {mail.facts["by_agency"] for mail in mails} == {"Blue River Police"}
    change = Transition.objects.first()
    assert (change.by, change.source) == (chief, AGENCY)
    assert change.subject != chief.person


def test_who_is_not_verified_is_checked_first(agency, chief):
    event = create_event(audience="responders", seats=5)
    tie = create_affiliation(person=create_person(), agency=agency, verified=False)
    (outcome,) = press(event, [Applicant(tie.person, tie)], agency, chief)
    assert (outcome.registration.state, outcome.registration.holds_seat) == (S.PENDING, True)


def test_a_profession_that_the_class_is_not_for_is_refused_and_the_others_are_not(agency, chief):
    event = create_event(audience="responders", seats=5)
    event.professions.set(Affiliation.profession.field.related_model.objects.filter(code="fire"))
    police, fire = applicants(agency, 2)
    Affiliation.objects.filter(pk=fire.affiliation.pk).update(profession_id="fire")
    fire.affiliation.refresh_from_db()
    outcomes = press(event, [police, fire], agency, chief)
    assert outcomes[0].blockers[0].code == "profession"
    assert "Firefighter" in outcomes[0].blockers[0].sentence
    assert outcomes[1].registration.state == S.CONFIRMED


def test_held_seats_are_named_first_and_no_newcomer_gets_them(agency, chief):
    event = create_event(audience="responders", seats=3)
    until = event.starts_at - timedelta(days=2)
    hold = seat_holds.hold(event, agency=agency, seats=2, until=until, by=chief)
    newcomers = [create_officer(agency=agency) for _n in range(2)]
    got = [
        create_registration(event=event, person=tie.person, affiliation=tie).state
        for tie in newcomers
    ]
    assert got == [S.CONFIRMED, S.WAITLISTED]
    outcomes = press(event, applicants(agency, 3), agency, chief, hold=hold)
    assert states(outcomes) == [S.CONFIRMED, S.CONFIRMED, S.WAITLISTED]
    event.refresh_from_db()
    hold.refresh_from_db()
    assert (event.seats_taken, event.seats_held, hold.left) == (3, 0, 0)


def test_held_seats_not_named_in_time_go_to_the_line(agency, chief):
    event = create_event(audience="responders", seats=2)
    until = timezone.now() + timedelta(days=1)
    hold = seat_holds.hold(event, agency=agency, seats=2, until=until, by=chief)
    tie = create_officer(agency=agency)
    waits = create_registration(event=event, person=tie.person, affiliation=tie)
    assert waits.state == S.WAITLISTED
    assert seat_holds.release_due() == 0
    assert seat_holds.release_due(until + timedelta(seconds=1)) == 2
    assert seat_holds.release_due(until + timedelta(seconds=1)) == 0
    waits.refresh_from_db()
    hold.refresh_from_db()
    assert (waits.state, hold.left) == (S.CONFIRMED, 0)


@pytest.mark.parametrize(("seats", "days"), [(0, 3), (4, 3), (51, 3), (1, -1), (1, 40)])
def test_a_hold_beyond_what_is_free_or_out_of_time_is_refused(agency, chief, seats, days):
    event = create_event(audience="responders", seats=3)
    until = timezone.now() + timedelta(days=days)
    with pytest.raises(RegistrationRefused):
        seat_holds.hold(event, agency=agency, seats=seats, until=until, by=chief)
    event.refresh_from_db()
    assert event.seats_held == 0


def test_e9_a_stranger_holds_no_seats_for_an_agency(agency):
    event = create_event(audience="responders", seats=3)
    other = create_chief(agency=create_agency(name="Lake Fork Police", domain="lakefork.example"))
    until = timezone.now() + timedelta(days=3)
    with pytest.raises(RegistrationRefused, match="training coordinator"):
        seat_holds.hold(event, agency=agency, seats=1, until=until, by=other)


def test_two_hundred_cost_hardly_more_statements_than_one(
    agency, chief, django_assert_max_num_queries
):
    event = create_event(audience="responders", seats=150, venue=None)
    people = applicants(agency, 200)
    with django_assert_max_num_queries(30):
        outcomes = press(event, people, agency, chief)
    assert states(outcomes).count(S.CONFIRMED) == 150
