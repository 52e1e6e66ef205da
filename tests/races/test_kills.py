"""Processes and databases that die while people press: what was acknowledged is there."""

import os
import random
import signal
import time
from collections import Counter
from functools import partial

import pytest

from events.models import Event, Registration
from events.tests.factories import create_event
from tests.clients import Client
from tests.clusters import Cluster
from tests.races import aftermath
from tests.races.buyers import (
    Answer,
    all_press,
    create_buyers,
    open_forms,
    sessions_of,
    states,
    unknown_codes,
)
from tests.races.conftest import database_url
from tests.servers import Web

S = Registration.State
BUYERS, SEATS = 50, 10
RECOVERS_WITHIN_SECONDS = 30


def everyone_was_served(event: Event, answers: list[list[Answer]]) -> None:
    """I3: every acknowledged press has its row; and in the end everyone has one place."""
    acknowledged = [answer for got in answers for answer in got if answer.status == 302]
    assert unknown_codes(acknowledged) == set()
    for got in answers:
        assert len({answer.place for answer in got if answer.status == 302}) == 1
    assert Counter(got[-1].status for got in answers) == {302: BUYERS}
    waiting = BUYERS - event.seats
    assert states(event) == [S.CONFIRMED] * event.seats + [S.WAITLISTED] * waiting


def kill_workers(web: Web, rng: random.Random, kills: int = 3) -> None:
    """kill -9 on one of the server's worker processes, at random moments."""
    for _ in range(kills):
        time.sleep(rng.uniform(0.02, 0.3))
        if workers := web.children:
            os.kill(rng.choice(workers), signal.SIGKILL)


@pytest.mark.soak
def test_c10_killed_workers_lose_nothing_that_was_acknowledged(promises_hold, web, soaking, figure):
    rng = random.Random(10)
    statuses: Counter[int] = Counter()
    for number in range(30 if soaking else 3):
        sessions = sessions_of(create_buyers(BUYERS, f"round{number}-"))
        event = create_event(seats=SEATS)
        answers = all_press(
            open_forms(web, event, sessions),
            meanwhile=partial(kill_workers, web, rng),
            insist=lambda answer: answer.status == 0,
        )
        statuses.update(answer.status for got in answers for answer in got)
        everyone_was_served(event, answers)
        wait_for_workers(web)
    figure(f"workers killed while people pressed: answers {dict(statuses)}")
    assert set(statuses) == {0, 302}  # some were cut off, nobody saw an error page


def wait_for_workers(web: Web) -> None:
    """The master puts a new worker in the place of each that died."""
    until = time.monotonic() + RECOVERS_WITHIN_SECONDS
    while len(web.children) < web.workers:
        assert time.monotonic() < until
        time.sleep(0.1)
    assert Client(web.url).get("/healthz").status == 200


@pytest.mark.soak
@pytest.mark.postgresql
def test_c11_postgresql_crashes_while_people_press(start_web, throwaway_postgres, soaking, figure):
    cluster = throwaway_postgres()
    cluster.fill_from(database_url())
    with aftermath.other_database(NAME="rollcall", HOST="127.0.0.1", PORT=cluster.port):
        web = start_web(url=cluster.url)
        for number in range(5 if soaking else 1):
            crash_while_people_press(web, cluster, figure, number)
        aftermath.check()
        assert aftermath.left_in_transaction() == []
        assert len(web.children) == 2
        web.stop()


def crash_while_people_press(web: Web, cluster: Cluster, figure, number: int) -> None:
    """50 press; a moment later the database server dies and comes back."""
    sessions = sessions_of(create_buyers(BUYERS, f"round{number}-"))
    event = create_event(seats=SEATS)
    took: list[float] = []

    def crash() -> None:
        time.sleep(random.uniform(0.02, 0.3))
        began = time.monotonic()
        cluster.restart("immediate")
        while Client(web.url).get("/events/").status != 200:
            assert time.monotonic() < began + RECOVERS_WITHIN_SECONDS
            time.sleep(0.1)
        took.append(time.monotonic() - began)

    forms = open_forms(web, event, sessions)
    answers = all_press(forms, meanwhile=crash, insist=lambda answer: answer.status == 503)
    statuses = Counter(answer.status for got in answers for answer in got)
    figure(f"PostgreSQL crashed, back after {took[0]:.1f} s: answers {dict(statuses)}")
    assert set(statuses) <= {302, 503}
    assert statuses[503] > 0
    everyone_was_served(event, answers)
