"""The mailbox of a demonstration: code and links in reach, nothing where DEBUG is off."""

import os
from email.message import EmailMessage

import pytest

CALENDAR = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def box(settings, tmp_path):
    """An empty mailbox of a site in DEBUG."""
    settings.DEBUG = True
    settings.EMAIL_FILE_PATH = tmp_path
    return tmp_path


def put(box, name, *, subject="Hello", text="Hello.", invitation=False, age=0):
    """Writes one mail as the file backend does."""
    message = EmailMessage()
    message["To"] = "Sam <sam@example.org>"
    message["Subject"] = subject
    message.set_content(text)
    if invitation:
        message.add_attachment(CALENDAR, maintype="text", subtype="calendar", filename="invite.ics")
    path = box / f"{name}.eml"
    path.write_bytes(bytes(message))
    os.utime(path, (1_700_000_000 - age, 1_700_000_000 - age))


@pytest.mark.parametrize("path", ["/mailbox/", "/mailbox/a.eml/invite.ics"])
@pytest.mark.django_db
def test_no_mailbox_without_debug(client, box, settings, path):
    put(box, "a", invitation=True)
    settings.DEBUG = False
    assert client.get(path).status_code == 404


def test_mails_newest_first_with_code_and_link(client, box):
    put(box, "old", subject="Older", age=60)
    put(box, "new", subject="Newer", text="Code:\n\nBCDF-GHJK\n\nhttp://localhost/a?b=1&c=2\n")
    page = client.get("/mailbox/").content.decode()
    assert page.index("Newer") < page.index("Older")
    assert '<code class="code">BCDF-GHJK</code>' in page
    assert 'href="http://localhost/a?b=1&amp;c=2"' in page
    assert "sam@example.org" in page


def test_a_link_that_holds_letters_like_a_code_stays_whole(client, box):
    put(box, "a", text="http://localhost/registrations/BCDF-GHJK/cancel/?t=BCDFGHJK\n")
    page = client.get("/mailbox/").content.decode()
    assert 'href="http://localhost/registrations/BCDF-GHJK/cancel/?t=BCDFGHJK"' in page


def test_mail_is_shown_escaped(client, box):
    put(box, "a", subject="<b>bold</b>", text="<script>alert(1)</script>\n")
    page = client.get("/mailbox/").content.decode()
    assert "<script>alert" not in page and "<b>bold" not in page


def test_invitation_is_offered_as_the_mail_carries_it(client, box):
    put(box, "a", invitation=True)
    assert "/mailbox/a.eml/invite.ics" in client.get("/mailbox/").content.decode()
    response = client.get("/mailbox/a.eml/invite.ics")
    assert response["Content-Type"].startswith("text/calendar")
    assert response.content.replace(b"\r\n", b"\n") == CALENDAR.replace(b"\r\n", b"\n")


@pytest.mark.django_db
def test_no_file_outside_the_mailbox(client, box):
    put(box, "plain")
    for name in ("plain.eml", "missing.eml", "..%2Fsecret.eml", "%2Fetc%2Fpasswd"):
        assert client.get(f"/mailbox/{name}/invite.ics").status_code == 404


def test_at_most_fifty_mails(client, box):
    for number in range(55):
        put(box, f"{number:02}", subject=f"Mail number {number:02}.", age=number)
    page = client.get("/mailbox/").content.decode()
    assert page.count('class="mail"') == 50
    assert "Mail number 49." in page and "Mail number 50." not in page


def test_an_empty_mailbox_says_what_to_do(client, box):
    assert "No mail yet" in client.get("/mailbox/").content.decode()


def test_a_broken_file_does_not_hide_the_others(client, box):
    put(box, "good", subject="Readable")
    (box / "bad.eml").write_bytes(b"\xff\xfe\x00 Subject: ???\n\n\x80\x81")
    page = client.get("/mailbox/").content.decode()
    assert "Readable" in page
