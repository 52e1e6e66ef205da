"""The mailbox of a demonstration: the mails that were written to files, newest first."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import conditional_escape, urlize
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

SHOWN = 50
# Sign-in codes are made of consonants alone, so that they never spell a word.
CODE = re.compile(
    r"(?<![\w/=-])([BCDFGHJ-NP-TV-XZ]{4}-?[BCDFGHJ-NP-TV-XZ]{4})(?![\w/=-])"  # never inside a link
)


@dataclass(frozen=True)
class Letter:
    """One mail as the page shows it."""

    name: str
    to: str
    subject: str
    at: datetime
    text: SafeString
    has_invitation: bool


@never_cache
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """The newest mails, code and links in reach. Only where DEBUG is on."""
    letters = [_letter(path) for path in _newest_files()]
    return render(request, "mailbox.html", {"letters": letters, "shown": SHOWN})


@never_cache
@require_safe
def invitation(request: HttpRequest, name: str) -> HttpResponse:
    """The calendar file of one mail, as that mail carries it."""
    path = next((path for path in _newest_files() if path.name == name), None)
    part = _calendar_part(_read(path)) if path else None
    if part is None:
        raise Http404
    return HttpResponse(
        part.get_payload(decode=True),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="invite.ics"'},
    )


def _newest_files() -> list[Path]:
    """The newest .eml files, whichever process wrote them. 404 where DEBUG is off."""
    if not settings.DEBUG:
        raise Http404
    folder = Path(settings.EMAIL_FILE_PATH)
    files = folder.glob("*.eml") if folder.is_dir() else []
    return sorted(files, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)[
        :SHOWN
    ]


def _read(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=default)


def _letter(path: Path) -> Letter:
    message = _read(path)
    body = message.get_body(("plain",))
    return Letter(
        name=path.name,
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        at=datetime.fromtimestamp(path.stat().st_mtime, tz=UTC),
        text=_clickable(body.get_content() if body else ""),
        has_invitation=_calendar_part(message) is not None,
    )


def _clickable(text: str) -> SafeString:
    """The text, escaped, its addresses as links and its code marked."""
    linked = urlize(conditional_escape(text.strip()), nofollow=True)
    return mark_safe(CODE.sub(r'<code class="code">\1</code>', linked))  # noqa: S308


def _calendar_part(message: EmailMessage) -> EmailMessage | None:
    """The part that a mail program would offer as invite.ics."""
    for part in message.walk():
        if part.get_filename() == "invite.ics" or part.get_content_type() == "text/calendar":
            return part
    return None
