"""The measures, each a function of the running site that yields its figures."""

import re
import shutil
import statistics
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from typing import NamedTuple

from events.models import Event, Registration
from mail.models import OutgoingEmail
from tests.bench import data, visitors
from tests.bench.site import BenchSite
from tests.servers import Web

WRK_SECONDS = 6
AT_ONCE = 16


class Figure(NamedTuple):
    """One line of the benchmark."""

    measure: str
    value: float
    unit: str
    n: int
    concurrency: int = 1


class NotMeasured(Exception):
    """Why not, in words."""


Measure = Callable[[BenchSite], Iterator[Figure]]


def registration(site: BenchSite) -> Iterator[Figure]:
    """Form, POST, confirmation and the mail: signed-in people, 16 at once."""
    number = 480
    event = data.new_event(seats=number)
    sessions = data.sign_in_people(number, f"visitor-{event.pk}-")
    _warm(site, f"/events/{event.slug}/register/")
    before, began = site.cpu_seconds(), time.perf_counter()
    _, each = visitors.register_all(
        site.port, f"/events/{event.slug}/register/", sessions, at_once=AT_ONCE
    )
    _until_sent(event, number)
    took, after = time.perf_counter() - began, site.cpu_seconds()
    yield Figure("registration_per_s", number / took, "1/s", number, AT_ONCE)
    for who in before:
        ms = (after[who] - before[who]) * 1000 / number
        yield Figure(f"registration_cpu_ms_{who}", ms, "ms", number, AT_ONCE)
    p95 = statistics.quantiles(each, n=20)[-1]
    yield Figure("registration_p95_s", p95, "s", number, AT_ONCE)


def rush(site: BenchSite) -> Iterator[Figure]:
    """400 people press at once for 50 seats."""
    people, seats = 400, 50
    event = data.new_event(seats=seats)
    path = f"/events/{event.slug}/register/"
    sessions = data.sign_in_people(people, f"rush-{event.pk}-")
    took, _ = visitors.rush(site.port, path, sessions)
    S = Registration.State
    states = list(event.registrations.values_list("state", flat=True))
    assert (states.count(S.CONFIRMED), states.count(S.WAITLISTED)) == (seats, people - seats)
    yield Figure("rush_400_for_50_s", took, "s", people, people)


def bulk(site: BenchSite) -> Iterator[Figure]:
    """A training coordinator registers 200 people whom nobody knows yet, from a list."""
    agency, chief = data.agency_of_responders()
    number, took = 200, []
    for attempt in range(3):
        event = data.new_event(seats=number, audience="responders")
        page = f"/agency/{agency.pk}/events/{event.slug}/register/"
        lines = "\n".join(
            f"Given{n} Family{attempt}, bench-{event.pk}-{n}@example.org, police"
            for n in range(number)
        )
        session = data.sign_in(chief)
        took.append(visitors.post_twice(site.port, session, page, f"{page}all/", lines=lines))
        assert event.registrations.filter(state="confirmed").count() == number
    yield Figure("bulk_register_200_s", statistics.median(took), "s", number)


def public_pages(site: BenchSite) -> Iterator[Figure]:
    """What visitors without a session load, from the shelf and made anew."""
    event = Event.objects.order_by("pk").first()
    pages = {
        "event_page": f"/events/{event.slug}/",
        "catalogue": f"/events/?view=month&month={data.busiest_month()}",
        "event_ics": f"/events/{event.slug}/event.ics",
        "home": "/",
    }
    for name, path in pages.items():
        yield Figure(f"{name}_rps", _wrk(site, path), "1/s", WRK_SECONDS, 8)
    for name, path in pages.items():
        yield _median_ms(f"{name}_uncached_ms", site, path)
    path = f"/events/?month={data.busiest_month()}"
    yield _median_ms("catalogue_list_uncached_ms", site, path)


