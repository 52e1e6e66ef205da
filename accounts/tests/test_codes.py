"""Guessing passwords and codes: how far it gets (A4, A5)."""

from collections import Counter

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from accounts.models import User
from accounts.tests.steps import (
    CODE_PAGE,
    ask_for_code,
    newest_code,
    sign_in_by_code,
    user_id,
)
from tests.people import create_user
from tests.threads import together

ADA = "ada@example.org"
PASSWORD_PAGE = "/accounts/login/password/"
NOON = "2026-11-20 12:00:00Z"


@pytest.mark.django_db
@time_machine.travel(NOON, tick=False)  # within one minute, however slow the machine
@pytest.mark.parametrize("forged", [False, True])
def test_a4_one_password_against_a_thousand_accounts_is_refused(forged):
    """Also with another X-Forwarded-For each time: no proxy of ours stands before the site."""
    client, answers = Client(), Counter()
    for number in range(1000):
        forwarded = {"X-Forwarded-For": f"203.0.113.{number % 250}"} if forged else {}
        data = {"login": f"user{number}@example.org", "password": "Summer-2026-word"}
        answers[client.post(PASSWORD_PAGE, data, headers=forwarded).status_code] += 1
    assert answers == {200: 30, 429: 970}


@pytest.mark.django_db
@time_machine.travel(NOON, tick=False)
def test_a4_a_thousand_code_requests_from_one_address_are_refused_after_a_classroom():
    answers = Counter(
        ask_for_code(Client(), f"user{number}@example.org").status_code for number in range(1000)
    )
    assert answers == {302: 200, 429: 800}


@pytest.mark.django_db
def test_a3_five_wrong_passwords_close_the_password_door_and_a_code_still_opens(client):
    user = create_user(email=ADA)
    user.set_password("a-long-true-word-77")
    user.save()
    for _try in range(5):
        client.post(PASSWORD_PAGE, {"login": ADA, "password": "wrong-word-99"})
    client.post(PASSWORD_PAGE, {"login": ADA, "password": "a-long-true-word-77"})
    assert user_id(client) is None
    sign_in_by_code(client, ADA)
    assert user_id(client) == str(user.pk)


@pytest.mark.django_db
def test_a5_after_three_wrong_codes_the_right_one_is_refused(client):
    create_user(email=ADA)
    ask_for_code(client, ADA)
    for _try in range(3):
        client.post(CODE_PAGE, {"code": "BBBB-BBBB"})
    client.post(CODE_PAGE, {"code": newest_code(ADA)})
    assert user_id(client) is None


@pytest.mark.django_db
@pytest.mark.parametrize("known", [True, False])
def test_a_wrong_code_says_how_many_tries_are_left(client, known):
    if known:
        create_user(email=ADA)
    ask_for_code(client, ADA)
    answers = [client.post(CODE_PAGE, {"code": "BBBB-BBBB"}) for _try in range(3)]
    assert "You can try 2 more times." in answers[0].content.decode()
    assert "You can try 1 more time." in answers[1].content.decode()
    assert answers[2].status_code == 302


@pytest.mark.django_db
def test_a5_a_code_works_once_and_in_its_own_browser_alone(client):
    create_user(email=ADA)
    ask_for_code(client, ADA)
    code, other = newest_code(ADA), Client()
    assert other.post(CODE_PAGE, {"code": code}).status_code == 302
    ask_for_code(other, ADA)
    other.post(CODE_PAGE, {"code": code})
    assert user_id(other) is None

    client.post(CODE_PAGE, {"code": code})
    assert user_id(client)
    client.post("/accounts/logout/")
    client.post(CODE_PAGE, {"code": code})
    assert user_id(client) is None


@pytest.mark.django_db
def test_a5_a_code_is_dead_after_ten_minutes(client):
    create_user(email=ADA)
    with time_machine.travel(NOON, tick=False) as clock:
        ask_for_code(client, ADA)
        code = newest_code(ADA)
        clock.shift(601)
        client.post(CODE_PAGE, {"code": code})
        assert user_id(client) is None
        sign_in_by_code(client, ADA)
        assert user_id(client)


@pytest.mark.django_db
def test_a5_a_code_is_taken_however_it_is_typed(client):
    create_user(email=ADA)
    ask_for_code(client, ADA)
    typed = f" {newest_code(ADA).replace('-', ' ').lower()} "
    client.post(CODE_PAGE, {"code": typed})
    assert user_id(client)


def _guess_together(session_key: str, codes: list[str]) -> list[Client]:
    """Every code at the same moment, each by a browser with the same session."""

    def guess(code: str) -> Client:
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = session_key
        client.post(CODE_PAGE, {"code": code})
        return client

    return together(guess, codes)


@pytest.mark.django_db(transaction=True)
def test_a5_of_twenty_parallel_guesses_at_most_three_are_looked_at(monkeypatch):
    """The count in the session alone lets 7 to 13 of them pass."""
    create_user(email=ADA)
    client = Client()
    ask_for_code(client, ADA)
    looked_at = []
    real = "allauth.account.forms.compare_user_code"
    monkeypatch.setattr(real, lambda *, actual, expected: bool(looked_at.append(actual)))
    _guess_together(
        client.session.session_key, [f"BBBB-BBB{letter}" for letter in "CDFGHJKLMNPQRSTVWXZB"]
    )
    assert 1 <= len(looked_at) <= 3
    monkeypatch.undo()
    client.post(CODE_PAGE, {"code": newest_code(ADA)})
    assert user_id(client) is None
    assert User.objects.get().last_login is None
