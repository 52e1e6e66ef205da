"""The form that takes a place, when something is wrong: a clear sentence, and nothing lost."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from events import eligibility, registrations, schedule
from events.models import Registration
from events.tests.browser import form_address, signed_in
from events.tests.factories import (
    create_course,
    create_event,
    create_registration,
    create_user_person,
)
from events.visitors import PLACES_AN_HOUR
from tests.forms import main_form

pytestmark = pytest.mark.django_db
TICKED = {"is_adult": "on", "agreed": "on"}


def test_errors_stand_at_the_top_linked_and_beside_the_field_and_nothing_is_lost(client):
    event = create_event(audience="responders")
    answers = {"given_name": "Nora", "email": "nobody", "agency": "Blue River", "agreed": "on"}

    response = client.post(form_address(event), answers)
    text = response.content.decode()

    assert response.status_code == 200
    for name in ("family_name", "email", "profession"):
        assert f'<a href="#id_{name}">' in text
        assert f'id="id_{name}_error"' in text
    assert text.index("error-summary") < text.index("<form method")
    for kept in ('value="Nora"', 'value="nobody"', 'value="Blue River"', "checked"):
        assert kept in text
    assert Registration.objects.count() == User.objects.count() == 0


@pytest.mark.parametrize(
    "value",
    ["\x00", "Ada\x00\r\nBcc: x@example.org", "\ud7ff\uffff", "a" * 200_000, "‮Ada", " ", "--"],
)
def test_strange_input_is_never_a_500(value):
    event = create_event(audience="responders")
    person = create_user_person(given_name="", family_name="")
    answers = dict.fromkeys(
        ("given_name", "family_name", "email", "profession", "agency", "agreed", "intent"), value
    )

    for client in (Client(), signed_in(person)):
        assert client.post(form_address(event), answers).status_code == 200
    assert Registration.objects.count() == 0


def test_control_characters_are_taken_out_of_a_name():
    event = create_event()
    person = create_user_person(given_name="", family_name="")
    answers = TICKED | {"given_name": "A\x00da\r\n\x07", "family_name": "Ri\x1bvera"}

    signed_in(person).post(form_address(event), answers)

    assert Registration.objects.get().certificate_name == "Ada Rivera"


def test_closed_event_is_refused_with_its_reason_and_other_dates():
    course = create_course()
    event, other = create_event(course=course), create_event(course=course)
    client = signed_in(create_user_person())
    form = main_form(client.get(form_address(event)).content.decode(), "intent")
    schedule.close(event, by=None)

    response = client.post(form_address(event), form.fields | TICKED)
    text = response.content.decode()

    assert response.status_code == 409
    assert "Registration is closed." in text
    assert "You have not been registered." in text
    assert f"/events/{other.slug}/" in text
    assert Registration.objects.count() == 0


def test_draft_and_unknown_events_have_no_form(client):
    assert client.get(form_address(create_event(published=False))).status_code == 404
    assert client.post("/events/nothing/register/", TICKED).status_code == 404


def test_a_clash_is_told_and_stops_nothing():
    person = create_user_person()
    first = create_event(title="Morning class")
    create_registration(event=first, person=person)
    event = create_event(starts_at=first.starts_at + timedelta(hours=1))
    client = signed_in(person)

    assert (
        "You have a place in Morning class at the same time."
        in client.get(form_address(event)).content.decode()
    )
    client.post(form_address(event), {})

    assert event.registrations.get().state == "confirmed"


def test_clashes_take_one_statement_whatever_the_number_of_days(django_assert_num_queries):
    person = create_user_person()
    for hours in (1, 2):
        other = create_event(starts_in=timedelta(days=30, hours=hours))
        create_registration(event=other, person=person)
    event = create_event(days=3)

    with django_assert_num_queries(1):
        assert len(eligibility.clashes(event, person)) == 2


def test_an_account_that_takes_places_all_the_time_has_to_wait():
    person, event = create_user_person(), create_event()
    for _n in range(PLACES_AN_HOUR):
        place = create_registration(event=event, person=person)
        registrations.withdraw(place, by=person.user, source="web")

    response = signed_in(person).post(form_address(create_event()), TICKED)

    assert response.status_code == 429
    assert response["Retry-After"] == "60"
    assert not Registration.objects.live().exists()


def test_the_form_is_private_and_needs_the_csrf_token():
    event = create_event()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(create_user_person().user)

    page = strict.get(form_address(event))
    assert page["Cache-Control"] == "private, no-store"
    assert page["X-Robots-Tag"] == "noindex"
    assert strict.post(form_address(event), TICKED).status_code == 403
    assert Registration.objects.count() == 0


def test_nobody_registers_by_a_get():
    event = create_event()
    signed_in(create_user_person()).get(form_address(event), TICKED)

    assert Registration.objects.count() == 0
