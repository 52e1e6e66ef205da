"""When an event moves, is postponed or cancelled: what each calendar is told."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from events import registrations, schedule
from events.invariants import breaches
from events.models import Event, Invitation, Registration, Slot, Transition
from events.plans import Plan, ScheduleRefused, Span, current_plan
from events.tests.factories import (
    create_event,
    create_registration,
    create_staff,
    create_user_person,
    create_venue,
)
from mail.models import OutgoingEmail
from tests.people import create_person

pytestmark = pytest.mark.django_db
E, S = Event.State, Registration.State
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def every_promise_holds():
    yield
    assert list(breaches()) == []


def mails(kind: str) -> list[OutgoingEmail]:
    return list(OutgoingEmail.objects.filter(kind=f"events/email/{kind}").order_by("pk"))


def moved(event: Event, by: timedelta, **fields) -> Plan:
    """The plan that stands, every slot later by `by`."""
    plan = current_plan(event)
    spans = [Span(s.starts_at + by, s.ends_at + by, s.slot) for s in plan.spans]
    values = {"time_zone": plan.time_zone, "venue": plan.venue, "online_url": plan.online_url}
    return Plan(spans=spans, **values | fields)


def test_k1_confirmation_carries_a_request_with_sequence_0():
    registration = create_registration(event=create_event())
    (mail,) = mails("confirmed")
    invitation = registration.invitations.get()
    assert mail.facts["method"] == "REQUEST"
    assert mail.facts["calendar"]["sequence"] == 0
    assert mail.facts["calendar"]["uid"].partition("@")[0] == str(invitation.uid)
    assert mail.facts["calendar"]["attendee"] == registration.person.contact_email


def test_k2_time_moved_same_uid_higher_sequence():
    event = create_event()
    registration = create_registration(event=event)
    before = registration.invitations.get()
    schedule.reschedule(event, plan=moved(event, HOUR), by=create_staff())
    after = registration.invitations.get()
    assert (after.uid, after.sequence) == (before.uid, 1)
    assert after.updated_at > before.updated_at
    (mail,) = mails("updated")
    assert mail.facts["calendar"]["sequence"] == 1
    assert mail.facts["slots"][0]["starts"] == (event.starts_at + HOUR).isoformat()
    assert mail.facts["changes"][0]["before"] != mail.facts["changes"][0]["after"]


def test_k3_a_corrected_text_keeps_the_sequence_and_writes_to_nobody():
    event = create_event()
    registration = create_registration(event=event)
    event.bring = "A pen and a badge."
    event.save()
    schedule.reschedule(event, plan=current_plan(event), by=None)
    assert registration.invitations.get().sequence == 0
    assert mails("updated") == []


def test_k4_room_or_link_moved_raises_the_sequence():
    event = create_event()
    registration = create_registration(event=event)
    room = create_venue(room="Classroom B", seats=60)
    event = schedule.reschedule(event, plan=moved(event, 0 * HOUR, venue=room), by=None)
    assert registration.invitations.get().sequence == 1
    link = {"venue": None, "online_url": "https://meet.example/other"}
    event = schedule.reschedule(event, plan=moved(event, 0 * HOUR, **link), by=None)
    assert registration.invitations.get().sequence == 2
    assert mails("updated")[1].facts["calendar"]["location"] == "Online"
    assert "meet.example" not in str(mails("updated")[1].facts["calendar"])


def test_k4_a_venue_that_moves_reaches_every_event_to_come_there():
    venue = create_venue()
    event = create_event(venue=venue)
    registration = create_registration(event=event)
    venue.room = "Classroom C"
    venue.save()
    assert schedule.move_venue(venue, by=None) == 1
    assert registration.invitations.get().sequence == 1
    assert "Classroom C" in mails("updated")[0].facts["calendar"]["location"]


def test_k5_giving_back_and_cancelling_send_cancel_with_the_same_uid():
    event = create_event()
    first, second = create_registration(event=event), create_registration(event=event)
    registrations.withdraw(first, by=None, source=Transition.Source.LINK)
    schedule.cancel_event(event, by=create_staff(), reason="Storm.")
    for registration, kind in ((first, "given_back"), (second, "cancelled")):
        invitation = registration.invitations.get()
        (mail,) = mails(kind)
        assert mail.facts["method"] == "CANCEL"
        assert mail.facts["calendar"]["uid"].startswith(str(invitation.uid))
        assert (mail.facts["calendar"]["sequence"], invitation.sequence) == (1, 1)
        assert mail.facts["calendar"]["status"] == "CANCELLED"


def test_k6_registering_again_makes_a_new_uid_with_sequence_0():
    event, person = create_event(), create_user_person()
    first = create_registration(event=event, person=person)
    registrations.withdraw(first, by=None, source=Transition.Source.LINK)
    second = create_registration(event=event, person=person)
    assert second.invitations.get().uid != first.invitations.get().uid
    assert second.invitations.get().sequence == 0


def test_k7_three_days_are_three_messages_with_three_uids():
    registration = create_registration(event=create_event(days=3))
    kinds = OutgoingEmail.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["events/email/confirmed", "events/email/day", "events/email/day"]
    uids = {mail.facts["calendar"]["uid"] for mail in OutgoingEmail.objects.all()}
    assert len(uids) == 3
    assert [mail.facts["day"] for mail in mails("day")] == [2, 3]
    assert registration.invitations.count() == 3


def test_k8_no_request_before_a_place_is_confirmed():
    event = create_event(seats=1)
    create_registration(event=event)
    waiting = create_registration(event=event)
    assert waiting.invitations.count() == 0
    schedule.reschedule(event, plan=moved(event, HOUR), by=None)
    told = OutgoingEmail.objects.filter(related=f"registration/{waiting.pk}")
    assert [mail.facts.get("method") for mail in told] == [None, None]


def test_k11_a_new_zone_keeps_the_wall_time_and_updates_once():
    event = create_event()
    registration = create_registration(event=event)
    plan = moved(event, HOUR, time_zone="America/Denver")
    schedule.reschedule(event, plan=plan, by=None)
    assert registration.invitations.get().sequence == 1
    assert len(mails("updated")) == 1
    assert mails("updated")[0].facts["calendar"]["zone"] == "America/Denver"


def test_i9_an_added_day_is_a_new_entry_and_a_dropped_one_is_cancelled():
    event = create_event(days=2)
    registration = create_registration(event=event)
    plan = current_plan(event)
    late = plan.spans[0].starts_at + timedelta(days=9)
    spans = [plan.spans[0], Span(late, late + HOUR)]
    event = schedule.reschedule(event, plan=Plan(spans, plan.time_zone, plan.venue), by=None)
    standing = registration.invitations.filter(cancelled_at=None)
    assert standing.count() == 2
    assert [mail.facts["method"] for mail in mails("removed_day")] == ["CANCEL"]
    assert [mail.facts["calendar"]["sequence"] for mail in mails("updated")] == [0]


def test_postponed_takes_the_entries_back_and_keeps_the_places():
    event = create_event()
    registration = create_registration(event=event)
    schedule.postpone(event, by=create_staff(), reason="The room is needed.")
    registration.refresh_from_db()
    event.refresh_from_db()
    assert (event.state, registration.state) == (E.POSTPONED, S.CONFIRMED)
    (mail,) = mails("postponed")
    assert (mail.facts["method"], mail.facts["calendar"]["sequence"]) == ("CANCEL", 1)
    assert Slot.objects.get().dropped_at is not None


def test_a_postponed_event_gets_new_uids_with_its_new_date_and_asks_who_comes():
    event = create_event()
    registration = create_registration(event=event)
    old = registration.invitations.get()
    schedule.postpone(event, by=None, reason="Snow.")
    start = timezone.now() + timedelta(days=60)
    plan = Plan([Span(start, start + HOUR)], event.time_zone, event.venue)
    event = schedule.set_new_dates(event, plan=plan, by=create_staff())
    assert event.state == E.PUBLISHED
    new = registration.invitations.get(cancelled_at=None)
    assert new.uid != old.uid
    (mail,) = mails("new_date")
    assert (mail.facts["method"], mail.facts["calendar"]["sequence"]) == ("REQUEST", 0)
    assert "still-coming" in mail.facts["links"]["still_coming"]
    registrations.say_still_coming(registration)
    registration.refresh_from_db()
    assert registration.still_coming_at is not None


def test_a_seat_freed_while_postponed_is_given_with_the_new_date_in_one_mail():
    event = create_event(seats=1)
    seated, waiting = create_registration(event=event), create_registration(event=event)
    schedule.postpone(event, by=None, reason="Snow.")
    registrations.withdraw(seated, by=None, source=Transition.Source.LINK)
    waiting.refresh_from_db()
    assert waiting.state == S.WAITLISTED
    start = timezone.now() + timedelta(days=60)
    plan = Plan([Span(start, start + HOUR)], event.time_zone, event.venue)
    schedule.set_new_dates(event, plan=plan, by=None)
    waiting.refresh_from_db()
    assert waiting.state == S.CONFIRMED
    told = OutgoingEmail.objects.filter(related=f"registration/{waiting.pk}").order_by("pk")
    kinds = [mail.kind.rpartition("/")[2] for mail in told]
    assert kinds == ["waitlisted", "postponed", "confirmed"]


def test_a_seat_given_by_a_move_is_told_as_it_is_and_not_as_a_change():
    event = create_event(seats=1, starts_in=timedelta(hours=20), days=2)
    seated, waiting = create_registration(event=event), create_registration(event=event)
    registrations.withdraw(seated, by=None, source=Transition.Source.LINK)
    schedule.reschedule(event, plan=moved(event, timedelta(days=9)), by=None)
    told = OutgoingEmail.objects.filter(related=f"registration/{waiting.pk}").order_by("pk")
    kinds = [mail.kind.rpartition("/")[2] for mail in told]
    assert kinds == ["waitlisted", "confirmed", "day"]
    assert {i.sequence for i in waiting.invitations.all()} == {0}


def test_the_later_days_of_a_class_that_has_begun_can_still_move():
    event = create_event(days=2)
    registration = create_registration(event=event)
    with time_machine.travel(event.starts_at + HOUR):
        plan = current_plan(event)
        first, second = plan.spans
        later = Span(second.starts_at + HOUR, second.ends_at + HOUR, second.slot)
        schedule.reschedule(event, plan=Plan([first, later], plan.time_zone, plan.venue), by=None)
        early = Span(first.starts_at - HOUR, first.ends_at, first.slot)
        with pytest.raises(ScheduleRefused, match="past"):
            schedule.reschedule(
                event, plan=Plan([early, later], plan.time_zone, plan.venue), by=None
            )
    assert [i.sequence for i in registration.invitations.order_by("slot__starts_at")] == [0, 1]


def test_cancelled_reaches_everyone_and_the_page_stays():
    event = create_event(seats=1)
    seated, waiting = create_registration(event=event), create_registration(event=event)
    schedule.cancel_event(event, by=create_staff(), reason="Storm.")
    for registration in (seated, waiting):
        registration.refresh_from_db()
        assert (registration.state, registration.reason) == (S.CANCELLED, "Storm.")
    event.refresh_from_db()
    assert (event.state, event.state_reason, event.seats_taken) == (E.CANCELLED, "Storm.", 0)
    assert [bool(mail.facts.get("calendar")) for mail in mails("cancelled")] == [True, False]
    with pytest.raises(ScheduleRefused, match="cancelled"):
        schedule.cancel_event(event, by=None, reason="Again.")


def test_i7_fewer_seats_than_places_are_refused_and_remove_nobody():
    event = create_event(seats=3)
    for _ in range(2):
        create_registration(event=event)
    with pytest.raises(ScheduleRefused, match="2 seats are taken"):
        schedule.change_seats(event, seats=1, by=None)
    assert schedule.change_seats(event, seats=2, by=None).seats == 2


def test_more_seats_reach_the_waiting_list_in_order():
    event = create_event(seats=1)
    create_registration(event=event)
    waiting = [create_registration(event=event) for _ in range(3)]
    schedule.change_seats(event, seats=3, by=create_staff())
    states = [Registration.objects.get(pk=w.pk).state for w in waiting]
    assert states == [S.CONFIRMED, S.CONFIRMED, S.WAITLISTED]


def test_seats_never_exceed_the_room():
    event = create_event(seats=10, venue=create_venue(seats=12))
    with pytest.raises(ScheduleRefused, match="holds 12"):
        schedule.change_seats(event, seats=13, by=None)


@pytest.mark.parametrize("hours", [-1, 0])
def test_a_slot_that_ends_before_it_starts_is_refused(hours):
    event = create_event()
    start = timezone.now() + timedelta(days=3)
    plan = Plan([Span(start, start + hours * HOUR)], event.time_zone, event.venue)
    with pytest.raises(ScheduleRefused, match="end must come after"):
        schedule.reschedule(event, plan=plan, by=None)


def test_overlapping_times_and_no_place_are_refused():
    event = create_event()
    start = timezone.now() + timedelta(days=3)
    twice = [Span(start, start + 2 * HOUR), Span(start + HOUR, start + 3 * HOUR)]
    with pytest.raises(ScheduleRefused, match="overlap"):
        schedule.reschedule(event, plan=Plan(twice, event.time_zone, event.venue), by=None)
    with pytest.raises(ScheduleRefused, match="venue"):
        schedule.reschedule(event, plan=Plan(twice[:1], event.time_zone), by=None)


def test_moving_closer_shortens_the_holds():
    event = create_event(audience="responders")
    registration = create_registration(event=event)
    assert registration.hold_until is not None
    start = timezone.now() + timedelta(hours=20)
    plan = Plan([Span(start, start + HOUR, event.slots.get().pk)], event.time_zone, event.venue)
    event = schedule.reschedule(event, plan=plan, by=None)
    registration.refresh_from_db()
    assert registration.hold_until == event.starts_at - timedelta(hours=12)


@pytest.mark.parametrize("postponed", [False, True])
def test_registration_closes_as_long_before_the_start_as_it_did(postponed):
    event = create_event(closes_at=timezone.now() + timedelta(days=29))
    before = event.starts_at - event.closes_at
    plan = moved(event, timedelta(days=40))
    if postponed:
        schedule.postpone(event, by=None, reason="Snow.")
        spans = [Span(span.starts_at, span.ends_at) for span in plan.spans]
        plan = Plan(spans, plan.time_zone, plan.venue)
        event = schedule.set_new_dates(event, plan=plan, by=None)
    else:
        event = schedule.reschedule(event, plan=plan, by=None)
    assert event.starts_at - event.closes_at == before
    assert create_registration(event=event).state == S.CONFIRMED


def test_a_new_date_that_is_close_shortens_the_holds():
    event = create_event(audience="responders")
    registration = create_registration(event=event)
    schedule.postpone(event, by=None, reason="Snow.")
    start = timezone.now() + timedelta(hours=30)
    plan = Plan([Span(start, start + HOUR)], event.time_zone, event.venue)
    event = schedule.set_new_dates(event, plan=plan, by=None)
    registration.refresh_from_db()
    assert registration.hold_until == event.starts_at - timedelta(hours=12)


def test_closed_takes_nobody_new_and_reopened_does():
    event = create_event()
    schedule.close(event, by=None)
    with pytest.raises(registrations.RegistrationRefused, match="closed"):
        create_registration(event=event)
    schedule.reopen(event, by=None)
    assert create_registration(event=event).state == S.CONFIRMED


def test_f15_over_is_held_once():
    event = create_event()
    with time_machine.travel(event.ends_at + HOUR):
        assert (schedule.mark_held(), schedule.mark_held()) == (1, 0)
    event.refresh_from_db()
    assert event.state == E.HELD


def test_the_review_counts_who_is_told():
    event = create_event(seats=2)
    create_registration(event=event)
    registrations.add_by_hand(event, person=create_person(), by=create_staff(), reason="Phone.")
    create_registration(event=event)
    assert schedule.people_told(event) == {"invited": 1, "unreached": 1, "waiting": 1}


def test_a_move_of_500_people_takes_a_fixed_number_of_statements(django_assert_max_num_queries):
    event = create_event(seats=60)
    for _ in range(20):
        create_registration(event=event)
    with django_assert_max_num_queries(30):
        schedule.reschedule(event, plan=moved(event, HOUR), by=None)
    assert Invitation.objects.filter(sequence=1).count() == 20
