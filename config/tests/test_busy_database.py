"""503 and "try again" wherever the database gave up below the middleware; else an honest 500."""

import sqlite3

import pytest
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from config import urls

ERRORS = {
    "lost": OperationalError("server closed the connection unexpectedly"),
    "closed": InterfaceError("connection already closed"),
    "bug": ValueError("not about the database"),
}
no_such_table = sqlite3.OperationalError("no such table: events_event")
no_such_table.sqlite_errorname = "SQLITE_ERROR"
ERRORS["unmigrated"] = OperationalError("no such table: events_event")
ERRORS["unmigrated"].__cause__ = no_such_table


def view(request, name: str) -> HttpResponse:
    raise ERRORS[name]


def fine(request) -> HttpResponse:
    return HttpResponse("fine")


urlpatterns = [path("view/<str:name>/", view), path("fine/", fine), *urls.urlpatterns]


class BrokenMiddleware:
    """Fails like the session would, before the view or on the way back."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if error := ERRORS.get(request.GET.get("before", "")):
            raise error
        response = self.get_response(request)
        if error := ERRORS.get(request.GET.get("after", "")):
            raise error
        return response


@pytest.fixture(autouse=True)
def _broken_site(settings):
    own = f"{__name__}.BrokenMiddleware"
    settings.MIDDLEWARE = ["config.middleware.BusyDatabaseMiddleware", own, *SHELL]
    settings.ROOT_URLCONF = __name__


SHELL = ["django.contrib.sessions.middleware.SessionMiddleware"]
PLACES = ["/view/{}/", "/fine/?before={}", "/fine/?after={}"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", ["lost", "closed"])
def test_f3_a_database_that_gave_up_is_503_wherever_it_was_asked(place, name):
    answer = Client(raise_request_exception=False).get(place.format(name))
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "This does not mean that the event is full" in answer.text


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", ["bug", "unmigrated"])
def test_what_waiting_does_not_mend_stays_500(place, name):
    assert Client(raise_request_exception=False).get(place.format(name)).status_code == 500


def test_what_works_is_left_alone():
    assert Client().get("/fine/").text == "fine"
