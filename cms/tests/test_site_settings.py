"""The settings of the site: shipped, changed, kept for seconds, and there when nothing else is."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.test import Client, RequestFactory

from accounts.kept import Kept
from accounts.models.person import today
from cms.models.site_settings import SiteSettings, known
from cms.phones import e164, validate_call, validate_text
from cms.shipped import SHIPPED
from cms.tests.factories import create_editor, create_text
from config.middleware import please_try_again
from config.views import bad_request, server_error
from mail import letterhead, rendering
from mail.models import OutgoingEmail
from tests.people import create_user

FORM = "/admin/settings/cms/sitesettings/"
OTHER = {"hotline_call": "816-555-0100", "hotline_sms": "55555"}


@pytest.fixture
def editor(client, settings) -> Client:
    """An editor's browser; the second factor is not what these tests are about."""
    settings.DEBUG = True
    client.force_login(create_editor())
    return client


def change(**values) -> SiteSettings:
    stored = SiteSettings.load()
    for name, value in values.items():
        setattr(stored, name, value)
    stored.full_clean()
    stored.save()
    return stored


def form_of(editor: Client, **values) -> tuple[str, dict]:
    """The address of the form, and what it sends when `values` are typed into it."""
    page = editor.get(FORM, follow=True)
    sent = {
        name: page.context["form"][name].value() or ""
        for name in page.context["form"].fields
        if name != "footer_links"
    }
    return page.request["PATH_INFO"], sent | {"footer_links-count": "0"} | values


@pytest.mark.django_db
def test_a_new_site_has_the_numbers_without_a_row(client):
    page = client.get("/help/").content.decode()
    assert SiteSettings.objects.count() == 0
    for name in ("hotline_call", "hotline_sms", "child_hotline_call", "hotline_chat"):
        assert SHIPPED[name] in page
    assert "December 19, 2025" in page
    assert 'href="tel:+18883737888"' in page


@pytest.mark.django_db
def test_the_form_of_a_new_site_is_filled_with_what_is_shipped(editor):
    _address, sent = form_of(editor)
    assert sent["hotline_call"] == SHIPPED["hotline_call"]
    assert sent["name"] == "Rollcall"
    assert SiteSettings.objects.count() == 1


@pytest.mark.django_db
def test_what_an_editor_saves_stands_on_the_next_page_and_in_the_next_mail(editor):
    address, sent = form_of(editor, **OTHER, name="Training Office", footer_text="Since 2019.")
    refused = editor.post(address, sent)
    assert "on which day did someone try it?" in refused.content.decode()
    sent["verified_on"] = today().isoformat()
    assert editor.post(address, sent).status_code == 302
    page = Client().get("/help/").content.decode()
    assert 'href="tel:+18165550100"' in page and "Call 816-555-0100" in page
    assert SHIPPED["hotline_call"] not in page
    assert "<title>Help · Training Office</title>" in page
    assert "Since 2019." in page
    assert letterhead.current().hotline["call"] == "816-555-0100"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("hotline_call", "BeFree", "no phone number"),
        ("hotline_call", "1-888-373-78", "no phone number"),
        ("hotline_sms", "12", "five or six digits"),
        ("hotline_chat", "http://chat.example.org", "valid URL"),
        ("verified_on", "2999-01-01", "not come yet"),
        ("hotline_name", "", "required"),
    ],
)
def test_a_wrong_number_is_refused_in_words_and_nothing_changes(editor, field, value, words):
    address, sent = form_of(editor, **{field: value})
    response = editor.post(address, sent)
    assert words in str(response.context["form"].errors[field])
    assert str(SiteSettings.objects.get().facts()["hotline"]["call"]) == SHIPPED["hotline_call"]


@pytest.mark.django_db
def test_only_those_who_may_change_the_settings_see_them(client, settings):
    settings.DEBUG = True
    client.force_login(create_user(staff=True))
    assert client.get(FORM).status_code == 302
    assert SiteSettings.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "dialed"),
    [
        ("1-888-373-7888", "+18883737888"),
        ("1-888-3737-888", "+18883737888"),
        ("(816) 234-5678", "+18162345678"),
        ("+44 20 7946 0958", "+442079460958"),
    ],
)
def test_one_number_is_dialed_however_it_is_written(typed, dialed):
    assert e164(typed) == dialed
    validate_call(typed)


@pytest.mark.parametrize("typed", ["", "911", "123-456-7890", "888-123-4567", "+0 123"])
def test_what_cannot_be_dialed_is_no_number(typed):
    with pytest.raises(ValidationError):
        validate_call(typed)


def test_a_number_to_text_is_a_short_code_or_a_phone_number():
    validate_text(SHIPPED["hotline_sms"])
    validate_text("816-234-5678")
    with pytest.raises(ValidationError):
        validate_text("23 37 33")


