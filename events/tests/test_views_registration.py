"""Taking a place: one page, one form, and nothing asked twice."""

import re

import pytest
from django.test import Client

from accounts.models import Affiliation
from events.models import Event, Registration, Transition
from events.tests.browser import form_address, signed_in
from events.tests.factories import (
    create_affiliation,
    create_agency,
    create_event,
    create_registration,
    create_staff,
    create_user_person,
)
from mail.models import OutgoingEmail
from tests.forms import main_form

pytestmark = pytest.mark.django_db
TICKED = {"is_adult": "on", "agreed": "on"}
NEWCOMER = TICKED | {
    "given_name": "Nora",
    "family_name": "Newcomer",
    "email": "nora@example.org",
}


def fields(client: Client, event: Event) -> set[str]:
    """What the form asks, without tokens and what is folded: whether someone needs anything."""
    form = client.get(form_address(event)).context["form"]
    return {field.name for field in form.visible_fields()} - {"needs"}


def confirm_code(client: Client, sent):
    """Types the code from the newest mail into the page that `sent` leads to."""
    code = OutgoingEmail.objects.filter(sensitive=True).latest("pk").facts["code"]
    form = main_form(client.get(sent["Location"]).content.decode(), "code")
    return client.post(form.action or sent["Location"], form.fields | {"code": code})


def test_first_visit_asks_a_citizen_five_things():
    asked = fields(Client(), create_event())

    assert asked == {"given_name", "family_name", "email", "is_adult", "agreed"}


def test_first_visit_asks_a_responder_six_things():
    asked = fields(Client(), create_event(audience="responders"))

    assert asked == {"given_name", "family_name", "email", "profession", "agency", "agreed"}


def test_inputs_carry_their_autocomplete_tokens(client):
    text = client.get(form_address(create_event(audience="responders"))).content.decode()

    for name, token in (
        ("given_name", "given-name"),
        ("family_name", "family-name"),
        ("email", "email"),
        ("agency", "organization"),
        ("profession", "organization-title"),
    ):
        control = re.search(rf'<(?:input|select)[^>]*name="{name}"[^>]*>', text).group()
        assert f'autocomplete="{token}"' in control


def test_newcomer_gets_a_code_comes_back_to_the_filled_form_and_has_a_place(client):
    event = create_event()

    sent = client.post(form_address(event), NEWCOMER)
    assert sent.status_code == 302
    assert sent["Location"].startswith("/accounts/login/code/confirm/")
    assert Registration.objects.count() == 0

    confirm = confirm_code(client, sent)
    assert confirm["Location"] == form_address(event)
    form = main_form(client.get(form_address(event)).content.decode(), "intent")
    assert form.fields["is_adult"] == form.fields["agreed"] == "on"
    assert "given_name" not in form.fields

    done = client.post(form_address(event), form.fields)
    registration = Registration.objects.get()
    assert done["Location"] == f"/registrations/{registration.code}/"
    assert registration.state == "confirmed"
    assert registration.certificate_name == "Nora Newcomer"
    assert registration.person.user.email == "nora@example.org"


def test_back_from_the_code_the_button_comes_first_and_the_answers_are_folded(client):
    event = create_event()
    sent = client.post(form_address(event), NEWCOMER)
    step = "One more step: your seat is not taken yet."
    assert step in client.get(sent["Location"]).content.decode()
    assert step not in client.get("/accounts/login/code/confirm/?next=/").content.decode()
    confirm_code(client, sent)

    text = client.get(form_address(event)).content.decode()
    assert "is confirmed." not in text  # that one is signed in says it, and the button moves up
    main = text[text.index("<main") :]
    assert main.count('type="submit"') == 1
    assert main.index('type="submit"') < main.index("<details>") < main.index('name="agreed"')

    wrong = client.post(form_address(event), {"is_adult": "on"}).content.decode()
    assert wrong.index("error-summary") < wrong.index("<details open>")
    assert wrong.index("<details open>") < wrong.index('name="agreed"')


