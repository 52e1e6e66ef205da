"""Reminders: a week and two days ahead, once, for the date that stands."""

from datetime import timedelta

import pytest
import time_machine

from events import reminders, schedule
from events.plans import Plan, Span
from events.tests.factories import create_event, create_registration
from mail.models import OutgoingEmail

pytestmark = pytest.mark.django_db


def sent() -> int:
    return OutgoingEmail.objects.filter(kind="events/email/reminder").count()


def before(event, **span):
    return time_machine.travel(event.starts_at - timedelta(**span), tick=False)


def test_reminded_once_a_week_and_once_two_days_ahead():
    event = create_event()
    create_registration(event=event)
    assert reminders.send_due() == 0
    with before(event, days=6):
        assert (reminders.send_due(), reminders.send_due()) == (1, 0)
    with before(event, days=1):
        assert (reminders.send_due(), reminders.send_due()) == (1, 0)
    assert sent() == 2


def test_a_clock_that_stood_still_sends_one_not_two():
    event = create_event()
    create_registration(event=event)
    with before(event, days=1):
        reminders.send_due()
    assert sent() == 1


def test_never_to_someone_who_registered_after_it_was_due():
    event = create_event()
    with before(event, days=5):
        create_registration(event=event)
        assert reminders.send_due() == 0
    with before(event, days=2):
        assert reminders.send_due() == 1


def test_never_for_what_has_begun_or_is_cancelled():
    begun, off = create_event(), create_event()
    create_registration(event=begun)
    schedule.cancel_event(off, by=None, reason="Storm.")
    with time_machine.travel(begun.starts_at + timedelta(minutes=1)):
        assert reminders.send_due() == 0


def test_retimed_when_the_event_moves():
    event = create_event()
    create_registration(event=event)
    later = event.starts_at + timedelta(days=20)
    plan = Plan(
        [Span(later, later + timedelta(hours=8), event.slots.get().pk)],
        event.time_zone,
        event.venue,
    )
    with before(event, days=6):
        reminders.send_due()
        moved = schedule.reschedule(event, plan=plan, by=None)
        assert reminders.send_due() == 0
    with before(moved, days=6):
        assert reminders.send_due() == 1


def test_moved_closer_than_a_week_the_mail_about_the_move_is_enough():
    event = create_event()
    create_registration(event=event)
    with before(event, days=25):
        sooner = event.starts_at - timedelta(days=20)
        slot = event.slots.get().pk
        plan = Plan([Span(sooner, sooner + timedelta(hours=8), slot)], event.time_zone, event.venue)
        moved = schedule.reschedule(event, plan=plan, by=None)
        assert reminders.send_due() == 0
    with before(moved, days=1):
        assert reminders.send_due() == 1
