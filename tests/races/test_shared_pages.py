"""Shared pages on real servers: nobody sees another's page, or one older than five seconds."""

import http.client
import re
import time
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from events import links, schedule
from events.models import Event, Registration
from events.tests.factories import create_event
from tests.clients import Client, Response
from tests.people import create_user, sign_in
from tests.races.buyers import open_form, press
from tests.servers import Web

OLDEST = 5  # seconds, as promised
LITTLE_TIME = 0.5  # what a slow machine may add


def page_of(event: Event) -> str:
    return f"/events/{event.slug}/"


def looks(web: Web, path: str, until: Callable[[str], bool]) -> float:
    """Strangers look again and again until all of a dozen see it; the seconds that took."""
    began = time.monotonic()
    while not all(until(Client(web.url).get(path).text) for _ in range(12)):
        assert time.monotonic() - began < OLDEST + LITTLE_TIME, "older than five seconds"
        time.sleep(0.1)
    return time.monotonic() - began


def warm(web: Web, path: str) -> None:
    """Both processes have the page on the shelf."""
    for _ in range(12):
        assert Client(web.url).get(path).status == 200


def shared(response: Response) -> bool:
    return response.headers["cache-control"] == "public, no-cache"


def test_signed_in_then_anonymous_and_the_other_way_round(web):
    event = create_event()
    user = create_user(given_name="Zenobia")
    mine = Client(web.url, session=sign_in(user))
    press(*open_form(web, event, mine.cookies[settings.SESSION_COOKIE_NAME]))
    for path in (page_of(event), "/events/", "/", "/courses/"):
        for _ in range(6):
            own, stranger = mine.get(path), Client(web.url).get(path)
            assert shared(stranger), path
            assert "Zenobia" not in stranger.text
            assert (
                "account_logout" not in stranger.text and "/accounts/logout/" not in stranger.text
            )
            assert "You have a place" not in stranger.text
            assert "set-cookie" not in stranger.headers
            assert own.headers["cache-control"] == "private, no-store"
            assert "/accounts/logout/" in own.text
            assert "Cookie" in stranger.headers["vary"]
    assert "You have a place" in mine.get(page_of(event)).text


def test_a_change_to_an_event_shows_within_five_seconds(web):
    event = create_event(title="Before the change")
    for path in (page_of(event), "/events/", f"{page_of(event)}event.ics", "/events/calendar.ics"):
        warm(web, path)
    schedule.cancel_event(event, by=None, reason="Ice on the roads")
    looks(web, page_of(event), lambda text: "Ice on the roads" in text)
    looks(web, "/events/", lambda text: "Cancelled" in text)
    looks(web, f"{page_of(event)}event.ics", lambda text: "STATUS:CANCELLED" in text)
    looks(web, "/events/calendar.ics", lambda text: "STATUS:CANCELLED" in text)


def test_the_registration_that_fills_it_is_seen_at_once_by_who_made_it(web):
    event = create_event(seats=1)
    session = sign_in(create_user())
    warm(web, page_of(event))
    warm(web, "/events/")
    press(*open_form(web, event, session))
    mine = Client(web.url, session=session)
    for path in (page_of(event), "/events/"):
        assert "1 seat left" not in mine.get(path).text
    for path in (page_of(event), "/events/"):
        looks(web, path, lambda text: "1 seat left" not in text and "Full" in text)


def test_who_gives_a_place_back_by_the_link_in_a_mail_sees_the_free_seat_at_once(web):
    event = create_event(seats=1)
    press(*open_form(web, event, sign_in(create_user())))
    warm(web, page_of(event))
    place = Registration.objects.get()
    address = links.registration_link(place.code, "give_back")
    mine = Client(web.url)
    mine.submit(mine.open_form(re.sub("^https?://[^/]+", "", address)))
    assert mine.cookies["fresh"] == "1"
    assert "1 seat left" in mine.get(page_of(event)).text
    looks(web, page_of(event), lambda text: "1 seat left" in text)


def test_a_coordinator_sees_an_own_change_at_once(web):
    event = create_event(title="Before the change")
    warm(web, page_of(event))
    staff = Client(web.url, session=sign_in(create_user(email="c@example.org", superuser=True)))
    form = staff.open_form(f"/admin/events/{event.pk}/seats/", "seats")
    assert staff.submit(form, seats="7").status == 200
    for _ in range(6):
        assert "7 seats left" in staff.get(page_of(event)).text
    looks(web, page_of(event), lambda text: "7 seats left" in text)


def test_an_event_that_begins_stops_saying_that_seats_are_left(web):
    event = create_event(starts_in=timedelta(minutes=5))
    warm(web, page_of(event))
    event.slots.update(starts_at=timezone.now() - timedelta(minutes=1))
    looks(web, page_of(event), lambda text: "seats left" not in text)


def test_what_is_not_for_everyone_is_never_on_the_shelf(web):
    event = create_event()
    form, draft = f"{page_of(event)}register/", create_event(published=False)
    staff = Client(web.url, session=sign_in(create_user(email="c@example.org", superuser=True)))
    for path in (page_of(draft), f"{page_of(draft)}event.ics"):
        for _ in range(6):
            assert not shared(staff.get(path))
            assert Client(web.url).get(path).status == 404
    tokens = {Client(web.url).open_form(form, "intent").fields["intent"] for _ in range(8)}
    assert len(tokens) == 8
    for path in (form, "/accounts/login/", "/registrations/", "/no-such-page/", "/healthz"):
        for _ in range(3):
            assert "public" not in Client(web.url).get(path).headers.get("cache-control", "")


def ask(web, method: str, event, **headers: str) -> http.client.HTTPResponse:
    """One request as a browser sends it, compressed or conditional."""
    line = http.client.HTTPConnection(f"localhost:{web.port}", timeout=30)
    line.request(method, page_of(event), headers=headers)
    return line.getresponse()


def test_head_of_a_page_that_nobody_kept_yet_says_what_get_says(web):
    event = create_event()
    said = [dict(ask(web, method, event).headers) for method in ("HEAD", "GET")]
    for headers in said:
        del headers["Date"]
    assert said[0] == said[1]


def test_304_gzip_and_head_come_from_a_real_server(web):
    event = create_event()
    for _ in range(6):
        first = ask(web, "GET", event)
        etag, body = first.headers["ETag"], first.read()
        again = ask(web, "GET", event, **{"If-None-Match": etag})
        assert (again.status, again.read(), again.headers["ETag"]) == (304, b"", etag)
        head = ask(web, "HEAD", event)
        assert (head.status, head.headers["Content-Length"]) == (200, str(len(body)))
        packed = ask(web, "GET", event, **{"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert len(packed.read()) < len(body) / 2
        for answer in (first, head, packed):
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert {"Cookie", "Accept-Encoding"} <= set(answer.headers["Vary"].split(", "))