def test_known_address_gets_the_same_answer_as_a_new_one():
    event = create_event()
    create_user_person(email="known@example.org")

    answers = [
        Client().post(form_address(event), NEWCOMER | {"email": email})
        for email in ("known@example.org", "unknown@example.org")
    ]

    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0]["Location"] == answers[1]["Location"]


def test_newcomers_answers_do_not_leak_into_another_session():
    event = create_event()
    Client().post(form_address(event), NEWCOMER)

    assert "Nora" not in Client().get(form_address(event)).content.decode()


def test_the_next_person_at_the_same_browser_finds_an_empty_form(client):
    event = create_event()
    client.post(form_address(event), NEWCOMER)
    anonymous = client.get(form_address(event)).content.decode()
    assert "Nora" not in anonymous and "checked" not in anonymous

    client.force_login(create_user_person(email="someone.else@example.org").user)
    form = main_form(client.get(form_address(event)).content.decode(), "intent")
    assert "agreed" not in form.fields and "is_adult" not in form.fields
    pressed = client.post(form_address(event), form.fields)
    assert pressed.status_code == 200  # asked, not seated
    assert Registration.objects.count() == 0


def test_answers_are_gone_once_the_seat_is_taken(client):
    event = create_event()
    confirm_code(client, client.post(form_address(event), NEWCOMER))
    form = main_form(client.get(form_address(event)).content.decode(), "intent")
    client.post(form_address(event), form.fields)
    assert f"events.answers.{event.pk}" not in client.session


def test_agency_answers_wait_for_the_code(client):
    create_agency(name="Blue River Police", domain="blueriver.example")
    event = create_event(audience="responders")
    answers = {
        "given_name": "Olive",
        "family_name": "Officer",
        "email": "olive@blueriver.example",
        "profession": "police",
        "agency": "blue river  police",
        "agreed": "on",
    }

    confirm_code(client, client.post(form_address(event), answers))
    form = main_form(client.get(form_address(event)).content.decode(), "intent")
    assert form.fields["agency"] == "blue river police"
    client.post(form_address(event), form.fields)

    registration = Registration.objects.get()
    assert registration.state == "confirmed"
    assert registration.affiliation.agency.name == "Blue River Police"
    assert registration.affiliation.method == Affiliation.Method.DOMAIN


def test_unknown_agency_is_checked_with_a_seat_held():
    event = create_event(audience="responders")
    person = create_user_person(email="pat@easternjackson.example")

    signed_in(person).post(
        form_address(event),
        {"profession": "police", "agency": "Eastern Jackson PD", "agreed": "on"},
    )

    registration = Registration.objects.get()
    assert registration.state == "pending_eligibility"
    assert registration.holds_seat
    assert registration.affiliation.state == Affiliation.State.CLAIMED


def test_return_is_one_press_for_a_citizen():
    person = create_user_person()
    create_registration(event=create_event(), person=person)
    event = create_event()
    client = signed_in(person)

    assert fields(client, event) == set()
    form = main_form(client.get(form_address(event)).content.decode(), "intent")
    client.post(form_address(event), form.fields)

    assert event.registrations.get().state == "confirmed"


def test_return_is_one_press_for_a_responder_and_another_agency_can_be_given():
    person = create_user_person()
    tie = create_affiliation(person=person)
    first = create_event(audience="responders")
    create_registration(event=first, person=person, affiliation=tie)
    event = create_event(audience="responders")
    client = signed_in(person)

    assert fields(client, event) == set()
    other = client.get(form_address(event) + "?agency=other").context["form"]
    assert {field.name for field in other.visible_fields()} == {"profession", "agency", "needs"}
    client.post(form_address(event), {"intent": "x"})

    assert event.registrations.get().affiliation == tie
    assert event.registrations.get().state == "confirmed"


def test_a_responder_is_asked_for_their_age_at_the_first_citizen_class():
    person = create_user_person()
    tie = create_affiliation(person=person)
    create_registration(event=create_event(audience="responders"), person=person, affiliation=tie)

    assert fields(signed_in(person), create_event()) == {"is_adult"}


