"""Nobody learns from our answers who has an account here (A1)."""

import time
from statistics import median

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client

from accounts.models import User
from accounts.tests.steps import CODE_PAGE, ask_for_code, mails_to, seen, sign_up
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
