"""Everything at once, at random; and places beyond the seats while others press."""

import os
from collections import Counter
from datetime import timedelta

import pytest

from events import registrations
from events.models import Event, EventChange, Registration
from events.registrations import RegistrationRefused
from events.tests.factories import create_event, create_staff
from tests.clients import barrage
from tests.people import create_person
from tests.races.buyers import create_buyers, sessions_of
from tests.races.walk import Walker

S = Registration.State
PROCESSES, PEOPLE = 4, 16
SEED = int(os.environ.get("RACES_SEED", "5"))


def small_events() -> list[Event]:
    """For citizens; for responders; and one that starts so soon that only a press promotes."""
    return [
        create_event(seats=2),
        create_event(seats=2, audience="responders"),
        create_event(seats=2, starts_in=timedelta(hours=20)),
    ]


@pytest.mark.soak
def test_c5_random_steps_of_people_staff_and_clock(promises_hold, web, soaking, figure):
    steps = (500 if soaking else 60) // PROCESSES
    events = small_events()
    people = create_buyers(PEOPLE)
    sessions = dict(zip([user.email for user in people], sessions_of(people), strict=True))
    staff = create_staff(rights=("run_event", "overbook_event"))

    def act(index: int) -> Counter[str]:
        seed = SEED * 1000 + index
        return Walker(web.url, seed, events, sessions, staff).walk(steps)

    outcomes: Counter[str] = sum(barrage(PROCESSES, act), Counter())
    figure(f"random steps, seed {SEED}: {dict(sorted(outcomes.items()))}")
    on_the_site = ("take_a_place", "give_back")
    pressed = {name.partition(": ")[2] for name in outcomes if name.startswith(on_the_site)}
    # 302 taken or given back, 409 refused in words, 429 more presses than a person would make.
    assert pressed <= {"302", "409", "429", "gone", "none"}
    assert outcomes["take_a_place: 302"] > 0
    assert outcomes["give_back: 302"] > 0


def test_c14_five_places_beyond_the_seats_while_others_register(promises_hold, transactional_db):
    event = create_event(seats=5)
    staff = create_staff(rights=("run_event", "overbook_event"))
    unauthorised = create_staff(email="other@example.org", rights=())
    unauthorised.groups.clear()

    def act(index: int) -> str:
        person = create_person(given_name="Person", family_name=str(index))
        by = unauthorised if index == 19 else staff
        try:
            registration = registrations.add_by_hand(
                event, person=person, by=by, reason="phoned", beyond_seats=index % 4 == 3
            )
        except RegistrationRefused:
            return "refused"
        return "beyond" if registration.beyond_seats else registration.state

    for _ in range(5):  # until the seats are gone, who may sit beyond them sits within
        registrations.add_by_hand(event, person=create_person(), by=staff, reason="phoned")
    outcomes = Counter(barrage(20, act))
    assert outcomes == {"beyond": 4, "refused": 1, S.WAITLISTED: 15}
    event.refresh_from_db()
    assert (event.seats, event.seats_taken, event.overbooked) == (5, 9, 4)
    audited = event.changes.filter(kind=EventChange.Kind.OVERBOOKED, by=staff, reason="phoned")
    assert audited.count() == 4


def test_c14_places_beyond_the_seats_while_the_last_seats_go(promises_hold, transactional_db):
    event = create_event(seats=5)
    staff = create_staff(rights=("run_event", "overbook_event"))

    def act(index: int) -> bool:
        return registrations.add_by_hand(
            event,
            person=create_person(family_name=str(index)),
            by=staff,
            reason="phoned",
            beyond_seats=index < 5,
        ).beyond_seats

    beyond = sum(barrage(15, act))
    event.refresh_from_db()
    assert (event.seats_taken, event.overbooked) == (5 + beyond, beyond)
    assert event.changes.filter(kind=EventChange.Kind.OVERBOOKED).count() == beyond
