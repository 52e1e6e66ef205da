"""What a mail looks like on the wire, read from the bytes that a real server received."""

import re
from email.message import EmailMessage

import pytest

from mail import letterhead, rendering, tasks
from mail.models import OutgoingEmail
from mail.tests.samples import S, create_mail

pytestmark = pytest.mark.django_db

CALENDAR = "\r\n".join(
    [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "METHOD:{method}",
        "BEGIN:VEVENT",
        "UID:1@rollcall.example",
        "SUMMARY:Caf\u00e9 \u2013 " + "x" * 50,
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
)


@pytest.fixture
def calendars(monkeypatch):
    """An app that knows calendars: facts["calendar"] with the method put in."""

    def render(facts: dict) -> str:
        return facts["calendar"]["text"].format(method=facts["method"])

    monkeypatch.setattr(rendering, "_calendar_renderer", render)


def invitation(method: str = "REQUEST") -> dict:
    return {
        "title": "You have a place",
        "text": "See you there.",
        "calendar": {"text": CALENDAR},
        "method": method,
    }


def shape(part: EmailMessage) -> object:
    if not part.is_multipart():
        return part.get_content_type()
    return (part.get_content_type(), [shape(inner) for inner in part.iter_parts()])


def test_a_mail_is_text_and_html_in_that_order(smtp):
    create_mail(facts={"title": "You have a place", "text": "Ren\u00e9e & O'Brien <b>"})
    tasks.drain()
    message = smtp.received[0].message
    assert shape(message) == ("multipart/alternative", ["text/plain", "text/html"])
    text = message.get_body(["plain"]).get_content()
    assert "Ren\u00e9e & O'Brien <b>" in text
    assert "Ren\u00e9e &amp; O&#x27;Brien &lt;b&gt;" in message.get_body(["html"]).get_content()
    assert "\n\n\n" not in text


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_k1_k5_the_calendar_part_names_the_method_of_its_body(smtp, calendars, method):
    create_mail(facts=invitation(method))
    tasks.drain()
    raw = smtp.received[0].content
    message = smtp.received[0].message
    alternatives = ["text/plain", "text/html", "text/calendar"]
    assert shape(message) == (
        "multipart/mixed",
        [("multipart/alternative", alternatives), "application/ics"],
    )
    header = re.search(rb"Content-Type: text/calendar;.*?(?=\r\n\S)", raw, re.DOTALL).group()
    assert header.count(b"charset") == 1
    part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert dict(part["Content-Type"].params) == {"method": method, "charset": "utf-8"}
    wanted = CALENDAR.format(method=method)
    assert part.get_payload(decode=True).decode() == wanted
    attachment = next(message.iter_attachments())
    assert attachment.get_filename() == "invite.ics"
    assert attachment.get_payload(decode=True).decode() == wanted
    assert OutgoingEmail.objects.get().calendar == wanted


def test_every_line_on_the_wire_ends_with_crlf_and_is_short(smtp, calendars):
    create_mail(facts=invitation() | {"text": "long " * 500})
    tasks.drain()
    raw = smtp.received[0].content
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert raw.isascii()


def test_a_calendar_of_another_method_is_not_sent(smtp, calendars):
    create_mail(facts=invitation() | {"calendar": {"text": "METHOD:PUBLISH"}})
    tasks.drain()
    assert smtp.received == []
    assert "METHOD:REQUEST" in OutgoingEmail.objects.get().error


def test_the_headers_say_who_to_whom_and_that_no_person_wrote_it(smtp, settings):
    settings.DEFAULT_FROM_EMAIL = "Rollcall <rollcall@example.org>"
    row = create_mail(to="officer@example.org", to_name="O'Brien, Ren\u00e9e")
    tasks.drain()
    message = smtp.received[0].message
    assert message["From"] == "Rollcall <rollcall@example.org>"
    (to,) = message["To"].addresses
    assert (to.display_name, to.addr_spec) == ("O'Brien, Ren\u00e9e", "officer@example.org")
    assert message["Auto-Submitted"] == "auto-generated"
    assert smtp.received[0].id == row.message_id
    assert row.message_id.endswith("@example.org>")


def test_k13_no_header_can_be_added_through_a_name_a_subject_or_an_address(smtp):
    evil = "Ann\r\nBcc: victim@example.org\r\n\r\nHello"
    create_mail(to_name=evil, facts={"title": evil, "text": evil, "name": evil})
    create_mail(to="a@example.org\r\nRCPT TO:<victim@example.org>", to_name=evil)
    tasks.drain()
    (received,) = smtp.received
    assert received.to == "officer@example.org"
    assert "Bcc" not in received.message
    assert received.message["Subject"] == "Ann Bcc: victim@example.org Hello"
    assert OutgoingEmail.objects.get(to__contains="RCPT").state == S.FAILED


def test_two_addresses_in_one_are_none(smtp):
    row = create_mail(to="a@example.org,b@example.org")
    tasks.drain()
    row.refresh_from_db()
    assert (row.state, row.error) == (S.FAILED, "This is not an e-mail address.")
    assert smtp.connections <= 1
    assert smtp.received == []


def test_a_domain_in_other_letters_goes_out_in_ascii(smtp):
    create_mail(to="officer@b\u00fccher.example", to_name="Ren\u00e9e")
    tasks.drain()
    assert smtp.addresses == ["officer@xn--bcher-kva.example"]


def test_every_mail_ends_with_the_hotline(smtp):
    create_mail()
    hotline = letterhead.current().hotline
    tasks.drain()
    message = smtp.received[0].message
    for kind in ("plain", "html"):
        body = message.get_body([kind]).get_content()
        assert hotline["call"] in body
        assert hotline["sms"] in body
        assert "911" in body


def test_what_was_sent_is_kept(smtp):
    create_mail()
    tasks.drain()
    row, message = OutgoingEmail.objects.get(), smtp.received[0].message
    assert row.subject == message["Subject"] == "You have a place"
    for kind, kept in (("plain", row.text), ("html", row.html)):
        assert kept == message.get_body([kind]).get_content().replace("\r\n", "\n")


def test_a_mail_without_an_html_template_is_text_alone(smtp):
    create_mail(kind="sample/code", facts={"code": "x"})
    tasks.drain()
    assert shape(smtp.received[0].message) == "text/plain"
