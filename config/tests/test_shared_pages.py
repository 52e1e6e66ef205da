"""The shelf of pages that are the same for everyone: what it keeps, for how long, for whom."""

import gzip
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import FileResponse, HttpResponse
from django.test import Client, RequestFactory

from accounts.public_pages import declare
from config.shared_pages import (
    LARGEST,
    MOST_BYTES,
    OLDEST,
    RENEWED_AFTER,
    Application,
    Page,
    Shelf,
    is_shared,
    key_of,
)
from events.tests.factories import create_event
from tests.people import create_user

WORDS = b"<p>12 seats left</p>" * 100


def environ(**changes: str) -> dict:
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/events/",
        "QUERY_STRING": "",
        "HTTP_HOST": "training.example.org",
        "wsgi.url_scheme": "https",
    } | changes


def page(*, born: float = 0, body: bytes = WORDS, **headers: str) -> Page:
    response = HttpResponse(body, headers=headers)
    return Page.of(declare(response), list(response.items()), born)


def answer(of: Page, **changes: str) -> tuple[str, dict[str, str], bytes]:
    said = []
    body = b"".join(of.answer(environ(**changes), lambda *what: said.append(what)))
    status, headers = said[0]
    assert len(headers) == len(dict(headers)), "a header twice"
    return status, dict(headers), body


@pytest.mark.parametrize("name", [settings.SESSION_COOKIE_NAME, "messages", "fresh"])
def test_whoever_may_see_something_else_is_not_answered_from_the_shelf(name):
    assert key_of(environ(HTTP_COOKIE=f"csrftoken=a; {name}=b")) is None
    assert key_of(environ(HTTP_COOKIE=f"{name}=b")) is None
    assert key_of(environ(HTTP_COOKIE=f"csrftoken={name}")) is not None


@pytest.mark.parametrize("change", [{"REQUEST_METHOD": "POST"}, {"HTTP_AUTHORIZATION": "Basic x"}])
def test_forms_and_credentials_go_past_it(change):
    assert key_of(environ(**change)) is None


@pytest.mark.parametrize(
    "change",
    [
        {"HTTP_HOST": "evil.example.com"},
        {"PATH_INFO": "/"},
        {"QUERY_STRING": "q=road"},
        {"wsgi.url_scheme": "http"},
        {"HTTP_X_FORWARDED_PROTO": "http"},
        {"HTTP_ACCEPT_LANGUAGE": "es"},
    ],
)
def test_another_request_is_another_page(change):
    assert key_of(environ(**change)) != key_of(environ())


def streamed() -> HttpResponse:
    return declare(FileResponse(iter([b"x"])))


def with_form() -> HttpResponse:
    return declare(HttpResponse(b'<input type="hidden" name="csrfmiddlewaretoken" value="x">'))


def with_cookie() -> HttpResponse:
    response = declare(HttpResponse(WORDS))
    response.set_cookie("csrftoken", "secret")
    return response


@pytest.mark.parametrize(
    "make",
    [
        streamed,
        with_cookie,
        with_form,
        lambda: HttpResponse(WORDS),
        lambda: declare(HttpResponse(WORDS), signed_in=True),
        lambda: declare(HttpResponse(WORDS, status=404)),
        lambda: declare(HttpResponse(b"x" * (LARGEST + 1))),
        object,
    ],
    ids=["stream", "cookie", "form", "undeclared", "signed-in", "404", "huge", "file"],
)
def test_only_what_was_declared_and_sets_no_cookie_is_kept(make: Callable[[], HttpResponse]):
    assert not is_shared(make())


def test_a_page_is_shown_for_five_seconds_and_renewed_by_one_visitor():
    shelf, key = Shelf(), ("a",)
    first = page(born=100)
    shelf.put(key, first)
    assert shelf.take(key, 100 + RENEWED_AFTER - 0.01) is first
    assert shelf.take(key, 100 + RENEWED_AFTER) is None  # this visitor makes the new one
    assert shelf.take(key, 100 + RENEWED_AFTER) is first  # the others need not wait
    assert shelf.take(key, 100 + OLDEST) is None
    second = page(born=104)
    shelf.put(key, second)
    assert shelf.take(key, 105) is second


def test_the_shelf_is_bounded_and_the_oldest_goes_first():
    shelf, size = Shelf(), page(body=bytes(LARGEST)).size
    fits = MOST_BYTES // size
    for _ in range(2):  # renewed, and sent compressed in between, they weigh the same
        for number in range(fits + 1):
            shelf.put((str(number),), page(body=bytes(LARGEST)))
            answer(shelf.take((str(number),), 0), HTTP_ACCEPT_ENCODING="gzip")
    assert shelf.take(("0",), 0) is None
    assert shelf.take(("1",), 0) is not None
    assert shelf.take((str(fits),), 0) is not None