def feed(site: BenchSite) -> Iterator[Figure]:
    """The calendar of 500 events, for who comes first and for who has it already."""
    path = "/events/calendar.ics"
    took, answer = visitors.one_at_a_time(site.port, path, times=10)
    assert answer.body.count(b"BEGIN:VEVENT") >= data.EVENTS
    yield Figure("calendar_feed_ms", statistics.median(took) * 1000, "ms", 10)
    again = {"If-None-Match": answer.headers["etag"]}
    for name, anew in (("calendar_feed_again_ms", False), ("calendar_feed_again_anew_ms", True)):
        took, answer = visitors.one_at_a_time(site.port, path, headers=again, anew=anew)
        assert answer.status == 304, answer.status
        yield Figure(name, statistics.median(took) * 1000, "ms", len(took))


def staff(site: BenchSite) -> Iterator[Figure]:
    """The back office, by an administrator."""
    session = data.sign_in_staff("bench-pages")
    event = Event.objects.order_by("pk").first()
    pages = {
        "staff_list_ms": "/admin/registration/",
        "staff_event_ms": f"/admin/events/{event.pk}/",
        "staff_roster_ms": f"/admin/events/{event.pk}/roster/",
        "staff_dashboard_ms": "/admin/",
    }
    for name, path in pages.items():
        yield _median_ms(name, site, path, session, times=15)  # sheets of names are limited


def exports(site: BenchSite) -> Iterator[Figure]:
    """All registrations as a file, from the press to the last byte."""
    session, rows = data.sign_in_staff("bench-files"), Registration.objects.count()
    for format in ("csv", "xlsx"):
        each = []
        for _ in range(3):
            took, answer = visitors.download(
                site.port, session, "/admin/registrations/export/", format=format
            )
            assert answer.status == 200 and len(answer.body) > rows, answer.status
            each.append(took)
        yield Figure(f"roster_{format}_s", statistics.median(each), "s", rows)


def memory(site: BenchSite) -> Iterator[Figure]:
    """After all the load."""
    yield Figure("app_pss_mb", site.pss_mb(), "MB", len(site.pids))


def cold_start(site: BenchSite) -> Iterator[Figure]:
    """From the start of the process to the first page of an event."""
    slug = Event.objects.order_by("pk").values_list("slug", flat=True)[0]
    took = []
    for _ in range(5):
        began = time.perf_counter()
        web = Web(env=site.env | {"ALLOWED_HOSTS": "localhost"})
        try:
            while not _answers(f"{web.url}/events/{slug}/"):
                time.sleep(0.01)
            took.append(time.perf_counter() - began)
        finally:
            web.stop()
    yield Figure("cold_start_s", statistics.median(took), "s", len(took))


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=10) as page:
            return page.status == 200
    except OSError:
        return False


def _median_ms(name: str, site: BenchSite, path: str, session: str = "", times: int = 20) -> Figure:
    took, answer = visitors.one_at_a_time(site.port, path, session=session, times=times)
    if answer.status != 200:
        raise NotMeasured(f"{name}: {path} answers {answer.status}")
    return Figure(name, statistics.median(took) * 1000, "ms", len(took))


def _warm(site: BenchSite, path: str) -> None:
    visitors.one_at_a_time(site.port, path, times=8)


def _until_sent(event: Event, number: int) -> None:
    """Waits until every confirmation has left."""
    until = time.monotonic() + 60
    sent = OutgoingEmail.objects.filter(topic=f"event/{event.pk}", state="sent")
    while time.monotonic() < until:
        if sent.count() >= number:
            return
        time.sleep(0.02)
    raise AssertionError(f"after a minute {sent.count()} of {number} mails are sent")


def _wrk(site: BenchSite, path: str) -> float:
    """Requests a second: eight at once, a new connection each."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise NotMeasured("no wrk (apt-get install wrk)")
    command = [wrk, "-t1", "-c8", f"-d{WRK_SECONDS}s", "-H", "Connection: close"]
    command.append(f"http://localhost:{site.port}{path}")
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in said, said
    errors = re.search(r"Socket errors: .*", said)
    assert not errors or "read 0, write 0, timeout 0" in errors[0], said
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])


ALL: dict[str, Measure] = {
    "registration": registration,
    "rush": rush,
    "bulk": bulk,
    "public": public_pages,
    "feed": feed,
    "staff": staff,
    "exports": exports,
    "memory": memory,
    "cold_start": cold_start,
}
