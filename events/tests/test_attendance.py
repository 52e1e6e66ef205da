"""Who was there: who may note it, when, for whom, and what the history keeps."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from events import attendance, registrations, schedule
from events.attendance import AttendanceRefused
from events.invariants import breaches
from events.models import Attendance, AttendanceChange, Event, Mark, Transition
from events.plans import Plan, Span, current_plan
from events.tests.factories import (
    create_attendance,
    create_event,
    create_registration,
    create_staff,
)
from tests.people import create_user

pytestmark = pytest.mark.django_db
SOON = timedelta(minutes=90)


@pytest.fixture
def staff():
    return create_staff()


def begun(*, people: int = 1, days: int = 1, seats: int = 10) -> tuple[Event, list]:
    """An event that began an hour ago, and its people."""
    event = create_event(days=days, seats=seats)
    places = [create_registration(event=event) for _number in range(people)]
    shift = event.starts_at - timezone.now() + timedelta(hours=1)
    for slot in event.slots.all():
        slot.starts_at, slot.ends_at = slot.starts_at - shift, slot.ends_at - shift
        slot.save()
    event = Event.objects.with_people_around().get(pk=event.pk)
    for place in places:
        place.event = event
    return event, places


def marks(event: Event) -> list[str]:
    rows = Attendance.objects.filter(slot__event=event).order_by(
        "registration__pk", "slot__starts_at"
    )
    return list(rows.values_list("mark", flat=True))


def history() -> list[tuple[str, str, str]]:
    rows = AttendanceChange.objects.order_by("pk")
    return list(rows.values_list("before", "mark", "reason"))


def test_a_mark_says_who_noted_it_and_when(staff):
    event, (place,) = begun()
    noted = attendance.note(place, slot=event.standing_slots[0], mark=Mark.LATE, by=staff)
    assert (noted.mark, noted.by) == ("late", staff)
    assert timezone.now() - noted.at < timedelta(seconds=10)
    assert list(breaches()) == []


def test_the_same_press_twice_is_noted_once_and_a_correction_is_one_more_line(staff):
    event, (place,) = begun()
    slot = event.standing_slots[0]
    for mark in (Mark.CAME, Mark.CAME, Mark.LEFT_EARLY):
        attendance.note(place, slot=slot, mark=mark, by=staff)
    attendance.clear(place, slot=slot, by=staff)
    assert history() == [("", "came", ""), ("came", "left_early", ""), ("left_early", "", "")]
    assert marks(event) == [""]


def test_who_is_noted_in_one_slot_has_a_row_for_each(staff):
    event, (one, other) = begun(people=2, days=3)
    attendance.note(one, slot=event.standing_slots[0], mark=Mark.CAME, by=staff)
    assert marks(event) == ["came", "", ""]
    assert not other.attendance.exists()
    assert list(breaches()) == []


@pytest.mark.parametrize("state", ["draft", "postponed", "cancelled_by_organizer"])
def test_only_an_event_that_takes_place_has_attendance(staff, state):
    event, (place,) = begun()
    slot = event.standing_slots[0]
    Event.objects.filter(pk=event.pk).update(state=state.partition("_")[0])
    with pytest.raises(AttendanceRefused, match="cannot be noted"):
        attendance.note(place, slot=slot, mark=Mark.CAME, by=staff)
    assert marks(event) == []


def test_it_opens_on_the_morning_of_the_day_in_the_zone_of_the_event(staff):
    starts = datetime.fromisoformat("2027-03-02T01:30:00+00:00")  # 7:30 p.m. of the day before
    event = create_event(starts_at=starts, hours=2)
    place = create_registration(event=event)
    slot = event.standing_slots[0]
    with time_machine.travel("2027-03-01T05:59:00+00:00", tick=False):
        assert "from the morning of the day" in attendance.why_not(event, slot)
        assert not attendance.is_open(event)
        with pytest.raises(AttendanceRefused, match="from the morning of the day"):
            attendance.note(place, slot=slot, mark=Mark.CAME, by=staff)
    with time_machine.travel("2027-03-01T06:00:00+00:00", tick=False):
        assert attendance.note(place, slot=slot, mark=Mark.CAME, by=staff).mark == "came"


def test_who_has_no_place_is_not_noted(staff):
    event, (place, waits) = begun(people=2, seats=1)
    for registration in (waits,):
        with pytest.raises(AttendanceRefused, match="has no place"):
            attendance.note(registration, slot=event.standing_slots[0], mark=Mark.CAME, by=staff)
    other, (stranger,) = begun()
    with pytest.raises(AttendanceRefused, match="belongs to another event"):
        attendance.note(stranger, slot=event.standing_slots[0], mark=Mark.CAME, by=staff)


def test_who_may_not_run_events_notes_nothing():
    event, (place,) = begun()
    with pytest.raises(AttendanceRefused, match="may not note"):
        attendance.note(
            place, slot=event.standing_slots[0], mark=Mark.CAME, by=create_user(email="a@b.example")
        )


def test_after_the_event_is_held_a_correction_says_why(staff):
    event, (place, forgotten) = begun(people=2)
    slot = event.standing_slots[0]
    attendance.note(place, slot=slot, mark=Mark.NO_SHOW, by=staff)
    with time_machine.travel(event.ends_at + SOON, tick=False):
        schedule.mark_held()
        attendance.note(forgotten, slot=slot, mark=Mark.CAME, by=staff)  # the first needs none
        with pytest.raises(AttendanceRefused, match="Say why"):
            attendance.note(place, slot=slot, mark=Mark.CAME, by=staff)
        with pytest.raises(AttendanceRefused, match="Say why"):
            attendance.clear(place, slot=slot, by=staff)
        with pytest.raises(AttendanceRefused, match="Say why"):
            act = AttendanceChange.objects.earliest("pk").act
            attendance.undo(event, slot=slot, act=act, by=staff)
        attendance.note(place, slot=slot, mark=Mark.CAME, by=staff, reason="Signed the sheet.")
    assert marks(event) == ["came", "came"]
    assert history()[-1] == ("no_show", "came", "Signed the sheet.")


def test_the_rest_is_noted_in_one_press_and_undone_in_one(staff):
    event, (early, missing, *rest) = begun(people=5)
    slot = event.standing_slots[0]
    attendance.note(missing, slot=slot, mark=Mark.NO_SHOW, by=staff)
    assert attendance.note_rest(event, slot=slot, mark=Mark.CAME, by=staff) == 4
    assert marks(event) == ["came", "no_show", "came", "came", "came"]
    attendance.note(early, slot=slot, mark=Mark.LATE, by=staff)  # what was noted since stays
    act = AttendanceChange.objects.filter(mark="came").first().act
    assert attendance.undo(event, slot=slot, act=act, by=staff) == 3
    assert attendance.undo(event, slot=slot, act=act, by=staff) == 0
    assert marks(event) == ["late", "no_show", "", "", ""]
    assert list(breaches()) == []


def test_the_rest_of_500_people_takes_a_few_statements(staff, django_assert_max_num_queries):
    event, (place,) = begun()
    slot = event.standing_slots[0]
    with django_assert_max_num_queries(13):
        attendance.note_rest(event, slot=slot, mark=Mark.CAME, by=staff)


def test_counts_are_of_confirmed_people_and_slots_that_stand(staff):
    event, (one, two, gone) = begun(people=3, days=2)
    first, second = event.standing_slots
    for place in (one, two, gone):
        create_attendance(registration=place, by=staff)
    create_attendance(registration=two, mark=Mark.NO_SHOW, by=staff)
    with time_machine.travel(event.starts_at - SOON, tick=False):
        registrations.withdraw(gone, by=None, source=Transition.Source.LINK)
    assert attendance.counts(event) == {first.pk: {"came": 1, "no_show": 1}}
    assert gone.attendance.filter(mark="came").exists()  # a fact stays a fact
    assert list(breaches()) == []


def test_a_date_that_is_added_or_taken_back_leaves_nobody_half_noted(staff):
    event, (place,) = begun(days=2)
    create_attendance(registration=place, by=staff)
    first, second = current_plan(event).spans
    later = Span(second.starts_at + timedelta(days=3), second.ends_at + timedelta(days=3))
    plan = Plan([first, second, later], event.time_zone, event.venue)
    schedule.reschedule(event, plan=plan, by=staff)
    assert marks(event) == ["came", "", ""]
    assert list(breaches()) == []
    schedule.reschedule(event, plan=Plan([first], event.time_zone, event.venue), by=staff)
    assert marks(event) == ["came", "", ""]
    assert list(breaches()) == []
    dropped = event.slots.exclude(dropped_at=None).first()
    with pytest.raises(AttendanceRefused, match="taken back"):
        attendance.note(place, slot=dropped, mark=Mark.CAME, by=staff)


def test_the_database_refuses_a_mark_that_nobody_noted_and_a_second_row(staff):
    event, (place,) = begun()
    slot = event.standing_slots[0]
    bad = [
        Attendance(registration=place, slot=slot, mark="came"),
        Attendance(registration=place, slot=slot, mark="there", by=staff, at=timezone.now()),
        Attendance(registration=place, slot=slot, by=staff, at=timezone.now()),
    ]
    for row in bad:
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
    Attendance.objects.create(registration=place, slot=slot)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(registration=place, slot=slot)
