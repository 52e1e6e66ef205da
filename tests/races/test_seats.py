"""Many people want few seats: never one too many, never one lost, one answer for each."""

import random
import time
from collections import Counter
from functools import partial
from statistics import median

import pytest

from accounts.models import User
from events import schedule
from events.invariants import breaches
from events.models import Event, Registration, Transition
from events.models.event import EventManager
from events.plans import ScheduleRefused
from events.tests.factories import create_event, create_registration, create_user_person
from mail.models import OutgoingEmail
from tests.clients import barrage
from tests.races.buyers import (
    Answer,
    all_press,
    answered,
    create_buyers,
    open_form,
    open_forms,
    press,
    sessions_of,
    states,
    unknown_codes,
)
from tests.servers import Web

S = Registration.State
BUYERS, SEATS = 50, 10


def rate(answers: list[Answer]) -> str:
    """How fast people were served, for the figures at the end."""
    took = max(answer.ended for answer in answers) - min(answer.began for answer in answers)
    waits = sorted(answer.ended - answer.began for answer in answers)
    p95 = waits[int(len(waits) * 0.95)]
    return f"{len(answers)} pressed at once: {len(answers) / took:.0f} a second, p95 {p95:.1f} s"


def test_c1_without_the_guard_seats_are_sold_twice(start_web, figure):
    """The negative control: if this cannot oversell, the races below prove nothing."""
    web = start_web(wsgi="tests.races.naive_wsgi:application", threads=8)
    event = create_event(seats=SEATS)
    sessions = sessions_of(create_buyers(BUYERS))
    all_press(open_forms(web, event, sessions))
    sold = event.registrations.filter(holds_seat=True).count()
    figure(f"without the guard {sold} of {SEATS} seats were sold")
    assert sold > SEATS
    assert any(line.startswith("I1 ") for line in breaches())


@pytest.mark.soak
@pytest.mark.parametrize("threads", [2, 8])
def test_c2_fifty_buyers_for_ten_seats(promises_hold, start_web, threads, soaking, figure):
    """As the site runs, and under the very conditions of the negative control."""
    web = start_web(threads=threads)
    sessions = sessions_of(create_buyers(BUYERS))
    for _ in range(5 if soaking else 1):
        event = create_event(seats=SEATS)
        answers = [got[-1] for got in all_press(open_forms(web, event, sessions))]
        figure(f"2 processes with {threads} threads, {rate(answers)}")
        assert Counter(answer.status for answer in answers) == {302: BUYERS}
        assert len({answer.place for answer in answers}) == BUYERS
        assert unknown_codes(answers) == set()
        assert states(event) == [S.CONFIRMED] * SEATS + [S.WAITLISTED] * (BUYERS - SEATS)
        assert OutgoingEmail.objects.filter(topic=f"event/{event.pk}").count() == BUYERS


def test_how_long_one_registration_keeps_the_event_locked(promises_hold, monkeypatch, figure):
    event, locked, held = create_event(seats=SEATS), [], []
    lock = EventManager.lock

    def noting(self: EventManager, pk: int) -> Event:
        found = lock(self, pk)
        locked.append(time.perf_counter())
        return found

    monkeypatch.setattr(EventManager, "lock", noting)
    people = [create_user_person() for _ in range(20)]
    for person in people:
        create_registration(event=event, person=person)
        held.append(1000 * (time.perf_counter() - locked.pop()))
    figure(
        f"one registration keeps the event locked {median(held):.0f} ms, at most {max(held):.0f}"
    )
    assert median(held) < 200


def test_c3_twenty_tabs_of_one_person_get_one_place(promises_hold, web):
    event = create_event(seats=SEATS)
    sessions = sessions_of(create_buyers(1)) * 20
    answers = [got[-1] for got in all_press(open_forms(web, event, sessions))]
    one_place_for(event, answers)


def test_c3_one_form_pressed_twenty_times_gets_one_place(promises_hold, web):
    event = create_event(seats=SEATS, audience="responders")
    client, form = open_form(web, event, *sessions_of(create_buyers(1)))
    works_at = {"profession": "police", "agency": "Blue River Police"}
    answers = barrage(20, lambda _: press(client, form, **works_at))
    one_place_for(event, answers, S.PENDING)


