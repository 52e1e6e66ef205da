"""People at their browsers: many at once in one process, each on a connection of their own.

Written on bare sockets, as the load shares its two cores with what it measures.
"""

import asyncio
import html
import re
import time
import urllib.parse
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

HIDDEN = re.compile(rb'<input type="hidden" name="([\w-]+)" value="([^"]*)"')
ANSWERS = {"is_adult": "on", "agreed": "on"}


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


class Visitor:
    """One person with a session; requests go over one kept connection, as a browser's do."""

    def __init__(self, port: int, session: str = ""):
        self.port = port
        self.cookies = {settings.SESSION_COOKIE_NAME: session} if session else {}
        self.headers: dict[str, str] = {}
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> Answer:
        return await self._send("GET", path)

    async def post(self, path: str, fields: dict[str, str]) -> Answer:
        return await self._send("POST", path, urllib.parse.urlencode(fields).encode())

    async def close(self) -> None:
        if self._streams:
            self._streams[1].close()
            self._streams = None

    async def _send(self, method: str, path: str, body: bytes = b"") -> Answer:
        lines = [f"{method} {path} HTTP/1.1", f"Host: localhost:{self.port}"]
        lines.append("Cookie: " + "; ".join(f"{k}={v}" for k, v in self.cookies.items()))
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if method == "POST":
            lines.append("Content-Type: application/x-www-form-urlencoded")
            lines += [f"Content-Length: {len(body)}", f"Referer: http://localhost:{self.port}/"]
        asked = "\r\n".join(lines).encode() + b"\r\n\r\n" + body
        while True:
            kept = self._streams is not None
            try:
                return await self._exchange(asked)
            except (ConnectionError, asyncio.IncompleteReadError):
                await self.close()
                if not kept:
                    raise  # a kept connection may have been closed meanwhile; a new one may not

    async def _exchange(self, asked: bytes) -> Answer:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self._streams
        writer.write(asked)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {}
        for line in head[1:-2]:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
            headers[name.lower()] = value
        if headers.get("transfer-encoding") == "chunked":
            body = await _chunks(reader)
        else:
            body = await reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("connection") == "close":
            await self.close()
        return Answer(int(head[0].split()[1]), headers, body)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    """A body of which nobody knew the length when it began."""
    parts = []
    while size := int(await reader.readuntil(b"\r\n"), 16):
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readexactly(2)
    return b"".join(parts)


def download(port: int, session: str, page: str, **answers: str) -> tuple[float, Answer]:
    """Sends the form of `page` to "file/" below it; the seconds to the last byte of the file."""

    async def visit() -> tuple[float, Answer]:
        visitor = Visitor(port, session)
        form = await open_form(visitor, page)
        began = time.perf_counter()
        answer = await visitor.post(f"{page}file/", form | answers)
        took = time.perf_counter() - began
        await visitor.close()
        return took, answer

    return asyncio.run(visit())


def post_twice(port: int, session: str, page: str, press: str, **answers: str) -> float:
    """Sends the form of `page`, then presses `press` on what comes: the seconds of that press."""

    async def visit() -> float:
        visitor = Visitor(port, session)
        form = await open_form(visitor, page)
        review = await visitor.post(page, form | answers)
        assert review.status == 200, (review.status, review.body[:500])
        hidden = {
            name.decode(): html.unescape(value.decode())
            for name, value in HIDDEN.findall(review.body)
        }
        began = time.perf_counter()
        answer = await visitor.post(press, hidden)
        took = time.perf_counter() - began
        assert answer.status == 302, (answer.status, answer.body[:500])
        await visitor.close()
        return took

    return asyncio.run(visit())


async def open_form(visitor: Visitor, path: str) -> dict[str, str]:
    """What the form of the page would send, with everything ticked that one may have to tick."""
    page = await visitor.get(path)
    assert page.status == 200, (page.status, page.body[:500])
    found = {
        name.decode(): html.unescape(value.decode()) for name, value in HIDDEN.findall(page.body)
    }
    return found | ANSWERS


async def take_seat(visitor: Visitor, path: str, form: dict[str, str]) -> bytes:
    """Presses the button and reads the page that says what became of it."""
    pressed = await visitor.post(path, form)
    assert pressed.status == 302, (pressed.status, pressed.body[:500])
    page = await visitor.get(pressed.headers["location"])
    assert page.status == 200, (page.status, page.body[:500])
    return page.body


def register_all(port: int, path: str, sessions: list[str], *, at_once: int) -> tuple[float, list]:
    """Each opens the form, presses, and reads the confirmation; so many at a time.

    Returns the seconds that all took together, and each one's own.
    """

    async def one(waiting: asyncio.Semaphore, session: str) -> float:
        async with waiting:
            began, visitor = time.perf_counter(), Visitor(port, session)
            await take_seat(visitor, path, await open_form(visitor, path))
            await visitor.close()
            return time.perf_counter() - began

    async def all_of_them() -> tuple[float, list]:
        waiting, began = asyncio.Semaphore(at_once), time.perf_counter()
        each = await asyncio.gather(*(one(waiting, session) for session in sessions))
        return time.perf_counter() - began, each

    return asyncio.run(all_of_them())


def rush(port: int, path: str, sessions: list[str]) -> tuple[float, list[bytes]]:
    """All have the form open and press at one moment; seconds to the last page, and the pages."""

    async def all_of_them() -> tuple[float, list[bytes]]:
        visitors = [Visitor(port, session) for session in sessions]
        forms = []
        for visitor in visitors:
            forms.append(await open_form(visitor, path))
            await visitor.close()
        began = time.perf_counter()
        pressing = (take_seat(*pair) for pair in _pairs(visitors, path, forms))
        pages = await asyncio.gather(*pressing)
        return time.perf_counter() - began, pages

    return asyncio.run(all_of_them())


def _pairs(visitors: Iterable[Visitor], path: str, forms: Iterable[dict]) -> Iterable[tuple]:
    return ((visitor, path, form) for visitor, form in zip(visitors, forms, strict=True))


def one_at_a_time(
    port: int,
    path: str,
    *,
    session: str = "",
    headers: dict[str, str] | None = None,
    times: int = 20,
    anew: bool = True,
) -> tuple[list[float], Answer]:
    """The seconds of each of `times` requests after a first one, and the last answer.

    `anew`: each asks in a language of its own, which no shared page was kept in.
    """

    async def visit() -> tuple[list[float], Answer]:
        visitor, took = Visitor(port, session), []
        visitor.headers = dict(headers or {})
        answer = await visitor.get(path)
        for number in range(times):
            if anew:
                visitor.headers["Accept-Language"] = f"x-{number}"
            began = time.perf_counter()
            answer = await visitor.get(path)
            took.append(time.perf_counter() - began)
        await visitor.close()
        return took, answer

    return asyncio.run(visit())
