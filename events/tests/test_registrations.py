"""A place: taken, checked, waited for, given back. Rows and mail are what count."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import verification
from events import expiring, notices, registrations, transitions
from events.invariants import breaches
from events.models import Event, Registration, Transition
from events.registrations import RegistrationRefused
from events.tests.factories import (
    create_affiliation,
    create_agency,
    create_event,
    create_registration,
    create_staff,
    create_user_person,
)
from mail.models import OutgoingEmail
from tests.people import create_person, create_user

pytestmark = pytest.mark.django_db
S = Registration.State


def mails(registration: Registration) -> list[str]:
    """The kinds of mail queued about a registration, in order."""
    rows = OutgoingEmail.objects.filter(related=f"registration/{registration.pk}").order_by("pk")
    return [row.kind.rpartition("/")[2] for row in rows]


def state_of(registration: Registration) -> str:
    return Registration.objects.get(pk=registration.pk).state


@pytest.fixture(autouse=True)
def every_promise_holds():
    yield
    assert list(breaches()) == []


def test_citizen_with_a_free_seat_is_confirmed_and_told_once():
    event = create_event(seats=2)
    registration = create_registration(event=event)
    assert (registration.state, registration.holds_seat) == (S.CONFIRMED, True)
    assert Event.objects.get(pk=event.pk).seats_taken == 1
    assert mails(registration) == ["confirmed"]
    change = registration.transitions.get()
    assert (change.from_state, change.to_state) == ("", S.CONFIRMED)
    assert (change.by, change.subject) == (registration.person.user, registration.person)


def test_asked_twice_it_answers_with_the_same_place():
    event, person = create_event(), create_user_person()
    first = create_registration(event=event, person=person)
    again = create_registration(event=event, person=person)
    assert again == first
    assert mails(first) == ["confirmed"]


def test_f10_the_same_form_sent_after_giving_back_does_not_take_a_seat_again():
    event, person = create_event(), create_user_person()
    first = create_registration(event=event, person=person, intent="form-1")
    registrations.withdraw(first, by=None, source=Transition.Source.LINK)
    assert create_registration(event=event, person=person, intent="form-1").state == S.WITHDRAWN
    assert create_registration(event=event, person=person, intent="form-2").state == S.CONFIRMED


def test_full_event_puts_newcomers_in_line_in_order():
    event = create_event(seats=1)
    create_registration(event=event)
    waiting = [create_registration(event=event) for _ in range(3)]
    assert [w.state for w in waiting] == [S.WAITLISTED] * 3
    assert [transitions.place_in_line(w) for w in waiting] == [1, 2, 3]
    facts = OutgoingEmail.objects.get(related=f"registration/{waiting[1].pk}").facts
    assert facts["line"] == 2
    assert "calendar" not in facts


def test_i6_freed_seat_goes_to_the_first_in_line():
    event = create_event(seats=1)
    holder = create_registration(event=event)
    first, second = create_registration(event=event), create_registration(event=event)
    registrations.withdraw(holder, by=holder.person.user, source=Transition.Source.WEB)
    assert (state_of(first), state_of(second)) == (S.CONFIRMED, S.WAITLISTED)
    assert mails(first) == ["waitlisted", "confirmed"]
    assert mails(holder) == ["confirmed", "given_back"]


def test_i6_in_the_last_day_a_coordinator_decides_and_a_newcomer_does_not_overtake():
    event = create_event(seats=1, starts_in=timedelta(days=3))
    holder, waiting = create_registration(event=event), create_registration(event=event)
    with time_machine.travel(event.starts_at - timedelta(hours=20)):
        registrations.withdraw(holder, by=None, source=Transition.Source.LINK)
        assert state_of(waiting) == S.WAITLISTED
        newcomer = create_registration(event=event)
        assert newcomer.state == S.WAITLISTED
        registrations.promote_next(event, by=create_staff())
        assert (state_of(waiting), state_of(newcomer)) == (S.CONFIRMED, S.WAITLISTED)
        with pytest.raises(RegistrationRefused):
            registrations.promote_next(event, by=create_staff(email="second@example.org"))


def test_i8_giving_back_twice_frees_one_seat():
    event = create_event(seats=2)
    registration = create_registration(event=event)
    create_registration(event=event)
    for _ in range(2):
        registrations.withdraw(registration, by=None, source=Transition.Source.LINK)
    assert Event.objects.get(pk=event.pk).seats_taken == 1
    assert mails(registration) == ["confirmed", "given_back"]


def test_a_place_cannot_be_given_back_after_the_start():
    event = create_event()
    registration = create_registration(event=event)
    with (
        time_machine.travel(event.starts_at + timedelta(minutes=1)),
        pytest.raises(RegistrationRefused, match="begun"),
    ):
        registrations.withdraw(registration, by=None, source=Transition.Source.LINK)


def test_verified_responder_is_confirmed():
    event, person = create_event(audience="responders"), create_user_person()
    tie = create_affiliation(person=person)
    registration = create_registration(event=event, person=person, affiliation=tie)
    assert registration.state == S.CONFIRMED


def test_officer_of_a_listed_mail_domain_is_verified_and_a_lookalike_is_not():
    create_agency(domain="blueriver.example")
    for email, state in (
        ("ok@blueriver.example", S.CONFIRMED),
        ("no@mail.blueriver.example", S.PENDING),
        ("no@blueriver.example.org", S.PENDING),
    ):
        person = create_user_person(email=email)
        tie = verification.claim(person, profession="police", agency_name="Blue River Police")
        tie = verification.verify_by_domain(tie)
        event = create_event(audience="responders")
        registration = create_registration(event=event, person=person, affiliation=tie)
        assert registration.state == state, email


def pending(event: Event) -> Registration:
    person = create_user_person()
    tie = create_affiliation(person=person, verified=False, agency_name="Eastern Jackson PD")
    return create_registration(event=event, person=person, affiliation=tie)


def test_unverified_responder_holds_a_seat_for_72_hours_while_staff_decide():
    staff = create_staff()
    event = create_event(audience="responders", seats=1)
    registration = pending(event)
    assert (registration.state, registration.holds_seat) == (S.PENDING, True)
    assert registration.hold_until - timezone.now() < timedelta(hours=72)
    assert registration.hold_until - timezone.now() > timedelta(hours=71, minutes=59)
    told = OutgoingEmail.objects.get(kind="events/email/staff_decide")
    assert told.to == staff.email
    assert registration.person.family_name not in str(told.facts)


def test_telling_five_who_decide_takes_one_statement(django_assert_num_queries):
    for number in range(5):
        create_staff(email=f"coordinator{number}@example.org")
    registration = pending(create_event(audience="responders"))
    with django_assert_num_queries(1):
        assert len(notices.to_staff(registration, {}, notices.deciders())) == 5


def test_a_hold_ends_12_hours_before_the_start():
    event = create_event(audience="responders", starts_in=timedelta(hours=36))
    assert pending(event).hold_until == event.starts_at - timedelta(hours=12)
    late = create_event(audience="responders", starts_in=timedelta(hours=11))
    assert (pending(late).hold_until, pending(late).holds_seat) == (None, False)


def test_approved_responder_keeps_the_held_seat_and_is_known_from_then_on():
    staff, event = create_staff(), create_event(audience="responders")
    registration = pending(event)
    registrations.approve(registration, by=staff)
    registration.refresh_from_db()
    assert (registration.state, registration.hold_until) == (S.CONFIRMED, None)
    assert mails(registration) == ["checking", "confirmed"]
    tie = registration.person.affiliations.get()
    assert tie.is_valid
    assert tie.decided_by == staff


def test_declined_responder_is_told_why_and_the_seat_goes_on():
    staff, event = create_staff(), create_event(audience="responders", seats=1)
    registration, person = pending(event), create_user_person()
    waiting = create_registration(
        event=event, person=person, affiliation=create_affiliation(person=person)
    )
    assert waiting.state == S.WAITLISTED
    registrations.decline(registration, by=staff, reason="Your agency did not answer.")
    assert (state_of(registration), state_of(waiting)) == (S.DECLINED, S.CONFIRMED)
    told = OutgoingEmail.objects.get(kind="events/email/declined")
    assert told.facts["reason"] == "Your agency did not answer."
    with pytest.raises(RegistrationRefused):
        registrations.approve(registration, by=staff)


def test_i5_a_hold_that_ended_gives_the_seat_on_and_keeps_the_place_in_line():
    staff, event = create_staff(), create_event(audience="responders", seats=1)
    registration, person = pending(event), create_user_person()
    waiting = create_registration(
        event=event, person=person, affiliation=create_affiliation(person=person)
    )
    with time_machine.travel(timezone.now() + timedelta(hours=73)):
        assert expiring.end_holds() == 1
        assert expiring.end_holds() == 0
        registration.refresh_from_db()
        assert (registration.state, registration.holds_seat) == (S.PENDING, False)
        assert state_of(waiting) == S.CONFIRMED
        assert mails(registration) == ["checking", "hold_ended"]
        registrations.approve(registration, by=staff)
        assert state_of(registration) == S.WAITLISTED
        later = create_user_person()
        behind = create_registration(
            event=event, person=later, affiliation=create_affiliation(person=later)
        )
        assert transitions.place_in_line(behind) == 2


def test_who_still_waits_when_it_starts_expires():
    event = create_event(seats=1)
    seated, waiting = create_registration(event=event), create_registration(event=event)
    with time_machine.travel(event.starts_at + timedelta(minutes=1)):
        assert expiring.expire_unseated() == 1
    assert (state_of(seated), state_of(waiting)) == (S.CONFIRMED, S.EXPIRED)
    assert mails(waiting) == ["waitlisted", "expired"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"published": False}, "draft"),
        ({"opens_at": timezone.now() + timedelta(days=1)}, "not_open_yet"),
        ({"closes_at": timezone.now() - timedelta(days=1)}, "closed"),
    ],
)
def test_a_closed_door_says_why(fields, code):
    with pytest.raises(RegistrationRefused) as refused:
        create_registration(event=create_event(**fields))
    assert refused.value.findings[0].code == code
    assert refused.value.reason
    assert Registration.objects.count() == 0


def test_nobody_under_18_gets_a_place():
    person = create_user_person()
    with pytest.raises(RegistrationRefused, match="18"):
        registrations.register(create_event(), person=person, by=person.user, is_adult=False)


def test_walk_in_without_an_address_gets_a_place_and_no_mail():
    staff, event = create_staff(), create_event(audience="responders")
    person = create_person(given_name="Walk", family_name="In")
    registration = registrations.add_by_hand(event, person=person, by=staff, reason="By phone.")
    assert registration.state == S.CONFIRMED
    assert mails(registration) == []
    assert registration.transitions.get().by == staff
    with pytest.raises(RegistrationRefused, match="already"):
        registrations.add_by_hand(event, person=person, by=staff, reason="Again.")


def test_c14_a_place_beyond_the_seats_needs_the_right_and_a_reason_and_is_audited():
    event = create_event(seats=1)
    create_registration(event=event)
    person, staff = create_person(), create_staff()
    with pytest.raises(RegistrationRefused, match="may not"):
        registrations.add_by_hand(event, person=person, by=staff, reason="VIP", beyond_seats=True)
    chief = create_staff(email="chief@example.org", rights=("run_event", "overbook_event"))
    chief = type(chief).objects.get(pk=chief.pk)
    with pytest.raises(RegistrationRefused, match="why"):
        registrations.add_by_hand(event, person=person, by=chief, reason="", beyond_seats=True)
    placed = registrations.add_by_hand(
        event, person=person, by=chief, reason="Speaks at noon.", beyond_seats=True
    )
    event.refresh_from_db()
    assert (placed.state, placed.beyond_seats) == (S.CONFIRMED, True)
    assert (event.seats, event.seats_taken, event.overbooked) == (1, 2, 1)
    change = event.changes.get(kind="overbooked")
    assert (change.by, change.reason) == (chief, "Speaks at noon.")
    registrations.withdraw(placed, by=chief, source=Transition.Source.STAFF)
    event.refresh_from_db()
    assert (event.seats_taken, event.overbooked) == (1, 0)


def test_name_on_the_certificate_the_person_until_it_is_held_then_staff_with_a_reason():
    staff, event = create_staff(), create_event()
    registration = create_registration(event=event)
    user = registration.person.user
    registrations.rename(registration, name="Ada R. Rivera", by=user)
    Event.objects.filter(pk=event.pk).update(state=Event.State.HELD)
    with pytest.raises(RegistrationRefused, match="over"):
        registrations.rename(registration, name="Too Late", by=user)
    with pytest.raises(RegistrationRefused, match="why"):
        registrations.rename(registration, name="No Reason", by=staff)
    registrations.rename(registration, name="A. Rivera", by=staff, reason="She phoned.")
    registration.refresh_from_db()
    assert registration.certificate_name == "A. Rivera"


def test_the_table_refuses_a_move_it_does_not_know():
    event = create_event()
    registration = create_registration(event=event)
    registrations.withdraw(registration, by=None, source=Transition.Source.LINK)
    registration.refresh_from_db()
    with pytest.raises(transitions.NotAllowed):
        transitions.move(
            [registration], S.CONFIRMED, act=transitions.Act(None, Transition.Source.CLOCK)
        )


@pytest.mark.parametrize(
    "change",
    [
        {"holds_seat": False},
        {"state": S.WAITLISTED},
        {"state": S.WITHDRAWN},
        {"hold_until": timezone.now()},
    ],
)
def test_i1_the_database_refuses_a_seat_that_does_not_fit_the_state(change):
    registration = create_registration(event=create_event())
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.filter(pk=registration.pk).update(**change)


def test_i1_the_database_refuses_a_counter_beyond_the_seats():
    event = create_event(seats=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(seats_taken=2)


def test_i4_the_database_refuses_a_second_live_registration():
    registration = create_registration(event=create_event())
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(
            event=registration.event,
            person=registration.person,
            state=S.WAITLISTED,
            arrival=99,
            certificate_name="Twice",
        )


def test_declined_as_no_responder_a_second_press_neither_holds_a_seat_nor_asks_staff_again():
    staff, event = create_staff(), create_event(audience="responders")
    registration = pending(event)
    reason = str(registrations.DECLINE_REASONS["not_responder"])
    registrations.decline(registration, by=staff, reason=reason)
    person = registration.person
    tie = person.affiliations.get()
    assert tie.state == "rejected"
    with pytest.raises(RegistrationRefused, match="declined"):
        create_registration(event=event, person=person, affiliation=tie)
    assert OutgoingEmail.objects.filter(kind="events/email/staff_decide").count() == 1
    other = create_registration(
        event=create_event(audience="responders"), person=person, affiliation=tie
    )
    assert other.state == S.PENDING


def test_who_was_never_checked_is_told_that_and_not_that_the_event_was_full():
    event = create_event(audience="responders", seats=5)
    registration = pending(event)
    with time_machine.travel(event.starts_at + timedelta(minutes=1)):
        expiring.end_holds()
        assert expiring.expire_unseated() == 1
    registration.refresh_from_db()
    assert (registration.state, registration.reason) == (S.EXPIRED, str(expiring.UNCHECKED))


def test_on_a_new_site_the_administrator_is_told_who_waits():
    admin = create_user(email="admin@example.org", superuser=True)
    pending(create_event(audience="responders"))
    assert OutgoingEmail.objects.get(kind="events/email/staff_decide").to == admin.email
