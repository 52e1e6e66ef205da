"""Two clocks and two workers by mistake, or on two hosts: everything happens once."""

import time
from collections import Counter
from datetime import timedelta
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from events import schedule
from events.models import Event, EventChange, Registration, Reminder, Slot, Transition
from events.plans import Plan, Span
from events.tests.factories import (
    create_affiliation,
    create_event,
    create_registration,
    create_user_person,
)
from mail.models import OutgoingEmail
from tests.clients import barrage
from tests.letters import Letter, Mailbox
from tests.races.conftest import database_url, server_environment
from tests.servers import command

S = Registration.State
CLOCKS, WORKERS = 4, 2
REMINDED = 30


def event_with_a_hold_that_is_over() -> Event:
    """Two seats held for people being checked; a known officer waits."""
    event = create_event(seats=2, audience="responders")
    checked = [create_registration(event=event) for _ in range(2)]
    officer = create_user_person()
    create_registration(event=event, person=officer, affiliation=create_affiliation(person=officer))
    Registration.objects.filter(pk__in=[place.pk for place in checked]).update(
        hold_until=timezone.now() - timedelta(seconds=5)
    )
    return event


def event_in_six_days() -> Event:
    """Everybody registered long ago, so all are due the reminder of seven days."""
    event = create_event(seats=REMINDED, starts_in=timedelta(days=6))
    for _ in range(REMINDED):
        create_registration(event=event)
    event.registrations.update(confirmed_at=timezone.now() - timedelta(days=20))
    return event


def event_that_moved_to(begin: timedelta) -> Event:
    """One has a place and two wait; then its time came."""
    event = create_event(seats=1, hours=2)
    for _ in range(3):
        create_registration(event=event)
    starts = timezone.now() + begin
    Slot.objects.filter(event=event).update(starts_at=starts, ends_at=starts + timedelta(hours=2))
    return event


def changes(event: Event) -> Counter[tuple[str, str]]:
    """Which moves the clock made, and how often."""
    made = Transition.objects.filter(registration__event=event, source=Transition.Source.CLOCK)
    return Counter(made.values_list("from_state", "to_state"))


def test_f15_four_clocks_and_two_workers_do_each_thing_once(promises_hold, tmp_path):
    holds, soon = event_with_a_hold_that_is_over(), event_in_six_days()
    begun = event_that_moved_to(-timedelta(hours=1))
    over = event_that_moved_to(-timedelta(hours=5))

    barrage(CLOCKS, lambda _: call_command("run_clock", stdout=StringIO()))

    assert changes(holds) == {(S.PENDING, S.PENDING): 2}
    assert set(holds.registrations.values_list("state", "holds_seat")) == {
        (S.PENDING, False),
        (S.CONFIRMED, True),
    }
    assert changes(begun) == changes(over) == {(S.WAITLISTED, S.EXPIRED): 2}
    assert over.changes.filter(kind=EventChange.Kind.HELD).count() == 1
    assert Reminder.objects.get().event == soon
    kinds = Counter(OutgoingEmail.objects.values_list("kind", flat=True))
    assert kinds["events/email/reminder"] == REMINDED
    assert kinds["events/email/hold_ended"] == 2
    assert kinds["events/email/expired"] == 4
    each_mail_goes_once(tmp_path)


def test_f15_the_clock_looks_while_a_coordinator_moves_the_event(promises_hold):
    event = event_that_moved_to(-timedelta(hours=5))
    (slot,) = Event.objects.get(pk=event.pk).standing_slots
    start = timezone.now() + timedelta(days=9)
    later = Span(start, start + timedelta(hours=8), slot.pk)
    plan = Plan([later], event.time_zone, event.venue)

    def act(index: int) -> None:
        if index == 0:
            with transaction.atomic():
                schedule.reschedule(event, plan=plan, by=None)
                time.sleep(1.5)
        else:
            time.sleep(0.5)
            call_command("run_clock", stdout=StringIO())

    barrage(2, act)
    assert changes(event) == {}
    assert Event.objects.get(pk=event.pk).state == Event.State.PUBLISHED


def each_mail_goes_once(home: Path) -> None:
    """Two workers share what is queued: every row is sent, in one file."""
    env = server_environment(database_url()) | {"VAR": str(home), "EMAIL_URL": ""}
    workers = [command("run_worker", "--once", env=env) for _ in range(WORKERS)]
    for worker in workers:
        assert worker.popen.wait(60) == 0, worker.output
    rows = OutgoingEmail.objects.all()
    assert set(rows.values_list("state", "attempts")) <= {("sent", 0), ("sent", 1)}
    letters: list[Letter] = Mailbox(home / "mail").letters(to="")
    sent = Counter(letter.message["Message-ID"] for letter in letters)
    assert sent == dict.fromkeys(rows.values_list("message_id", flat=True), 1)
