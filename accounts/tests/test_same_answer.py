"""Nobody learns from our answers who has an account here (A1)."""

import re
import time
from statistics import median

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.tests.steps import CODE_PAGE, ask_for_code, mails_to, seen, sign_up, user_id
from tests.people import create_user

KNOWN, UNKNOWN = "known@example.org", "other@example.org"  # equally long: so is the page


def sign_in_by_password(client: Client, email: str):
    return client.post("/accounts/login/password/", {"login": email, "password": "wrong-word-99"})


def reset(client: Client, email: str):
    return client.post("/accounts/password/reset/", {"email": email})


DOORS = [sign_up, ask_for_code, sign_in_by_password, reset]


class QuickHasher(PBKDF2PasswordHasher):
    """About 30 ms: more than the gap allowed, so that a hash left out would show."""

    iterations = 60_000


def known_user() -> User:
    user = create_user(email=KNOWN)
    user.set_password("a-long-true-word-77")
    user.save()
    return user


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS)
def test_a1_known_and_unknown_get_the_same_answer(door):
    known_user()
    answers = []
    for email in (KNOWN, UNKNOWN):
        client = Client()
        first = door(client, email)
        shown = [seen(first, email)]
        if first.status_code == 302:
            page = client.get(first["Location"])
            assert page.status_code == 200
            wrong = client.post(first["Location"], {"code": "BBBB-BBBB"})
            shown += [seen(page, email), seen(wrong, email)]
        answers.append(shown)
    assert answers[0] == answers[1]


@pytest.mark.django_db
def test_a1_a_resent_code_and_the_third_wrong_one_look_the_same():
    known_user()
    answers = []
    for email in (KNOWN, UNKNOWN):
        client = Client()
        ask_for_code(client, email)
        shown = [client.post(CODE_PAGE, {"action": "resend"})]
        shown += [client.post(CODE_PAGE, {"code": "BBBB-BBBB"}) for _try in range(3)]
        shown.append(client.get("/accounts/login/"))
        answers.append([seen(response, email) for response in shown])
    assert answers[0] == answers[1]


@pytest.mark.django_db
def test_a1_an_unknown_address_gets_no_mail_at_sign_in():
    ask_for_code(Client(), UNKNOWN)
    reset(Client(), UNKNOWN)
    assert mails_to(UNKNOWN) == []
    assert not User.objects.filter(email=UNKNOWN).exists()


def _statements(captured: CaptureQueriesContext) -> list[str]:
    """What was asked of the database, without the values; a savepoint ends one way or the other."""
    shapes = []
    for query in captured:
        shape = re.sub(r"'[^']*'|\b\d+(\.\d+)?\b|(?<=SAVEPOINT ).*", "?", query["sql"])
        shapes.append(re.sub(r"^(RELEASE|ROLLBACK TO) SAVEPOINT", "END OF SAVEPOINT", shape))
    return shapes


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("door", DOORS)
def test_a1_known_and_unknown_cost_the_same_statements(door):
    """At the door, on the code page, for a wrong code, and for a resent one."""
    known_user()
    door(Client(), "first@example.org")  # what is loaded once is loaded
    asked = []
    for email in (KNOWN, UNKNOWN):
        client, steps = Client(), []
        with CaptureQueriesContext(connection) as captured:
            first = door(client, email)
        steps.append(_statements(captured))
        if first.status_code == 302:
            page = first["Location"]
            sent = [None, {"code": "BBBB-BBBB"}, {"action": "resend"}]
            for data in sent if page == CODE_PAGE else sent[:2]:
                with CaptureQueriesContext(connection) as captured:
                    client.post(page, data) if data else client.get(page)
                steps.append(_statements(captured))
        asked.append(steps)
    assert [len(step) for step in asked[0]] == [len(step) for step in asked[1]]
    assert asked[0] == asked[1]


@pytest.mark.django_db(transaction=True)
def test_a1_the_mail_for_nobody_is_written_and_taken_back():
    ask_for_code(Client(), "first@example.org")
    with CaptureQueriesContext(connection) as captured:
        ask_for_code(Client(), UNKNOWN)
    assert sum('INTO "mail_outgoingemail"' in query["sql"] for query in captured) == 1
    assert mails_to(UNKNOWN) == []


@pytest.mark.django_db
def test_a1_the_login_made_in_vain_at_sign_up_leaves_nothing():
    known_user()
    sign_up(Client(), KNOWN)
    assert [user.email for user in User.objects.all()] == [KNOWN]
    assert len(mails_to(KNOWN)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("door", [ask_for_code, reset])
def test_a1_the_right_code_for_nobody_lets_nobody_in(door, client):
    """Nobody was mailed it; whoever guessed it all the same is not signed in."""
    page = door(client, UNKNOWN)["Location"]
    (code,) = re.findall(r"'code': '([^']+)'", str(dict(client.session)))
    client.raise_request_exception = False
    client.post(page, {"code": code})
    assert user_id(client) is None
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("door", DOORS)
def test_a1_known_and_unknown_take_the_same_time(door, settings, soaking):
    """Medians within 10 ms, one repeat allowed; limits lifted."""
    settings.ACCOUNT_RATE_LIMITS = False
    settings.PASSWORD_HASHERS = [f"{__name__}.QuickHasher"]
    known_user()
    samples = 200 if soaking else 40
    gaps = []
    for _round in range(2):
        taken = {KNOWN: [], UNKNOWN: []}
        for number in range(samples):
            for kind in taken:
                email = KNOWN if kind == KNOWN else f"n{_round}-{number}@example.org"
                client = Client()
                start = time.perf_counter()
                door(client, email)
                taken[kind].append(time.perf_counter() - start)
        gaps.append(abs(median(taken[KNOWN]) - median(taken[UNKNOWN])))
        if gaps[-1] < 0.010:
            break
    assert min(gaps) < 0.010, gaps


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS)
def test_an_address_longer_than_any_mail_server_takes_is_refused_in_words(door):
    answer = door(Client(), f"{'a' * 280}@example.org")
    assert answer.status_code == 200
    assert b"at most 254 characters" in answer.content or b"too long" in answer.content