def test_a_person_without_a_name_is_asked_for_it_once():
    person = create_user_person(given_name="", family_name="")
    event = create_event()
    client = signed_in(person)

    assert fields(client, event) == {"given_name", "family_name", "is_adult", "agreed"}
    client.post(form_address(event), TICKED | {"given_name": "Kim", "family_name": "Lee"})

    assert Registration.objects.get().certificate_name == "Kim Lee"
    assert fields(client, create_event()) == set()


def test_three_page_loads_for_someone_signed_in():
    event = create_event()
    client = signed_in(create_user_person())

    assert f'href="{form_address(event)}"' in client.get(f"/events/{event.slug}/").content.decode()
    assert client.get(form_address(event)).status_code == 200
    last = client.post(form_address(event), TICKED, follow=True)

    assert len(last.redirect_chain) == 1
    assert "You have a place." in last.content.decode()


def test_a_free_registration_takes_fifteen_statements(django_assert_num_queries):
    event = create_event()
    client = signed_in(create_user_person())
    form = main_form(client.get(form_address(event)).content.decode(), "intent")

    with django_assert_num_queries(15):
        client.post(form_address(event), form.fields | TICKED)

    assert Registration.objects.get().state == "confirmed"
    assert OutgoingEmail.objects.filter(kind="events/email/confirmed").count() == 1
    assert Transition.objects.count() == 1


def test_a_known_responder_takes_seventeen_statements(django_assert_num_queries):
    person = create_user_person()
    create_affiliation(person=person)
    event = create_event(audience="responders")
    client = signed_in(person)

    with django_assert_num_queries(17):
        client.post(form_address(event), {"agreed": "on", "intent": "x"})

    assert Registration.objects.get().state == "confirmed"


@pytest.mark.parametrize(
    ("domain", "state"), [("blueriver.example", "confirmed"), ("", "pending_eligibility")]
)
def test_a_responder_new_to_us_takes_at_most_twentyfive_statements(
    django_assert_max_num_queries, domain, state
):
    create_agency(domain=domain)
    create_staff()
    event = create_event(audience="responders")
    client = signed_in(create_user_person(email="officer@blueriver.example"))
    work = {"profession": "police", "agency": "blue river police"}

    with django_assert_max_num_queries(25):
        client.post(form_address(event), {"agreed": "on", "intent": "x"} | work)

    assert Registration.objects.get().state == state


def test_f10_double_press_refresh_and_back_give_the_same_registration():
    event = create_event()
    client = signed_in(create_user_person())
    form = main_form(client.get(form_address(event)).content.decode(), "intent")

    answers = [client.post(form_address(event), form.fields | TICKED) for _n in range(3)]

    assert len({answer["Location"] for answer in answers}) == 1
    assert Registration.objects.count() == 1
    assert client.get(form_address(event))["Location"] == answers[0]["Location"]
    assert OutgoingEmail.objects.filter(kind="events/email/confirmed").count() == 1


def test_f10_two_tabs_give_the_same_registration():
    event = create_event()
    client = signed_in(create_user_person())
    tabs = [
        main_form(client.get(form_address(event)).content.decode(), "intent") for _n in range(2)
    ]
    assert tabs[0].fields["intent"] != tabs[1].fields["intent"]

    answers = [client.post(form_address(event), tab.fields | TICKED) for tab in tabs]

    assert answers[0]["Location"] == answers[1]["Location"]
    assert Registration.objects.count() == 1


def test_f10_the_old_form_after_giving_back_shows_what_came_of_it():
    event = create_event()
    client = signed_in(create_user_person())
    form = main_form(client.get(form_address(event)).content.decode(), "intent")
    place = client.post(form_address(event), form.fields | TICKED)["Location"]
    client.post(f"{place}cancel/")

    again = client.post(form_address(event), form.fields | TICKED)

    assert again["Location"] == place
    assert Registration.objects.get().state == "withdrawn"


def test_full_event_puts_the_next_one_in_line():
    event = create_event(seats=1)
    create_registration(event=event)
    create_registration(event=event)
    client = signed_in(create_user_person())

    assert (
        "Join the waiting list: 1 person before you"
        in client.get(form_address(event)).content.decode()
    )
    done = client.post(form_address(event), TICKED, follow=True)

    assert "You are 2nd in line." in done.content.decode()