def one_place_for(event: Event, answers: list[Answer], state: str = S.CONFIRMED) -> None:
    """One row, one change, one mail, and the same answer for every press."""
    registration = Registration.objects.get()
    assert (registration.state, registration.event) == (state, event)
    expected = (302, f"/registrations/{registration.code}/")
    assert {(answer.status, answer.place) for answer in answers} == {expected}
    assert registration.transitions.count() == 1
    assert OutgoingEmail.objects.count() == 1


def test_i8_a_place_given_back_twenty_times_frees_one_seat(promises_hold, web):
    event = create_event(seats=2)
    sessions = sessions_of(create_buyers(5))
    places = [got[-1].place for got in all_press(open_forms(web, event, sessions))]
    mine = event.registrations.order_by("arrival").first()
    holder = next(index for index, place in enumerate(places) if mine.code in place)
    client, _form = open_form(web, create_event(), sessions[holder])
    form = client.open_form(f"/registrations/{mine.code}/cancel/")

    def give_back(_) -> Answer:
        return answered(client.submit(form, follow=False), time.monotonic())

    answers = barrage(20, give_back)
    assert {(answer.status, answer.place) for answer in answers} == {(302, places[holder])}
    assert states(event) == [S.WITHDRAWN, S.CONFIRMED, S.CONFIRMED, S.WAITLISTED, S.WAITLISTED]
    assert OutgoingEmail.objects.filter(kind="events/email/given_back").count() == 1


@pytest.mark.soak
def test_c8_seats_are_added_and_taken_away_while_fifty_press(promises_hold, web, soaking):
    rng = random.Random(8)
    sessions = sessions_of(create_buyers(BUYERS))
    for _ in range(5 if soaking else 1):
        event = create_event(seats=SEATS)
        answers = all_press(
            open_forms(web, event, sessions), meanwhile=partial(change_seats, event, rng)
        )
        event.refresh_from_db()
        assert Counter(got[-1].status for got in answers) == {302: BUYERS}
        # I7: nobody lost anything, and I12: no seat stands empty while people wait.
        places = Counter(states(event))
        assert places == {S.CONFIRMED: event.seats, S.WAITLISTED: BUYERS - event.seats}
        ended = Transition.objects.exclude(to_state__in=[S.CONFIRMED, S.WAITLISTED])
        assert not ended.exists()


def change_seats(event: Event, rng: random.Random) -> None:
    """A coordinator who cannot decide."""
    changed = 0
    for _ in range(20):
        time.sleep(rng.uniform(0.02, 0.1))
        try:
            schedule.change_seats(event, seats=rng.randint(1, 30), by=None)
            changed += 1
        except ScheduleRefused:
            continue  # below the seats that are taken
    assert changed > 0


@pytest.mark.soak
def test_f10_press_again_while_the_first_press_is_still_on_its_way(promises_hold, web, soaking):
    given_up = 0
    for number in range(20 if soaking else 3):
        event = create_event(seats=1)
        answers = impatient_people(web, event, create_buyers(8, f"impatient{number}-"))
        given_up += [got[0].status for got in answers].count(0)
        assert {got[0].status for got in answers} <= {0, 302}
        for _first, second, third in answers:
            assert (second.status, second.place) == (third.status, third.place)
            assert second.status == 302
        assert unknown_codes([answer for got in answers for answer in got]) == set()
        assert states(event) == [S.CONFIRMED] + [S.WAITLISTED] * 7
        assert OutgoingEmail.objects.filter(topic=f"event/{event.pk}").count() == 8
    assert given_up > 0


def impatient_people(web: Web, event: Event, users: list[User]) -> list[list[Answer]]:
    """They give up the first press after a few hundredths of a second, and press twice more."""
    forms = open_forms(web, event, sessions_of(users))

    def act(index: int) -> list[Answer]:
        client, form = forms[index]
        client.timeout = random.uniform(0.01, 0.04)
        first = press(client, form)
        client.timeout = 60
        return [first, press(client, form), press(client, form)]

    return barrage(len(forms), act)


def test_f10_double_press_refresh_and_a_second_tab_show_the_first_answer(promises_hold, web):
    event = create_event(seats=1)
    session = sessions_of(create_buyers(1))[0]
    client, form = open_form(web, event, session)
    tab, other_form = open_form(web, event, session)
    answers = [press(client, form), press(client, form), press(tab, other_form)]
    one_place_for(event, answers)
    back_button = client.get(f"/events/{event.slug}/register/")
    assert back_button.url.endswith(answers[0].place)
