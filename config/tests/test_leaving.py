"""Leaving, asked for by what has no script and by what is no person."""

import pytest
from django.conf import settings
from django.test import Client

from cms.shipped import SHIPPED
from tests.people import create_user

pytestmark = pytest.mark.django_db
BROWSER = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
EVERYTHING = {
    settings.SESSION_COOKIE_NAME: "no-such-session",
    settings.CSRF_COOKIE_NAME: "x" * 32,
    settings.MESSAGE_COOKIE_NAME: "tampered",
    settings.LANGUAGE_COOKIE_NAME: "es",
    "anything": "at all",
}


@pytest.mark.parametrize("value", ["", "x", "!\\", "ä" * 32])
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_cookie_is_set_for_one_that_cannot_be_read(client, method, value):
    for name in EVERYTHING:
        client.cookies[name] = value
    assert not getattr(client, method)("/help/").cookies


@pytest.mark.parametrize("path", ["/help/", "/help/leaving/"])
def test_help_sets_no_cookie_whatever_the_request_brings(client, path, django_assert_num_queries):
    for name, value in EVERYTHING.items():
        client.cookies[name] = value
    with django_assert_num_queries(0):
        response = client.get(
            path, {"q": "x"}, headers={"Accept-Language": "es", "X-Anything": "1"}
        )
    assert response.status_code == 200
    assert not response.cookies
    assert 'href="/leave/"' in response.content.decode()


def test_help_asks_nothing_of_whoever_is_signed_in(client, django_assert_num_queries):
    client.force_login(create_user(superuser=True))
    with django_assert_num_queries(0):
        response = client.get("/help/")
    assert not response.cookies
    assert "Vary" not in response or "Cookie" not in response["Vary"]
    assert "Sign out" not in response.content.decode()


def test_a_browser_is_led_out_by_way_of_closing_the_pages():
    browser = Client(headers=BROWSER)
    first = browser.get("/leave/")
    assert (first.status_code, first["Location"]) == (303, "/leave/close/")
    assert first["Clear-Site-Data"] == '"cookies", "storage"'
    second = browser.get("/leave/close/")
    assert (second.status_code, second["Location"]) == (303, settings.LEAVE_URL)
    assert "no-store" in second["Cache-Control"]
    cookie = second.cookies[settings.CLOSED_COOKIE_NAME]
    assert (cookie.value, cookie["max-age"], cookie["httponly"]) == ("1", 600, True)
    assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")
    for path in ("/help/", "/help/leaving/"):
        page = browser.get(path)
        assert "This page is closed" in page.content.decode()
        assert SHIPPED["hotline_call"] not in page.content.decode()
        assert not page.cookies
    assert browser.get("/leave/back/")["Location"] == "/help/"
    assert SHIPPED["hotline_call"] in browser.get("/help/").content.decode()


def test_a_picture_on_a_foreign_page_closes_nothing(client):
    response = client.get("/leave/close/", headers={"Sec-Fetch-Dest": "image"})
    assert not response.cookies


def test_it_says_what_becomes_of_a_form_that_was_begun(client):
    page = client.get("/help/leaving/").content.decode()
    for words in ("send that form first", "does not erase the history", "signs you out"):
        assert words in page
