"""Every door of the house: which lead in, where they lead to, who may press (A6, A11 to A13)."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import User
from accounts.tests.steps import (
    CODE_PAGE,
    ask_for_code,
    mails_to,
    sign_in_by_code,
    user_id,
)
from mail import rendering
from tests.people import create_user

ADA, PASSWORD = "ada@example.org", "a-long-true-word-77"
OTHER_DOORS = [
    "/admin/login/",
    "/admin/password_reset/",
    "/admin/password_reset/confirm/MQ/abc-def/",
    "/admin/password_reset/complete/",
    "/_util/login/",
    "/django-admin/",
    "/django-admin/login/",
]
FOREIGN = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "javascript:alert(1)",
    "https:evil.example",
    " //evil.example/",
    "http://testserver@evil.example/",
]


def user_with_app(**fields) -> User:
    """A password and an authenticator app."""
    user = create_user(email=ADA, **fields)
    user.set_password(PASSWORD)
    user.save()
    TOTP.activate(user, generate_totp_secret())
    return user


@pytest.mark.django_db
@pytest.mark.parametrize("door", OTHER_DOORS)
def test_a6_no_other_door_opens_and_each_leads_to_the_one(door):
    user_with_app(superuser=True)
    client = Client()
    for field in ("username", "login", "email"):
        answer = client.post(door, {field: ADA, "password": PASSWORD})
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/?next=%2F")
    assert user_id(client) is None
    assert client.get(door)["Location"].startswith("/accounts/login/?next=%2F")


@pytest.mark.django_db
def test_a6_password_alone_or_code_alone_opens_nothing_where_there_is_a_second_factor():
    user_with_app()
    by_password, by_code = Client(), Client()
    answer = by_password.post("/accounts/login/password/", {"login": ADA, "password": PASSWORD})
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    answer = sign_in_by_code(by_code, ADA)
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert user_id(by_password) is user_id(by_code) is None
    assert by_code.get("/accounts/").status_code == 302


@pytest.mark.django_db
def test_a8_a_new_password_still_asks_for_the_second_factor(client):
    user_with_app()
    client.post("/accounts/password/reset/", {"email": ADA})
    code = mails_to(ADA)[-1].facts["code"]
    client.post("/accounts/password/reset/confirm/", {"code": code})
    new = {"password1": "another-true-word-78", "password2": "another-true-word-78"}
    client.post("/accounts/password/reset/complete/", new)
    assert user_id(client) is None
    data = {"login": ADA, "password": "another-true-word-78"}
    answer = client.post("/accounts/login/password/", data)
    assert answer["Location"] == "/accounts/2fa/authenticate/"


@pytest.mark.django_db
@pytest.mark.parametrize("url", FOREIGN)
def test_a12_no_next_leads_away(url):
    create_user(email=ADA)
    client = Client()
    for door in ("/admin/login/", "/_util/login/", "/django-admin/x"):
        answer = client.get(door, {"next": url})
        assert answer["Location"] in (
            "/accounts/login/?next=%2Fadmin%2F",
            "/accounts/login/?next=%2F",
        )
    answer = ask_for_code(client, ADA, next=url)
    assert "evil" not in answer["Location"]
    assert sign_in_by_code(client, ADA, next=url)["Location"] == "/registrations/"
    assert client.get("/accounts/login/", {"next": url})["Location"] == "/registrations/"
    assert client.get("/accounts/signup/", {"next": url})["Location"] == "/registrations/"
    assert client.post("/accounts/logout/", {"next": url})["Location"] == "/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("right", "landing"), [({}, "/registrations/"), ({"superuser": True}, "/admin/")]
)
def test_who_signs_in_lands_on_their_places_and_staff_in_the_back_office(client, right, landing):
    create_user(email=ADA, **right)
    assert sign_in_by_code(client, ADA)["Location"] == landing
    client.post("/accounts/logout/")
    assert sign_in_by_code(client, ADA, next="/events/")["Location"] == "/events/"


@pytest.mark.django_db
def test_signed_in_without_a_right_to_the_back_office_there_is_no_loop(client):
    create_user(email=ADA)
    sign_in_by_code(client, ADA)
    answer = client.get("/admin/", follow=True)
    assert [url for url, _status in answer.redirect_chain] == [
        "/accounts/login/?next=/admin/",
        "/accounts/",
    ]
    assert "permission to access the admin" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["HTTP_HOST", "HTTP_X_FORWARDED_HOST"])
def test_a11_a_poisoned_host_is_refused_or_unseen_in_mail(header, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    create_user(email=ADA)
    for path, field in (("/accounts/login/", "login"), ("/accounts/password/reset/", "email")):
        answer = Client().post(path, {field: ADA}, **{header: "evil.example"})
        assert answer.status_code == (400 if header == "HTTP_HOST" else 302)
    for row in mails_to(ADA):
        mail = rendering.render(row)
        text = mail.subject + mail.text + mail.html
        assert "evil.example" not in text
        assert settings.SITE_URL in text


def _addresses(resolver: URLResolver, before: str = ""):
    """Every address of ours and allauth's, with something in the place of each variable."""
    for entry in resolver.url_patterns:
        path = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _addresses(entry, path)
        elif isinstance(entry, URLPattern):
            module = entry.callback.__module__
            ours = module.split(".")[0] in (
                "accounts",
                "events",
                "courses",
                "cms",
                "config",
                "mail",
            )
            if ours or module.startswith("allauth."):
                path = re.sub(r"\(\?P<\w+>[^)]*\)|<[^>]*>", "1", path)
                yield "/" + re.sub(r"[\^$\\]|\(\?:.*?\)\??", "", path)


# They read nothing of what is posted: they answer with a redirect to the sign-in page.
READ_NOTHING = ("/admin/login/", "/admin/password_reset/1", "/_util/login/", "/django-admin/1")


@pytest.mark.django_db
@pytest.mark.parametrize("origin", [None, "https://evil.example", "null"])
def test_a13_no_post_without_its_token_is_taken(origin):
    user = create_user(email=ADA, superuser=True)
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    headers = {"origin": origin} if origin else {}
    paths = set(_addresses(get_resolver())) - set(READ_NOTHING)
    assert {CODE_PAGE, "/accounts/calendar-address/", "/accounts/email/"} <= paths
    taken = {p: client.post(p, {"x": "1"}, headers=headers).status_code for p in sorted(paths)}
    assert {path: status for path, status in taken.items() if status != 403} == {}
