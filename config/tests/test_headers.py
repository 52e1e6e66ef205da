"""What every kind of answer tells the browser, the caches and the search engines."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import RequestFactory
from wagtail.models import PageViewRestriction

from cms.models import HomePage, StandardPage
from config.headers import PrivateByDefaultMiddleware
from events.tests.factories import create_event, create_registration
from tests.people import create_user

pytestmark = pytest.mark.django_db
ANY = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
FOR_EVERYONE = ["/", "/events/", "/courses/"]
IN_NEED = ["/help/", "/help/leaving/"]
FOR_ONE = ["/accounts/login/", "/accounts/signup/", "/nothing/", "/healthz", "/leave/"]
FOR_ONE_SIGNED_IN = ["/registrations/", "/accounts/", "/accounts/email/", "/accounts/sessions/"]
OFFICE = ["/admin/", "/admin/event/", "/admin/registration/", "/admin/pages/", "/admin/users/"]


@pytest.fixture
def staff(client, settings):
    """The client, signed in as someone who may do everything."""
    settings.DEBUG = True  # the second factor is not what these tests are about
    client.force_login(create_user(superuser=True))
    return client


def has_policy(response, *parts: str) -> bool:
    policy = response["Content-Security-Policy"].split("; ")
    return all(part in policy for part in parts)


def is_kept_by_nobody(response) -> bool:
    cache_control = response["Cache-Control"]
    return (
        "no-store" in cache_control
        and "private" in cache_control
        and response["X-Robots-Tag"] == "noindex"
    )


@pytest.mark.parametrize("path", [*FOR_EVERYONE, *IN_NEED, *FOR_ONE])
def test_headers_of_any_answer(client, path):
    response = client.get(path)
    assert {name: response[name] for name in ANY} == ANY
    assert has_policy(response, "default-src 'none'", "script-src 'self'", "style-src 'self'")
    assert has_policy(response, "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'")
    assert "unsafe" not in response["Content-Security-Policy"]
    for part in ("camera=()", "geolocation=()", "publickey-credentials-get=(self)"):
        assert part in response["Permissions-Policy"]


@pytest.mark.parametrize("path", OFFICE)
def test_headers_of_the_back_office(staff, path):
    response = staff.get(path)
    assert response.status_code == 200
    assert {name: response[name] for name in ANY} == ANY
    assert has_policy(response, "script-src 'self'", "frame-ancestors 'none'", "frame-src 'self'")
    assert is_kept_by_nobody(response)


@pytest.mark.parametrize("path", FOR_EVERYONE)
def test_what_is_for_everyone_may_be_found_and_kept(client, path):
    response = client.get(path)
    assert "public" in response["Cache-Control"]
    assert "X-Robots-Tag" not in response


@pytest.mark.parametrize("path", FOR_EVERYONE)
def test_the_same_page_is_kept_by_nobody_for_whoever_is_signed_in(client, path):
    client.force_login(create_user())
    assert is_kept_by_nobody(client.get(path))


@pytest.mark.parametrize("path", IN_NEED)
def test_help_may_be_found_and_is_kept_by_nobody(client, path):
    response = client.get(path)
    assert response["Cache-Control"] == "no-store"
    assert "X-Robots-Tag" not in response


@pytest.mark.parametrize("path", FOR_ONE)
def test_what_no_view_has_declared_public_is_kept_by_nobody(client, path):
    assert is_kept_by_nobody(client.get(path))


@pytest.mark.parametrize("path", FOR_ONE_SIGNED_IN)
def test_what_is_about_one_person_is_kept_by_nobody(client, path):
    client.force_login(create_user())
    response = client.get(path)
    assert response.status_code == 200
    assert is_kept_by_nobody(response)


def test_a_place_its_file_and_its_form_are_kept_by_nobody(client):
    registration = create_registration(event=create_event())
    client.force_login(registration.person.user or create_user(superuser=True))
    for path in (
        f"/registrations/{registration.code}/",
        f"/registrations/{registration.code}/invite.ics",
        f"/events/{registration.event.slug}/register/",
        f"/calendar/{registration.person.feed_token}.ics",
        "/calendar/no-such-token.ics",
    ):
        response = client.get(path)
        assert response["X-Robots-Tag"] == "noindex", path
        assert "private" in response["Cache-Control"], path


def test_a_refused_form_is_kept_by_nobody(client):
    client.handler.enforce_csrf_checks = True
    response = client.post("/accounts/login/", {"login": "someone@example.org"})
    assert response.status_code == 403
    assert is_kept_by_nobody(response)


def test_pictures_may_be_kept(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "room.png").write_bytes(b"bytes")
    client.force_login(create_user())
    response = client.get("/media/images/room.png")
    assert set(response["Cache-Control"].split(", ")) == {"public", "max-age=86400"}
    assert "X-Robots-Tag" not in response


@pytest.mark.parametrize(
    ("said", "varies", "session", "becomes"),
    [
        ("", "", False, "private, no-store"),
        ("", "", True, "private, no-store"),
        ("public, no-cache", "Cookie", False, "public, no-cache"),
        ("public, no-cache", "Cookie", True, "private, no-store"),
        ("public, max-age=300", "", True, "public, max-age=300"),  # the same for everyone
        ("private, no-cache", "Cookie", True, "private, no-cache"),
        ("no-store", "", False, "no-store"),
    ],
)
def test_private_is_the_default_and_what_a_view_says_stands(said, varies, session, becomes):
    def view(request):
        headers = {"Cache-Control": said, "Vary": varies}
        return HttpResponse(
            "page", headers={name: value for name, value in headers.items() if value}
        )

    request = RequestFactory().get("/a-page-of-tomorrow/")
    if session:
        request.COOKIES[settings.SESSION_COOKIE_NAME] = "key"
    response = PrivateByDefaultMiddleware(view)(request)
    assert response["Cache-Control"] == becomes
    assert ("X-Robots-Tag" in response) == ("private" in becomes)


def test_scripts_of_the_site_write_no_style_and_no_script_into_a_page():
    for name in ("forms.js", "leave.js", "office.js"):
        text = Path(finders.find(f"js/{name}")).read_text()
        for word in ("innerHTML", "eval(", "document.write", "http://", "https://"):
            assert word not in text, f"{name}: {word}"


def test_a_page_with_a_password_is_kept_by_nobody(client):
    page = StandardPage.objects.first() or HomePage.objects.first()
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="open sesame"
    )
    address = page.url
    asked = client.get(address)
    assert "public" not in asked.get("Cache-Control", "")
    restriction = page.get_view_restrictions()[0]
    session = client.session
    session[restriction.passed_view_restrictions_session_key] = [restriction.pk]
    session.save()
    shown = client.get(address)
    assert shown.status_code == 200
    assert is_kept_by_nobody(shown)
