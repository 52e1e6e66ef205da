"""Facts in, mail out: subject, text, HTML and calendar of a row, and the message of them.

The templates of a kind are `<kind>_subject.txt`, `<kind>_message.txt` and, if there is one,
`<kind>.html`. They see the facts and what `_surroundings` adds.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from email.charset import QP, Charset
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, SafeMIMEMultipart, SafeMIMEText
from django.core.validators import validate_email
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation
from django.utils.encoding import punycode
from django.utils.functional import cached_property

from mail import letterhead
from mail.models import OutgoingEmail
from mail.outbox import header_text

# Quoted-printable keeps every line short and the text whole on servers that take 7 bits only.
_UTF8 = Charset("utf-8")
_UTF8.body_encoding = QP

_calendar_renderer: Callable[[dict], str] | None = None


@dataclass(frozen=True)
class Rendered:
    """What a mail says."""

    subject: str
    text: str
    html: str = ""
    calendar: str = ""


class _Built(EmailMultiAlternatives):
    """A message that is encoded once: what cannot be encoded shows before anything is sent."""

    @cached_property
    def mime(self) -> SafeMIMEMultipart | SafeMIMEText:
        return super().message()

    def message(self) -> SafeMIMEMultipart | SafeMIMEText:
        return self.mime


def set_calendar_renderer(renderer: Callable[[dict], str]) -> None:
    """Registers what makes a calendar of the facts of a mail (facts["calendar"], ["method"]).

    The app that knows calendars calls this in its `AppConfig.ready()`; this app knows none.
    """
    global _calendar_renderer  # noqa: PLW0603
    _calendar_renderer = renderer


def render(row: OutgoingEmail) -> Rendered:
    """Subject, text, HTML and calendar, in the language of the row.

    Raises what the templates raise, and ValueError for a calendar that is not of its method.
    """
    facts = {**row.facts, **_surroundings(row)}
    with translation.override(row.language):
        return Rendered(
            subject=header_text(_plain(f"{row.kind}_subject.txt", facts))[:240],
            text=_tidy(_plain(f"{row.kind}_message.txt", facts)),
            html=_html(f"{row.kind}.html", facts),
            calendar=_calendar(row.facts),
        )


def message(row: OutgoingEmail, rendered: Rendered) -> EmailMultiAlternatives:
    """The MIME message of a row: alternatives, with a calendar also the file `invite.ics`.

    The shape is that of RFC 6047, section 4: the calendar part names the METHOD of its body.
    Raises ValidationError where the address is none.
    """
    mail = _Built(
        subject=rendered.subject,
        body=rendered.text,
        from_email=_sender(),
        to=[_recipient(row)],
        headers={"Message-ID": row.message_id, "Auto-Submitted": "auto-generated"},
    )
    mail.encoding = _UTF8
    if rendered.html:
        mail.attach_alternative(rendered.html, "text/html")
    if rendered.calendar:
        method = row.facts["method"]
        # Without a charset: Django adds it, and a second one would be one too many.
        mail.attach_alternative(rendered.calendar, f"text/calendar; method={method}")
        mail.attach("invite.ics", rendered.calendar.encode(), "application/ics")
    mail.message()
    return mail


def _surroundings(row: OutgoingEmail) -> dict:
    """What every mail can say beside its facts."""
    return {
        "hotline": letterhead.current().hotline,
        "sender": letterhead.sender()[0],
        "site_url": settings.SITE_URL,
        "to_name": row.to_name,
        "language": row.language,
    }


def _plain(name: str, facts: dict) -> str:
    """A text template. Nothing is escaped in it: "O'Brien" stays so."""
    return get_template(name).template.render(Context(facts, autoescape=False))


def _html(name: str, facts: dict) -> str:
    try:
        template = get_template(name)
    except TemplateDoesNotExist:
        return ""
    return template.template.render(Context(facts))


def _tidy(text: str) -> str:
    """Text without the blank lines that template tags leave behind."""
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub("\n{3,}", "\n\n", lines).strip() + "\n"


def _calendar(facts: dict) -> str:
    if not facts.get("calendar"):
        return ""
    if _calendar_renderer is None:
        raise ValueError("A mail has a calendar, but no app registered what renders it.")
    calendar = _calendar_renderer(facts)
    if f"METHOD:{facts['method']}" not in calendar.splitlines():
        raise ValueError(f"The calendar does not say METHOD:{facts['method']}.")
    return calendar


def _sender() -> str:
    """The From header: the name of the letterhead at the address of the settings."""
    name, address = letterhead.sender()
    return formataddr((header_text(name), address))


def _recipient(row: OutgoingEmail) -> str:
    """The To header: one address, its domain in ASCII, and the name."""
    validate_email(row.to)
    local, _, domain = row.to.rpartition("@")
    return formataddr((header_text(row.to_name), f"{local}@{punycode(domain)}"))
