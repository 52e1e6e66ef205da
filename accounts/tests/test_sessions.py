"""Second factor for staff, sessions that end, fresh proof before a change (A7, A9, A10)."""

from unittest.mock import patch

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.contrib.auth.models import Group, Permission
from django.test import Client

from accounts.models import Person, User
from accounts.tests.steps import (
    ask_for_code,
    kinds_to,
    mails_to,
    newest_code,
    sign_in_by_code,
    user_id,
)
from tests.people import create_user

ADA, NEW = "ada@example.org", "ada.rivera@example.org"
REAUTH = "/accounts/reauthenticate/code/"
NOON = "2026-11-20 12:00:00Z"


def totp_code(secret: str) -> str:
    """What an authenticator app shows now."""
    counters = list(auth.yield_hotp_counters_from_time())
    return auth.format_hotp_value(auth.hotp_value(secret, counters[len(counters) // 2]))


def enrol_app(client: Client) -> str:
    """Adds an authenticator app; returns its secret.

    The transaction of the test never commits: what waits for that happens at once, in the request.
    """
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    with patch("django.db.transaction.on_commit", lambda do: do()):
        answer = client.post("/accounts/2fa/totp/activate/", {"code": totp_code(secret)})
    assert answer.status_code == 302
    return secret


@pytest.mark.django_db
@pytest.mark.parametrize("right", ["is_staff", "is_superuser", "group"])
def test_a7_staff_without_a_second_factor_reach_enrolment_alone(client, right):
    user = create_user(email=ADA)
    if right == "group":
        group = Group.objects.create(name="Trainers who edit")
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        user.groups.add(group)
    else:
        User.objects.filter(pk=user.pk).update(**{right: True})
    sign_in_by_code(client, ADA)
    places = ["/admin/", "/admin/accounts/"] + ([] if right == "group" else ["/", "/accounts/"])
    for place in places:
        assert client.get(place)["Location"] == "/accounts/2fa/", place
    page = client.get("/accounts/2fa/")
    assert "Staff need a second factor" in page.content.decode()
    assert client.get("/accounts/2fa/webauthn/add/").status_code == 200
    assert client.get("/help/").status_code == 200

    enrol_app(client)

    assert client.get("/accounts/").status_code == 200
    assert client.get("/admin/account/").status_code == (302 if right == "is_staff" else 200)
    assert client.post("/accounts/logout/")["Location"] == "/"


@pytest.mark.django_db
def test_a7_a_session_from_before_the_second_factor_proves_it_first(client):
    create_user(email=ADA, staff=True, superuser=True)
    sign_in_by_code(client, ADA)
    auth.TOTP.activate(User.objects.get(), auth.generate_totp_secret())
    answer = client.get("/admin/")
    assert answer["Location"] == "/accounts/2fa/reauthenticate/?next=%2Fadmin%2F"
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.django_db
def test_a7_with_debug_on_and_for_everyone_else_nothing_is_asked(client, settings):
    create_user(email=ADA)
    sign_in_by_code(client, ADA)
    assert client.get("/accounts/").status_code == 200
    settings.DEBUG = True
    User.objects.update(is_staff=True, is_superuser=True)
    assert client.get("/admin/account/").status_code == 200


@pytest.mark.django_db
def test_a9_a_planted_session_is_not_the_one_that_signs_in(client):
    create_user(email=ADA)
    ask_for_code(client, ADA)
    planted = client.session.session_key
    client.post("/accounts/login/code/confirm/", {"code": newest_code(ADA)})
    assert client.session.session_key != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert user_id(thief) is None


def stolen_copy(client: Client) -> Client:
    thief = Client()
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    assert thief.get("/accounts/").status_code == 200
    return thief


@pytest.mark.django_db
def test_a9_a_stolen_cookie_is_dead_after_sign_out(client):
    create_user(email=ADA)
    sign_in_by_code(client, ADA)
    thief = stolen_copy(client)
    client.post("/accounts/logout/")
    assert thief.get("/accounts/").status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["password", "second factor", "e-mail"])
def test_a9_other_sessions_are_dead_after_a_change(client, change):
    create_user(email=ADA)
    other = Client()
    sign_in_by_code(other, ADA)
    sign_in_by_code(client, ADA)
    if change == "password":
        new = {"password1": "a-long-true-word-77", "password2": "a-long-true-word-77"}
        client.post("/accounts/password/set/", new)
    elif change == "e-mail":
        client.post("/accounts/email/", {"action_add": "", "email": NEW})
        client.post("/accounts/confirm-email/", {"code": newest_code(NEW)})
    else:
        enrol_app(client)
    assert client.get("/accounts/").status_code == 200
    assert other.get("/accounts/").status_code == 302


@pytest.mark.django_db
def test_a10_an_old_session_changes_nothing_without_a_fresh_proof(client):
    """The person has neither password nor authenticator: a code to the present address."""
    create_user(email=ADA)
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in_by_code(client, ADA)
        clock.shift(600)
        changes = {
            "/accounts/email/": {"action_add": "", "email": NEW},
            "/accounts/password/set/": {"password1": "x", "password2": "x"},
            "/accounts/2fa/totp/activate/": {"code": "123456"},
            "/accounts/2fa/webauthn/add/": {"name": "Key"},
        }
        for path, data in changes.items():
            answer = client.post(path, data)
            assert answer["Location"].startswith(REAUTH + "?next="), path
    assert kinds_to(NEW) == []
    assert User.objects.get().email == ADA


@pytest.mark.django_db
def test_a10_a_changed_address_is_told_to_both_addresses(client):
    user = create_user(email=ADA)
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in_by_code(client, ADA)
        clock.shift(600)
        answer = client.post("/accounts/email/", {"action_add": "", "email": NEW})
        client.post("/accounts/reauthenticate/code/send/?next=/accounts/email/")
        code = newest_code(ADA)
        assert mails_to(ADA)[-1].kind == "account/email/reauthentication_code"
        assert client.post(REAUTH, {"code": "BBBB-BBBB"}).status_code == 200
        answer = client.post(REAUTH, {"code": code, "next": "/accounts/email/"})
        assert answer["Location"] == "/accounts/confirm-email/"  # the change goes on by itself
        client.post("/accounts/confirm-email/", {"code": newest_code(NEW)})

    user.refresh_from_db()
    assert user.email == Person.objects.get(user=user).contact_email == NEW
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [
        (NEW, True, True)
    ]
    for address in (ADA, NEW):
        told = mails_to(address)[-1]
        assert told.kind == "account/email/email_changed"
        assert (told.facts["from_email"], told.facts["to_email"]) == (ADA, NEW)
        assert not told.sensitive


@pytest.mark.django_db
def test_a10_three_wrong_codes_end_the_proof_and_a_code_by_mail_cannot_replace_an_app(client):
    create_user(email=ADA)
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in_by_code(client, ADA)
        secret = enrol_app(client)
        clock.shift(600)
        answer = client.get("/accounts/2fa/totp/deactivate/")
        assert answer["Location"].startswith("/accounts/2fa/reauthenticate/")
        assert client.get(REAUTH)["Location"].startswith("/accounts/2fa/reauthenticate/")
        client.post("/accounts/2fa/reauthenticate/", {"code": totp_code(secret)})
        client.post("/accounts/2fa/totp/deactivate/")
        assert not Authenticator.objects.exists()

        clock.shift(600)
        client.post("/accounts/reauthenticate/code/send/")
        code = newest_code(ADA)
        for _try in range(3):
            client.post(REAUTH, {"code": "BBBB-BBBB"})
        client.post(REAUTH, {"code": code})
        answer = client.post("/accounts/password/set/", {})
        assert answer["Location"].startswith(REAUTH)
    assert "mfa/email/totp_activated" in kinds_to(ADA)
    assert "mfa/email/totp_deactivated" in kinds_to(ADA)


@pytest.mark.django_db
def test_an_address_that_someone_else_only_began_to_use_can_be_taken(client):
    squatter = User.objects.create_user(NEW)
    user = create_user(email=ADA)
    sign_in_by_code(client, ADA)
    client.post("/accounts/email/", {"action_add": "", "email": NEW})
    client.post("/accounts/confirm-email/", {"code": newest_code(NEW)})
    user.refresh_from_db()
    assert user.email == NEW
    assert not User.objects.filter(pk=squatter.pk).exists()


@pytest.mark.django_db
def test_an_address_of_someone_else_cannot_be_taken(client):
    create_user(email=NEW)
    user = create_user(email=ADA)
    sign_in_by_code(client, ADA)
    client.post("/accounts/email/", {"action_add": "", "email": NEW})
    answer = client.post("/accounts/confirm-email/", {"code": newest_code(NEW)})
    assert answer.status_code == 200
    user.refresh_from_db()
    assert user.email == ADA


@pytest.mark.django_db
@pytest.mark.parametrize("door", ["/accounts/logout/", "/admin/logout/"])
def test_signing_out_clears_what_the_browser_kept_but_for_its_cookies(client, door):
    client.force_login(create_user(email=ADA, superuser=True))
    assert "Clear-Site-Data" not in client.get("/accounts/logout/")
    answer = client.post(door)
    assert answer.status_code == 302
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert user_id(client) is None
    assert "Clear-Site-Data" not in client.post("/accounts/logout/")  # nobody was signed in
