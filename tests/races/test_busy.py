"""A database that is busy: people wait, or are asked to try again; nobody is told "full"."""

from collections import Counter
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from config.middleware import RETRY_AFTER_SECONDS
from events.models import Event, Registration
from events.tests.factories import create_event
from tests.races import aftermath
from tests.races.buyers import Answer, all_press, create_buyers, open_forms, sessions_of, states
from tests.races.conftest import database_url
from tests.races.foreign import row_lock, sqlite_write_lock
from tests.servers import Web

S = Registration.State
BUYERS, SEATS = 12, 4
OTHER_SQLITE = {"DJANGO_SETTINGS_MODULE": "tests.races.other_sqlite"}


def press_behind(
    lock: AbstractContextManager, web: Web, event: Event, buyers: int = BUYERS
) -> list[list[Answer]]:
    """Everyone has the form open; then all press while the lock is held, after a 503 again."""
    forms = open_forms(web, event, sessions_of(create_buyers(buyers)))
    connection.close()
    with lock:
        return all_press(forms, insist=lambda answer: answer.status == 503)


def everyone_has_their_place(event: Event, answers: list[list[Answer]]) -> Counter[int]:
    """Nobody was told "full" or saw an error; returns how often which status was answered."""
    assert {got[-1].status for got in answers} == {302}
    presses = [answer for got in answers for answer in got]
    seen = Counter(answer.status for answer in presses)
    assert set(seen) <= {302, 503}
    tried_again = {answer.retry_after for answer in presses if answer.status == 503}
    assert tried_again <= {str(RETRY_AFTER_SECONDS)}
    waiting = len(answers) - event.seats
    assert states(event) == [S.CONFIRMED] * event.seats + [S.WAITLISTED] * waiting
    return seen


@pytest.mark.sqlite
def test_c13_people_wait_for_a_foreign_write_lock(promises_hold, web):
    event = create_event(seats=SEATS)
    lock = sqlite_write_lock(connection.settings_dict["NAME"], seconds=10)
    answers = press_behind(lock, web, event)
    assert everyone_has_their_place(event, answers) == {302: BUYERS}
    assert min(got[0].ended - got[0].began for got in answers) > 3  # they did wait


@pytest.mark.sqlite
def test_c13_a_lock_longer_than_patience_is_503_and_try_again(promises_hold, start_web):
    web = start_web(env=OTHER_SQLITE | {"RACES_TIMEOUT": "1"})
    event = create_event(seats=SEATS)
    lock = sqlite_write_lock(connection.settings_dict["NAME"], seconds=8)
    seen = everyone_has_their_place(event, press_behind(lock, web, event))
    assert seen[503] > 0


@pytest.mark.sqlite
def test_c13_the_old_journal_sells_no_seat_twice_either(promises_hold, start_web):
    copy = Path(settings.VAR) / "old_journal.sqlite3"
    copy.unlink(missing_ok=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(copy)])
    options = connection.settings_dict["OPTIONS"] | {"init_command": "PRAGMA journal_mode=DELETE"}
    with aftermath.other_database(NAME=str(copy), OPTIONS=options):
        web = start_web(env=OTHER_SQLITE | {"RACES_JOURNAL": "DELETE"})
        event = create_event(seats=10)
        answers = press_behind(sqlite_write_lock(str(copy), seconds=5), web, event, buyers=50)
        assert everyone_has_their_place(event, answers)[302] == 50
        with closing(connection.cursor()) as cursor:
            assert cursor.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        aftermath.check()
        web.stop()
    copy.unlink()


@pytest.mark.postgresql
def test_c13_a_foreign_row_lock_longer_than_patience_is_503_and_try_again(promises_hold, web):
    event = create_event(seats=SEATS)
    answers = press_behind(row_lock(database_url(), event, seconds=11), web, event)
    assert everyone_has_their_place(event, answers)[503] > 0
