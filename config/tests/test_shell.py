"""Help, leaving, health and error pages: what must work when little else does."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.utils import timezone

from config.middleware import BusyDatabaseMiddleware
from config.views import bad_request, server_error, too_many_requests
from mail.models import Heartbeat
from tests.people import create_user


@pytest.mark.django_db
def test_help_sets_no_cookie_reads_no_session_and_asks_no_database(
    client, django_assert_num_queries
):
    with django_assert_num_queries(0):
        response = client.get("/help/")
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    page = response.content.decode()
    for words in ("1-888-373-7888", "233733", "911", "1-800-392-3738", "Never approach"):
        assert words in page
    assert 'href="/leave/"' in page


def test_leave_goes_to_a_neutral_site_and_clears_what_was_stored(client):
    response = client.get("/leave/")
    assert response.status_code == 303
    assert response["Location"] == "https://www.weather.gov/"
    assert response["Clear-Site-Data"] == '"cookies", "storage"'
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_leave_ends_the_session(client):
    client.force_login(create_user())
    response = client.get("/leave/")
    assert response.status_code == 303
    assert response["Clear-Site-Data"] == '"storage"'
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_leave_asked_for_by_an_image_on_a_foreign_page_ends_no_session(client):
    client.force_login(create_user())
    response = client.get("/leave/", headers={"Sec-Fetch-Dest": "image"})
    assert "Clear-Site-Data" not in response
    assert "_auth_user_id" in client.session


@pytest.mark.django_db
def test_healthz_asks_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_readyz_is_503_until_worker_and_clock_were_heard_of(client):
    assert client.get("/readyz").status_code == 503
    Heartbeat.objects.create(name="worker", at=timezone.now())
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"database": True, "worker": True, "clock": False}
    Heartbeat.objects.create(name="clock", at=timezone.now())
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_readyz_is_503_when_the_worker_fell_silent(client):
    Heartbeat.objects.create(name="worker", at=timezone.now() - timedelta(hours=1))
    Heartbeat.objects.create(name="clock", at=timezone.now())
    assert client.get("/readyz").json()["worker"] is False


@pytest.mark.django_db
def test_404_says_what_to_do(client):
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert "See all events" in response.content.decode()


def test_500_needs_neither_database_nor_session():
    response = server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "went wrong on our side" in response.content.decode()
    assert "1-888-373-7888" in response.content.decode()


def test_400_needs_neither_database_nor_session():
    response = bad_request(RequestFactory().get("/"))
    assert response.status_code == 400
    assert "Nothing was saved" in response.content.decode()


def test_429_says_when_to_try_again():
    response = too_many_requests(RequestFactory().get("/"))
    assert response.status_code == 429
    assert response["Retry-After"] == "60"


def test_503_of_a_busy_database_needs_no_database():
    request = RequestFactory().get("/events/")
    response = BusyDatabaseMiddleware(None).process_exception(request, OperationalError())
    assert response.status_code == 503
    assert "does not mean that the event is full" in response.content.decode()


@pytest.mark.django_db
def test_csrf_failure_says_how_to_go_on():
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@b.example"})
    assert response.status_code == 403
    assert "Please send the form again" in response.content.decode()
