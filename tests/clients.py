"""A small HTTP client with cookies and Django's CSRF token, and many of them released at once."""

import http.client
import multiprocessing
import threading
import traceback
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from django.conf import settings
from django.db import connections

from tests.forms import Form, main_form

READY_WITHIN_SECONDS = 120
MOST_REDIRECTS = 10


@dataclass
class Response:
    """What came back; `status` is 0 where the connection broke, `text` then says how."""

    status: int
    text: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)


class Client:
    """One person's browser without the browser: follows redirects, keeps cookies."""

    def __init__(self, base_url: str, session: str = "", timeout: float = 60):
        self.base_url = base_url
        self.timeout = timeout
        self.cookies: dict[str, str] = {}
        if session:
            self.cookies[settings.SESSION_COOKIE_NAME] = session

    def get(self, path: str) -> Response:
        """GET, redirects followed."""
        return self._follow("GET", path)

    def post(self, path: str, data: dict[str, Any], *, follow: bool = True) -> Response:
        """POST exactly `data` (no token is added), redirects followed unless told not."""
        body = urllib.parse.urlencode(data, doseq=True)
        if not follow:
            return self._send("POST", urllib.parse.urljoin(self.base_url, path), body)
        return self._follow("POST", path, body)

    def open_form(self, path: str, with_field: str = "") -> Form:
        """GETs the page and reads its form, hidden fields and CSRF token included."""
        page = self.get(path)
        if page.status != 200:
            raise AssertionError(f"GET {path}: {page.status} {page.text[:2000]}")
        form = main_form(page.text, with_field)
        form.action = urllib.parse.urljoin(page.url, form.action or page.url)
        return form

    def submit(self, form: Form, *, follow: bool = True, **answers: Any) -> Response:
        """POSTs the form: what it held, and the answers on top."""
        return self.post(form.action, form.fields | answers, follow=follow)

    def _follow(self, method: str, path: str, body: str | None = None) -> Response:
        response = self._send(method, urllib.parse.urljoin(self.base_url, path), body)
        for _ in range(MOST_REDIRECTS):
            if response.status not in (301, 302, 303):
                break
            target = urllib.parse.urljoin(response.url, response.headers["location"])
            response = self._send("GET", target, None)
        return response

    def _send(self, method: str, url: str, body: str | None) -> Response:
        parts = urllib.parse.urlsplit(url)
        headers = {"Connection": "close", "Referer": url}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={v}" for name, v in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        line = http.client.HTTPConnection(parts.netloc, timeout=self.timeout)
        try:
            line.request(method, target, body, headers)
            answer = line.getresponse()
            text = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            return Response(0, repr(error), url)
        finally:
            line.close()
        self._keep_cookies(answer)
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Response(answer.status, text, url, found)

    def _keep_cookies(self, answer: http.client.HTTPResponse) -> None:
        for header in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.value
                if morsel["max-age"] == "0":
                    del self.cookies[name]


def barrage(
    n: int,
    act: Callable[[Any], Any],
    *,
    prepare: Callable[[int], Any] = lambda index: index,
    meanwhile: Callable[[], Any] | None = None,
) -> list[Any]:
    """`act` in `n` processes, released together; their results in order.

    Each process first calls `prepare(index)` on its own (sign in, open the form). When all are
    ready the barrier opens, and each calls `act` with what its `prepare` returned. `meanwhile`
    runs in the caller after the release (kill a worker, lower the seats). Results must be
    picklable. An exception in any process fails the caller with that process's traceback.
    """
    connections.close_all()  # a forked process must not share a connection
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(n + 1)
    started = []
    for index in range(n):
        receiving, sending = context.Pipe(duplex=False)
        process = context.Process(target=_one, args=(barrier, sending, index, prepare, act))
        process.start()
        sending.close()
        started.append((process, receiving))
    try:
        barrier.wait(READY_WITHIN_SECONDS)
        if meanwhile:
            meanwhile()
    except threading.BrokenBarrierError:
        pass  # a `prepare` failed; its traceback is among the answers
    finally:
        answers = [_answer(receiving) for _, receiving in started]
        for process, _ in started:
            process.join()
    failures = [text for ok, text in answers if not ok]
    failures.sort(key=lambda text: "BrokenBarrierError" in text)  # the cause before the echo
    if failures:
        raise AssertionError(f"{len(failures)} of {n} processes failed:\n{failures[0]}")
    return [value for _, value in answers]


def _one(barrier, sending, index, prepare, act) -> None:
    """One process of the barrage."""
    try:
        prepared = prepare(index)
        barrier.wait(READY_WITHIN_SECONDS)
        sending.send((True, act(prepared)))
    except Exception:
        sending.send((False, traceback.format_exc()))
        barrier.abort()


def _answer(receiving) -> tuple[bool, Any]:
    """What a process sent, or that it died without a word."""
    try:
        return receiving.recv()
    except EOFError:
        return False, "the process died"
