"""Who is told that a seat given back goes to the next in line: only where it does."""

from datetime import timedelta

import pytest
from django.test import Client

from events import registrations, schedule
from events.links import registration_link
from events.models import Transition
from events.tests.factories import create_event, create_registration
from mail import rendering
from mail.models import OutgoingEmail

pytestmark = pytest.mark.django_db
NEXT, FREE = "The seat goes to the next in line.", "Your seat is free for someone else."


def told(registration) -> str:
    """What the page before and the mail after giving back say of the seat."""
    page = Client().get(registration_link(registration.code, "give_back")).content.decode()
    registrations.withdraw(registration, by=None, source=Transition.Source.LINK)
    mail = rendering.render(OutgoingEmail.objects.get(kind="events/email/given_back")).text
    assert [NEXT in page, FREE in page] == [NEXT in mail, FREE in mail]
    assert (NEXT in mail) != (FREE in mail)
    return mail


def test_the_next_in_line_is_named_where_somebody_waits():
    event = create_event(seats=1)
    first = create_registration(event=event)
    create_registration(event=event)

    assert NEXT in told(first)


def test_nobody_waits():
    assert FREE in told(create_registration(event=create_event(seats=1)))


def test_a_postponed_event_gives_no_seats():
    event = create_event(seats=1)
    first = create_registration(event=event)
    create_registration(event=event)
    schedule.postpone(event, by=None, reason="A storm")
    first.refresh_from_db()

    assert FREE in told(first)


def test_on_the_last_day_a_person_decides():
    event = create_event(seats=1, starts_in=timedelta(hours=20))
    first = create_registration(event=event)
    create_registration(event=event)

    assert FREE in told(first)


def test_every_further_day_of_a_cancelled_class_says_so_plainly():
    event = create_event(days=2)
    create_registration(event=event)
    schedule.cancel_event(event, by=None, reason="A storm")

    mail = rendering.render(OutgoingEmail.objects.filter(kind="events/email/day").latest("pk"))

    assert "Day 2 of 2 is cancelled as well." in mail.text
    assert "The first mail says why." in mail.text
    assert mail.subject.startswith("Day 2 of 2 is cancelled as well: ")