def test_what_is_too_old_to_show_takes_no_memory():
    shelf = Shelf()
    for second in range(100):
        shelf.put((str(second),), page(born=float(second)))
    assert len(shelf._pages) == OLDEST
    assert shelf._bytes == OLDEST * page().size


def test_etag_and_304():
    status, headers, body = answer(page())
    assert (status, body) == ("200 OK", WORDS)
    assert headers["Cache-Control"] == "public, no-cache"
    etag = headers["ETag"]
    for known in (etag, f'"other", {etag}', etag.removeprefix("W/"), "*"):
        status, headers, body = answer(page(), HTTP_IF_NONE_MATCH=known)
        assert (status, body) == ("304 Not Modified", b"")
        assert headers["ETag"] == etag
        assert headers["Cache-Control"] == "public, no-cache"
        assert "Content-Length" not in headers
    assert answer(page(body=b"other" * 200), HTTP_IF_NONE_MATCH=etag)[0] == "200 OK"


def test_a_phone_gets_it_compressed():
    status, headers, body = answer(page(), HTTP_ACCEPT_ENCODING="br, gzip")
    assert (status, headers["Content-Encoding"]) == ("200 OK", "gzip")
    assert gzip.decompress(body) == WORDS
    assert headers["Content-Length"] == str(len(body))
    assert headers["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in answer(page(), HTTP_ACCEPT_ENCODING="gzip;q=0")[1]
    assert "Content-Encoding" not in answer(page(body=b"short"), HTTP_ACCEPT_ENCODING="gzip")[1]


def test_vary_is_kept_and_named_once():
    headers = answer(page(Vary="Cookie, Accept-Encoding"))[1]
    assert headers["Vary"] == "Cookie, Accept-Encoding"


def test_head_has_the_length_and_no_body():
    status, headers, body = answer(page(), REQUEST_METHOD="HEAD")
    assert (status, headers["Content-Length"], body) == ("200 OK", str(len(WORDS)), b"")


@pytest.mark.django_db
def test_who_signs_out_sees_what_they_had_changed_before():
    client = Client()
    client.force_login(create_user())
    answer = client.post("/accounts/logout/")
    assert answer.cookies[settings.FRESH_COOKIE_NAME].value == "1"


@pytest.mark.django_db
def test_who_stays_signed_in_needs_no_cookie_to_see_a_change():
    client = Client()
    client.force_login(create_user())
    answer = client.post("/accounts/calendar-address/")
    assert settings.FRESH_COOKIE_NAME not in answer.cookies


@pytest.fixture
def open_connection(db):
    """The connection of the test outlives each request, as it does with Django's own client."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


def asked(site: Application, path: str, **headers: str) -> tuple[str, dict[str, str], bytes]:
    """What a process answers to a browser."""
    said: list = []
    environ = RequestFactory().get(path, headers=headers).environ
    response = site(environ, lambda *what: said.append(what))
    body = b"".join(response)
    getattr(response, "close", lambda: None)()
    return said[0][0], dict(said[0][1]), body


def test_a_process_keeps_the_page_it_made_for_someone_who_has_it_already(
    open_connection, django_assert_num_queries
):
    """A calendar asks with the ETag that another process gave it, each time on a new connection."""
    create_event()
    one, another = Application(), Application()
    status, headers, body = asked(one, "/events/calendar.ics")
    assert (status, b"BEGIN:VEVENT" in body) == ("200 OK", True)
    has_it = {"If-None-Match": headers["ETag"]}
    status, again, body = asked(another, "/events/calendar.ics", **has_it)
    assert (status, again["ETag"], body) == ("304 Not Modified", headers["ETag"], b"")
    assert again["Cache-Control"] == headers["Cache-Control"]
    with django_assert_num_queries(0):
        assert asked(another, "/events/calendar.ics", **has_it)[0] == "304 Not Modified"
        assert asked(another, "/events/calendar.ics")[2].startswith(b"BEGIN:VCALENDAR")


def test_what_is_not_shared_is_304_too_and_never_kept(open_connection):
    token = create_user().person.feed_token
    site = Application()
    status, headers, body = asked(site, f"/calendar/{token}.ics")
    assert (status, body.startswith(b"BEGIN:VCALENDAR")) == ("200 OK", True)
    has_it = {"If-None-Match": headers["ETag"]}
    status, again, body = asked(site, f"/calendar/{token}.ics", **has_it)
    assert (status, body) == ("304 Not Modified", b"")
    assert "Content-Type" not in again and "Content-Length" not in again
    assert again["Cache-Control"] == headers["Cache-Control"]
    changed = {"If-None-Match": '"another"'}
    assert asked(site, f"/calendar/{token}.ics", **changed)[0] == "200 OK"
    assert site.shelf._bytes == 0
