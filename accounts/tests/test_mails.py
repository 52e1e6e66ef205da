"""What our mails about the account say, and that none waits for a mail server."""

import pytest
from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from django.core import mail as django_mail
from django.test import RequestFactory

from accounts.clients import describe
from accounts.tests.steps import ask_for_code, mails_to
from mail import rendering
from tests.people import create_user

ADA = "ada@example.org"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
CODES = [
    "account/email/login_code",
    "account/email/reauthentication_code",
    "account/email/email_confirmation",
    "account/email/email_confirmation_signup",
    "account/email/password_reset_code",
]
NOTICES = [
    "account/email/email_changed",
    "account/email/email_deleted",
    "account/email/password_changed",
    "account/email/password_set",
    "account/email/password_reset",
    "mfa/email/totp_activated",
    "mfa/email/totp_deactivated",
    "mfa/email/webauthn_added",
    "mfa/email/webauthn_removed",
    "mfa/email/recovery_codes_generated",
]
FACTS = {"from_email": ADA, "to_email": "new@example.org", "deleted_email": "old@example.org"}


def mailed(kind: str, context: dict):
    request = RequestFactory().get("/", headers={"user-agent": FIREFOX})
    with request_context(request):
        get_adapter().send_mail(kind, ADA, context)
    (row,) = mails_to(ADA)
    return row, rendering.render(row)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", CODES)
def test_a15_a_code_mail_names_site_time_and_place_and_says_never_tell(kind, settings):
    create_user(email=ADA)
    row, said = mailed(kind, {"code": "BCDF-GHJK"})
    assert (row.priority, row.sensitive) == (0, True)
    assert "BCDF-GHJK" not in said.subject
    for text in (said.text, said.html):
        assert "BCDF-GHJK" in text
        assert "Never tell anyone this code" in text
        assert settings.SITE_URL in text
        assert row.facts["at"] in text
        assert "127.0.0.1 (Firefox, Windows)" in text


@pytest.mark.django_db
@pytest.mark.parametrize("kind", NOTICES)
def test_a_notice_says_what_changed_and_what_to_do_if_it_was_someone_else(kind):
    row, said = mailed(kind, FACTS)
    assert (row.priority, row.sensitive, row.not_after) == (10, False, None)
    assert said.subject == "Your account was changed"
    for text in (said.text, said.html):
        assert "If that was not you, sign in at" in text
        assert "127.0.0.1" in text


@pytest.mark.django_db
def test_no_mail_leaves_inside_the_request(client):
    create_user(email=ADA)
    ask_for_code(client, ADA)
    assert len(mails_to(ADA)) == 1
    assert django_mail.outbox == []


@pytest.mark.django_db
def test_the_time_in_a_mail_is_the_persons_own():
    create_user(email=ADA, time_zone="Pacific/Honolulu")
    row, _said = mailed(CODES[0], {"code": "BCDF-GHJK"})
    assert row.facts["at"].endswith(" HST")


def test_browsers_in_words():
    assert describe(FIREFOX) == "Firefox, Windows"
    chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
    assert describe(chrome) == "Chrome, Linux"
    assert describe("curl/8.0") == ""