@pytest.mark.django_db
def test_a_page_asks_for_the_settings_once_in_five_seconds(
    client, monkeypatch, django_assert_num_queries
):
    now = 1000.0
    monkeypatch.setattr("accounts.kept.time.monotonic", lambda: now)
    monkeypatch.setattr(known, "seconds", 5)
    known.forget()
    with django_assert_num_queries(1):
        client.get("/help/")
    SiteSettings.objects.create(**SHIPPED | OTHER)
    known.put(known.shipped())  # another process saved it
    now += 4.9
    with django_assert_num_queries(0):
        assert SHIPPED["hotline_call"] in client.get("/help/").content.decode()
    now += 0.1
    with django_assert_num_queries(1):
        assert "816-555-0100" in client.get("/help/").content.decode()
    with django_assert_num_queries(0):
        client.get("/help/")


@pytest.mark.django_db
def test_a_row_that_makes_no_sense_breaks_no_page(client, monkeypatch):
    SiteSettings.objects.create(**SHIPPED | {"hotline_call": "ask at the desk"})
    known.forget()
    page = client.get("/help/")
    assert page.status_code == 200
    assert SHIPPED["hotline_call"] in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_what_was_read_while_a_change_was_not_committed_is_read_again():
    stored = SiteSettings.load()
    with transaction.atomic():
        stored.hotline_call = OTHER["hotline_call"]
        stored.save()
        known.put(known.shipped())  # what another thread still reads at this moment
    assert known.get()["hotline"]["call"] == OTHER["hotline_call"]


def test_the_last_value_stands_while_the_database_is_away(monkeypatch):
    def away():
        asked.append(1)
        raise OperationalError

    asked = []
    now = 1000.0
    monkeypatch.setattr("accounts.kept.time.monotonic", lambda: now)
    kept = Kept(read=lambda: "read", shipped=lambda: "shipped", seconds=5)
    assert kept.last() == "shipped"
    assert kept.get() == "read"
    kept.read = away
    now += 6
    assert [kept.get(), kept.get(), kept.last()] == ["read"] * 3
    assert len(asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        lambda: server_error(RequestFactory().get("/")),
        lambda: bad_request(RequestFactory().get("/")),
        please_try_again,
    ],
    ids=["500", "400", "503"],
)
def test_pages_of_failures_show_the_hotline_and_ask_no_database(answer):
    known.put(SiteSettings(**SHIPPED | OTHER).facts())
    known.forget()  # it is time to read again; without a database mark, that would fail here
    page = answer().content.decode()
    assert 'href="tel:+18165550100"' in page


def test_help_answers_while_the_database_is_away(client, monkeypatch):
    def away():
        raise OperationalError

    monkeypatch.setattr(known, "read", away)
    known.forget()
    response = client.get("/help/")
    assert response.status_code == 200
    assert SHIPPED["hotline_call"] in response.content.decode()


@pytest.mark.django_db
def test_mail_comes_from_the_plain_name_and_never_from_another_address(settings):
    settings.DEFAULT_FROM_EMAIL = "Server <training@example.org>"
    assert letterhead.sender() == ("Server", "training@example.org")
    change(name="Trafficking Training Center", mail_name="Training office")
    assert letterhead.sender() == ("Training office", "training@example.org")
    row = OutgoingEmail(to="officer@example.org", message_id="<1@example.org>")
    message = rendering.message(row, rendering.Rendered("You have a place", "Text"))
    assert message.from_email == "Training office <training@example.org>"


@pytest.mark.django_db
def test_the_contact_address_is_that_of_the_settings_else_of_the_server(client):
    assert "mailto:rollcall@localhost" in client.get("/events/").content.decode()
    change(contact_address="ask@example.org")
    assert "mailto:ask@example.org" in client.get("/events/").content.decode()


@pytest.mark.django_db
def test_a_link_at_the_foot_shows_while_its_page_is_published(client):
    page = create_text(title="Imprint")
    change(footer_links=[("link", {"title": "Who we are", "page": page, "url": ""})])
    assert '<a href="/imprint/">Who we are</a>' in client.get("/help/").content.decode()
    page.unpublish()
    known.forget()
    assert "Who we are" not in client.get("/help/").content.decode()


@pytest.mark.django_db
def test_a_check_of_more_than_a_year_ago_is_asked_for_on_the_form_and_on_the_home_page(editor):
    change(verified_on=today() - timedelta(days=365))
    assert "more than a year ago" not in editor.get("/admin/").content.decode()
    change(verified_on=today() - timedelta(days=366))
    for address in ("/admin/", FORM):
        page = editor.get(address, follow=True).content.decode()
        assert len(re.findall("more than a year ago", page)) == 1, address
    editor.force_login(create_user(email="other@example.org", superuser=True))
    assert "more than a year ago" in editor.get("/admin/").content.decode()


def test_the_shipped_day_of_the_check_is_a_day():
    assert isinstance(SHIPPED["verified_on"], date)
