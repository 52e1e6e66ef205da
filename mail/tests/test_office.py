"""The back office's screen of mail: found, read, sent again, stopped; codes shown to nobody."""

import html

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone
from django.utils.html import strip_tags

from mail.models import OutgoingEmail
from mail.outbox import Mail, queue
from tests.people import create_user

pytestmark = pytest.mark.django_db
S = OutgoingEmail.State
QUERIES_OF_THE_LIST = 11


def text(response) -> str:
    return " ".join(html.unescape(strip_tags(response.content.decode())).split())


def mail(number: int = 1, **fields) -> OutgoingEmail:
    values = {"topic": "event/3", "facts": {"secret": "XKCD-2347"}}
    key = f"test/{number}"
    queue(Mail(kind="events/email/confirmed", to=f"p{number}@example.org", key=key, **values))
    ended = fields.get("state", S.QUEUED) not in (S.QUEUED, S.SENDING)
    OutgoingEmail.objects.filter(key=key).update(
        **({"next_try_at": None} if ended else {}) | fields
    )
    return OutgoingEmail.objects.get(key=key)


def code(**fields) -> OutgoingEmail:
    return mail(99, kind="account/email/login_code", sensitive=True, priority=0, **fields)


def test_what_failed_comes_first_and_says_why(office):
    mail(1, state=S.FAILED, error="550 no such user", subject="Your place")
    mail(2, state=S.SENT, sent_at=timezone.now(), subject="Another place")
    page = text(office.get("/admin/outgoingemail/"))
    assert page.index("p1@example.org") < page.index("p2@example.org")
    assert "550 no such user" in page


def test_search_by_address_and_topic_filter_by_state_and_kind(office):
    mail(1, state=S.FAILED)
    mail(2, topic="event/4")
    for query in ({"q": "p1@"}, {"q": "event/3"}, {"state": "failed"}):
        page = text(office.get("/admin/outgoingemail/", query))
        assert ("p1@example.org" in page, "p2@example.org" in page) == (True, False), query
    page = text(office.get("/admin/outgoingemail/", {"kind": "events/email/confirmed"}))
    assert "p2@example.org" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_often_for_1_and_for_3(office, rows, django_assert_num_queries):
    for number in range(rows):
        mail(number)
    office.get("/admin/outgoingemail/")
    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        office.get("/admin/outgoingemail/")


def test_a_sent_mail_is_read_and_sent_again_after_a_question(office):
    row = mail(state=S.SENT, sent_at=timezone.now(), subject="Your place", text="See you there.")
    page = text(office.get(f"/admin/outgoingemail/inspect/{row.pk}/"))
    assert "See you there." in page
    assert "Send it again..." in page
    assert "Stop it..." not in page
    assert "Send this mail again?" in text(office.get(f"/admin/mail/{row.pk}/resend/"))
    assert OutgoingEmail.objects.count() == 1
    answer = office.post(f"/admin/mail/{row.pk}/resend/", follow=True)
    assert "The mail is sent again." in text(answer)
    assert OutgoingEmail.objects.filter(state=S.QUEUED, to=row.to).count() == 1


def test_staff_read_a_mail_without_the_keys_of_its_links(office):
    key = "ZXyi4OgsevGzb"
    link = f"http://localhost/registrations/abc/?key={key}"
    calendar = f"BEGIN:VCALENDAR\r\nURL:{link[:-5]}\r\n {link[-5:]}\r\nEND:VCALENDAR"
    row = mail(state=S.SENT, text=f"Your place: {link}\nBye", calendar=calendar)
    page = text(office.get(f"/admin/outgoingemail/inspect/{row.pk}/"))
    assert "http://localhost/registrations/abc/?... Bye" in page
    assert "URL:http://localhost/registrations/abc/?... END" in page
    assert key not in page


def test_a_waiting_mail_is_stopped_and_not_sent_twice(office):
    row = mail()
    refused = office.post(f"/admin/mail/{row.pk}/resend/")
    assert "This mail still waits to be sent." in text(refused)
    answer = office.post(f"/admin/mail/{row.pk}/abort/", follow=True)
    assert "The mail is stopped." in text(answer)
    row.refresh_from_db()
    assert row.state == S.ABORTED
    assert "cannot be stopped" in text(office.post(f"/admin/mail/{row.pk}/abort/"))


def test_of_a_code_nothing_is_shown_but_kind_state_and_address(office):
    row = code(subject="Your code XKCD-2347", error="421 XKCD-2347", text="XKCD-2347")
    for page in (
        "/admin/outgoingemail/",
        f"/admin/outgoingemail/inspect/{row.pk}/",
        f"/admin/mail/{row.pk}/abort/",
        f"/admin/mail/{row.pk}/resend/",
    ):
        answer = office.get(page)
        assert row.to in text(answer)
        assert "XKCD-2347" not in answer.content.decode()
        assert row.message_id not in html.unescape(answer.content.decode())
    refused = office.post(f"/admin/mail/{row.pk}/resend/")
    assert "Codes and sign-in links are never sent again." in text(refused)
    found = office.get("/admin/outgoingemail/", {"q": "XKCD-2347"})
    assert row.to not in text(found)


def test_no_mail_is_written_changed_or_deleted_by_hand(office):
    row = mail()
    for page in ("new/", f"edit/{row.pk}/", f"delete/{row.pk}/"):
        assert office.post(f"/admin/outgoingemail/{page}").status_code == 302
    row.refresh_from_db()
    assert row.state == S.QUEUED


def test_to_resend_takes_the_right_to_change_mail(client, settings):
    settings.DEBUG = True
    user = create_user(email="reader@example.org", staff=True)
    names = ["access_admin", "view_outgoingemail"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    row = mail(state=S.SENT)
    assert "Send it again" not in text(client.get(f"/admin/outgoingemail/inspect/{row.pk}/"))
    assert client.post(f"/admin/mail/{row.pk}/resend/").status_code == 403
    assert OutgoingEmail.objects.count() == 1
    client.force_login(create_user(email="citizen@example.org"))
    assert client.get("/admin/outgoingemail/").status_code == 302
