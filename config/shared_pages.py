"""Pages that are the same for everyone who is not signed in, kept for a few seconds.

A view declares such a page with `Cache-Control: public` (accounts/public_pages.py). Each process
keeps it and answers before Django wakes: no session, no database, no template. What a visitor
sees is at most five seconds old, in any process. Whoever carries a session, a message or has
just changed something (config/middleware.py) is never answered from here, and nothing that sets a
cookie is ever kept.
"""

import gzip
import hashlib
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse

OLDEST = 4.0  # seconds from the moment the page began to be made, from facts up to a second old
RENEWED_AFTER = 2.5  # from then on one visitor waits for a new one, the others get the old one
LARGEST = 2 * 1024 * 1024  # bytes of one page
MOST_BYTES = 24 * 1024 * 1024  # of all pages of this process
CSRF_FIELD = b"csrfmiddlewaretoken"
SMALLEST_COMPRESSED = 500  # bytes; below, the header costs more than it saves

Headers = list[tuple[str, str]]
Key = tuple[str, ...]


@dataclass
class Page:
    """The bytes of a page and what the browser is told of them. `born`: time.monotonic()."""

    born: float
    body: bytes
    headers: Headers
    etag: str
    compressed: bytes = b""  # in gzip; there is no secret in it to guess at
    renewing_since: float = 0.0

    @classmethod
    def of(cls, response: HttpResponse, headers: Headers, born: float) -> "Page":
        """The page a view made; its ETag is the view's own or a digest of the bytes."""
        body = response.content
        etag = response.headers.get("ETag") or f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
        vary = response.headers.get("Vary", "")
        names = [name.strip() for name in vary.split(",") if name.strip()]
        if "accept-encoding" not in map(str.lower, names):
            names.append("Accept-Encoding")
        replaced = {"etag", "vary", "content-length"}
        kept = [pair for pair in headers if pair[0].lower() not in replaced]
        packed = gzip.compress(body, 6, mtime=0) if len(body) >= SMALLEST_COMPRESSED else b""
        return cls(born, body, [*kept, ("Vary", ", ".join(names))], etag, packed)

    @property
    def size(self) -> int:
        """Bytes, never changing."""
        return len(self.body) + len(self.compressed)

    def answer(self, environ: dict, start_response: Callable) -> list[bytes]:
        """200, or 304 for who has it already."""
        packed = bool(self.compressed) and _takes_gzip(environ)
        etag = f"W/{self.etag.removeprefix('W/')}" if packed else self.etag
        if _has_it(environ, self.etag):
            said = [*_without_body(self.headers), ("ETag", etag)]
            start_response("304 Not Modified", said)
            return []
        body = self.compressed if packed else self.body
        headers = [*self.headers, ("ETag", etag), ("Content-Length", str(len(body)))]
        if packed:
            headers.append(("Content-Encoding", "gzip"))
        start_response("200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


class Shelf:
    """The pages of this process, safe for its threads. What is too old or too much leaves
    when another is put in."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def take(self, key: Key, now: float) -> Page | None:
        """A page young enough to show; None where this visitor has to make a new one."""
        page = self._pages.get(key)
        if page is None or now - page.born >= OLDEST:
            return None
        if now - page.born < RENEWED_AFTER:
            return page
        with self._lock:
            if now - page.renewing_since < OLDEST:
                return page  # someone else is at it
            page.renewing_since = now
        return None

    def put(self, key: Key, page: Page) -> None:
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self._bytes += page.size
            while self._bytes > MOST_BYTES or self._oldest.born <= page.born - OLDEST:
                self._drop(next(iter(self._pages)))

    @property
    def _oldest(self) -> Page:
        return next(iter(self._pages.values()))

    def _drop(self, key: Key) -> None:
        gone = self._pages.pop(key, None)
        self._bytes -= gone.size if gone else 0


class Application(WSGIHandler):
    """Django's own, with the shelf in front."""

    def __init__(self) -> None:
        super().__init__()
        self.shelf = Shelf()

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        key = key_of(environ)
        if key is None:
            return super().__call__(environ, start_response)
        born = time.monotonic()
        if page := self.shelf.take(key, born):
            return page.answer(environ, start_response)
        # Asked whether the page has changed, a view would say no, and there were nothing to keep.
        asked = {name: value for name, value in environ.items() if name != "HTTP_IF_NONE_MATCH"}
        said: list = []
        response = super().__call__(asked, lambda *what: said.append(what))
        status, headers = said[0][:2]
        if is_shared(response):
            page = Page.of(response, headers, born)
            if environ["REQUEST_METHOD"] == "GET":
                self.shelf.put(key, page)
            response.close()
            return page.answer(environ, start_response)
        etag = next((value for name, value in headers if name.lower() == "etag"), "")
        if status == "200 OK" and _has_it(environ, etag):
            start_response("304 Not Modified", _without_body(headers))
            getattr(response, "close", lambda: None)()  # of a file the server has its own wrapper
            return []
        start_response(status, headers, *said[0][2:])
        return response


def key_of(environ: dict) -> Key | None:
    """What the page is known by; None for a request that is never answered from the shelf.

    Everything that a page may differ by is in it: host, scheme, address, language.
    """
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return None
    if _PERSONAL.search(environ.get("HTTP_COOKIE", "")) or "HTTP_AUTHORIZATION" in environ:
        return None
    return (
        environ.get("HTTP_HOST", ""),
        environ.get("wsgi.url_scheme", ""),
        environ.get("HTTP_X_FORWARDED_PROTO", ""),
        environ.get("PATH_INFO", ""),
        environ.get("QUERY_STRING", ""),
        environ.get("HTTP_ACCEPT_LANGUAGE", ""),
    )


def is_shared(response: HttpResponse) -> bool:
    """Whether a view has said that everybody may see these bytes, and they set no cookie."""
    return (
        isinstance(response, HttpResponse)  # and no open file
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "public" in response.headers.get("Cache-Control", "")
        and CSRF_FIELD not in response.content  # it is one person's, cookie or not
        and len(response.content) <= LARGEST
    )


_PERSONAL_COOKIES = (
    settings.SESSION_COOKIE_NAME,
    settings.MESSAGE_COOKIE_NAME,
    settings.FRESH_COOKIE_NAME,
    settings.LANGUAGE_COOKIE_NAME,
)
_PERSONAL = re.compile(rf"(?:^|[;,\s])(?:{'|'.join(map(re.escape, _PERSONAL_COOKIES))})=")


def _takes_gzip(environ: dict) -> bool:
    asked = environ.get("HTTP_ACCEPT_ENCODING", "")
    return "gzip" in asked and "gzip;q=0" not in asked.replace(" ", "")


def _has_it(environ: dict, etag: str) -> bool:
    """If-None-Match, compared weakly (RFC 9110, section 13.1.2)."""
    known = environ.get("HTTP_IF_NONE_MATCH", "")
    if not (known and etag):
        return False
    tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
    return "*" in tags or etag.removeprefix("W/") in tags


def _without_body(headers: Headers) -> Headers:
    """Of an answer that brings none: without what describes it (RFC 9110, section 15.4.5)."""
    described = ("content-type", "content-length", "content-encoding", "content-disposition")
    return [pair for pair in headers if pair[0].lower() not in described]
