"""`manage.py audit`: every promise that can be broken behind the verbs is noticed, and named."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone

from events import registrations
from events.invariants import breaches
from events.models import (
    Attendance,
    Event,
    EventChange,
    Invitation,
    Registration,
    Transition,
)
from events.tests.factories import (
    create_attendance,
    create_event,
    create_registration,
    create_staff,
)
from events.transitions import Act, move
from mail.models import OutgoingEmail
from tests.people import create_person

pytestmark = pytest.mark.django_db
S = Registration.State


@pytest.fixture
def event() -> Event:
    """Two seats, both taken, and two people in line."""
    event = create_event(seats=2)
    for _ in range(4):
        create_registration(event=event)
    assert list(breaches()) == []
    return event


def named() -> set[str]:
    """The promises that the audit says are broken."""
    return {line.partition(" ")[0] for line in breaches()}


def test_audit_passes_and_says_so(event):
    out = StringIO()
    call_command("audit", stdout=out)
    assert out.getvalue() == "Every promise holds.\n"


def test_audit_prints_each_breach_and_fails(event):
    Event.objects.update(seats_taken=1)
    out = StringIO()
    with pytest.raises(CommandError, match="2 breaches"):
        call_command("audit", stdout=out)
    assert out.getvalue().splitlines() == [
        f"I2 {event.slug}: counted 1+0, rows 2+0",
        f"I12 {event.slug}: 1 seats free and people waiting",
    ]


def test_i1_more_places_than_seats(event):
    Event.objects.update(seats=1, overbooked=1)
    assert named() == {"I1", "I2"}


def test_i1_a_place_beyond_the_seats_that_the_history_does_not_know(event):
    staff = create_staff(rights=("run_event", "overbook_event"))
    registrations.add_by_hand(
        event, person=create_person(), by=staff, reason="phoned", beyond_seats=True
    )
    assert named() == set()
    EventChange.objects.filter(kind=EventChange.Kind.OVERBOOKED).delete()
    assert named() == {"I1"}


def test_i2_a_counter_that_is_not_its_rows(event):
    Event.objects.update(seats_taken=F("seats_taken") - 1)
    assert "I2" in named()


def test_i3_a_mail_about_a_place_that_is_gone(event):
    event.registrations.waiting().last().delete()
    assert named() == {"I3"}


def test_i5_a_hold_that_is_over_and_keeps_its_seat():
    registration = create_registration(event=create_event(audience="responders"))
    assert registration.state == S.PENDING
    Registration.objects.update(hold_until=timezone.now() - timedelta(seconds=61))
    assert named() == {"I5"}


def test_i6_a_seat_that_passed_someone_by(event):
    second = event.registrations.waiting()[1]
    Event.objects.update(seats=3)
    second.event = Event.objects.lock(event.pk)
    move([second], S.CONFIRMED, act=Act(None, Transition.Source.STAFF))
    assert named() == {"I6"}


def test_i9_a_place_without_its_entry_and_an_entry_without_its_place(event):
    first, second = event.registrations.filter(state=S.CONFIRMED)
    first.invitations.all().delete()
    registrations.withdraw(second, by=None, source=Transition.Source.LINK)
    assert named() == {"I9"}
    Invitation.objects.filter(registration=second).update(cancelled_at=None)
    assert len([line for line in breaches() if line.startswith("I9 ")]) == 2


def test_i9_attendance_in_some_of_its_slots():
    event = create_event(days=2, starts_in=timedelta(hours=2))
    registration = create_registration(event=event)
    with time_machine.travel(event.starts_at):
        create_attendance(registration=registration)
    assert (Attendance.objects.count(), named()) == (2, set())
    Attendance.objects.filter(mark="").delete()
    assert named() == {"I9"}
    Attendance.objects.all().delete()
    assert named() == set()


def test_i9_attendance_in_a_slot_of_another_event_or_not_as_noted_last(event):
    place = event.registrations.filter(state=S.CONFIRMED).first()
    with time_machine.travel(event.starts_at):
        create_attendance(registration=place)
    assert named() == set()
    Attendance.objects.filter(mark="came").update(mark="late")
    assert [line for line in breaches() if "not what was noted" in line] != []
    Attendance.objects.update(slot=create_event().standing_slots[0])
    assert [line for line in breaches() if "another event" in line] != []


def test_i11_a_change_without_its_row_or_its_mail(event):
    one, other = event.registrations.waiting()
    one.transitions.all().delete()
    assert named() == {"I11"}
    OutgoingEmail.objects.filter(related=f"registration/{other.pk}").delete()
    assert [line.partition(":")[0] for line in breaches()] == [
        f"I11 registration {one.pk}",
        f"I11 registration/{one.pk}",
        f"I11 registration/{other.pk}",
    ]


def test_i11_an_address_that_came_later_needs_no_mail_for_what_was_before(event):
    person = create_person(given_name="Walk", family_name="In")
    registrations.add_by_hand(event, person=person, by=create_staff(), reason="By phone.")
    person.contact_email = "walkin@example.org"
    person.save()
    assert named() == set()


def test_i12_a_free_seat_while_people_wait(event):
    Event.objects.update(seats=3)
    assert named() == {"I12"}
