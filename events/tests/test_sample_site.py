"""`manage.py demo_data`: the two classes of the article and what can go wrong, on any day."""

import re

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db.models import Count

from accounts.models import Affiliation, User
from cms.models import CoursePage
from config.procfile import WELCOME
from courses.models import Course
from events.invariants import breaches
from events.models import Event
from events.tests.factories import create_course
from events.views.office.attendance import tallies

pytestmark = pytest.mark.django_db


@pytest.fixture
def debug(settings):
    settings.DEBUG = True


def hours(event: Event) -> list[tuple[str, str]]:
    """Weekday and clock times of each slot, as people in the event's zone read them."""
    local = (
        (slot.starts_at.astimezone(event.zone), slot.ends_at.astimezone(event.zone))
        for slot in event.standing_slots
    )
    return [(f"{starts:%a}", f"{starts:%H:%M}-{ends:%H:%M}") for starts, ends in local]


# A usual day, the last before the clocks go forward, and the day they go back.
@pytest.mark.parametrize("today", ["2026-11-20", "2027-03-13", "2027-11-07"])
def test_the_sample_site_is_whole_on_any_day(debug, today):
    with time_machine.travel(f"{today}T18:00:00+00:00", tick=False):
        call_command("demo_data", verbosity=0)

        assert list(breaches()) == []
        assert CoursePage.objects.live().exists()
        events = list(Event.objects.listed().with_waiting().order_by("pk"))
        (held,) = (event for event in events if event.state == Event.State.HELD)
        events.remove(held)
        assert hours(held) == [("Mon", "08:00-16:00")]
        assert [tally.words for tally in tallies(held)] == ["38 came (1 left early), 3 no-shows"]
        academy = next(event for event in events if event.venue.name.startswith("KCPD"))
        stadium = next(event for event in events if event.venue.name.startswith("Kauffman"))
        assert hours(academy) == [("Mon", "08:00-16:00")]
        assert hours(stadium) == [("Sat", "09:00-15:00")]
        assert {"cancelled", "postponed", "published"} == {event.state for event in events}
        full = [event for event in events if event.waiting]
        assert [(event.seats_left, event.waiting > 0) for event in full] == [(0, True)]
        two_days = Event.objects.annotate(days=Count("slots")).get(days=2)
        offsets = {
            slot.starts_at.astimezone(two_days.zone).tzname() for slot in two_days.slots.all()
        }
        assert offsets == {"CST", "CDT"}


def test_make_run_says_of_each_account_what_is_true(debug):
    call_command("demo_data", verbosity=0)
    said = dict(re.findall(r"(\S+@\S+) +(.+)", WELCOME))
    users = {user.email: user for user in User.objects.order_by("pk")}
    assert list(said) == list(users)
    assert [words for email, words in said.items() if users[email].is_superuser] == ["everything"]
    in_office = [email for email in said if users[email].has_perm("wagtailadmin.access_admin")]
    assert in_office == ["admin@example.org", "coordinator@example.org", "editor@example.org"]
    assert all(users[email].has_perm("events.run_event") for email in in_office[:2])
    assert not users[in_office[2]].has_perm("events.run_event")
    states = {
        email: list(Affiliation.objects.filter(person__user=user).values_list("state", flat=True))
        for email, user in users.items()
    }
    verified = [email for email, found in states.items() if found == [Affiliation.State.VERIFIED]]
    assert verified == ["officer@blueriver.example", "chief@blueriver.example"]
    assert states["newcomer@easternjackson.example"] == [Affiliation.State.CLAIMED]
    waiting = users["newcomer@easternjackson.example"].person.registrations
    assert waiting.get().state == "pending_eligibility"


def test_it_is_loaded_once_and_never_over_real_data(debug):
    create_course()
    with pytest.raises(CommandError, match="holds people or courses"):
        call_command("demo_data", verbosity=0)
    assert (Course.objects.count(), Event.objects.count()) == (1, 0)


def test_once_leaves_a_loaded_site_alone(debug):
    call_command("demo_data", verbosity=0)
    before = Event.objects.count()
    call_command("demo_data", once=True, verbosity=0)
    assert Event.objects.count() == before


def test_it_needs_debug(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="needs DEBUG on"):
        call_command("demo_data")
    assert User.objects.count() == 0
