"""What people do at the doors, step by step, for the tests of accounts."""

import re

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from mail.models import OutgoingEmail

CODE_PAGE = "/accounts/login/code/confirm/"


def mails_to(email: str) -> list[OutgoingEmail]:
    """Oldest first."""
    return list(OutgoingEmail.objects.filter(to=email).order_by("pk"))


def kinds_to(email: str) -> list[str]:
    return [row.kind for row in mails_to(email)]


def newest_code(email: str) -> str:
    """From the outbox: nothing has been sent, so nothing is wiped."""
    return next(row.facts["code"] for row in reversed(mails_to(email)) if "code" in row.facts)


def ask_for_code(client: Client, email: str, **query) -> HttpResponse:
    """The address at the sign-in page."""
    return client.post(reverse("account_login"), {"login": email, **query})


def sign_in_by_code(client: Client, email: str, **query) -> HttpResponse:
    """All of it; the answer to the right code."""
    ask_for_code(client, email)
    return client.post(CODE_PAGE, {"code": newest_code(email), **query})


def sign_up(client: Client, email: str, given="Ada", family="Rivera", **query) -> HttpResponse:
    data = {"email": email, "given_name": given, "family_name": family, **query}
    return client.post(reverse("account_signup"), data)


def user_id(client: Client) -> str | None:
    """Who is signed in, by the session."""
    return client.session.get("_auth_user_id")


def seen(response: HttpResponse, email: str) -> dict:
    """What a stranger sees of an answer, without what differs by chance and the typed address."""
    body = re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", response.content.decode())
    cookies = {
        name: {key: bool(value) for key, value in cookie.items()}
        for name, cookie in response.cookies.items()
    }
    headers = {name: value.replace(email, "@") for name, value in response.headers.items()}
    headers.pop("Expires", None)  # the second in which it was asked
    return {
        "status": response.status_code,
        "headers": headers,
        "cookies": cookies,
        "body": body.replace(email, "@"),
    }
