"""One's own page."""

import pytest

from accounts.models import Person
from accounts.tests.steps import sign_in_by_code
from tests.people import create_user

pytestmark = pytest.mark.django_db
ADA = "ada@example.org"
DATA = {
    "given_name": "Ada",
    "family_name": "Rivera-Lopez",
    "roster_name": "Ofc. A. Rivera-Lopez",
    "time_zone": "America/Denver",
}


def test_it_asks_to_sign_in_and_leads_back(client):
    assert client.get("/accounts/")["Location"] == "/accounts/login/?next=/accounts/"


def test_names_and_time_zone_can_be_changed(client):
    create_user(email=ADA)
    sign_in_by_code(client, ADA)
    assert client.post("/accounts/", DATA)["Location"] == "/accounts/"
    person = Person.objects.get()
    assert {name: getattr(person, name) for name in DATA} == DATA
    assert "Ofc. A. Rivera-Lopez" in client.get("/accounts/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"given_name": ""},
        {"family_name": "x" * 81},
        {"time_zone": "Mars/Olympus"},
        {"given_name": "\u200b"},
    ],
)
def test_a_wrong_answer_gets_a_sentence_and_loses_nothing(client, wrong):
    create_user(email=ADA)
    sign_in_by_code(client, ADA)
    answer = client.post("/accounts/", DATA | wrong)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == list(wrong)
    assert Person.objects.get().family_name == "Rivera"
    assert "Ofc. A. Rivera-Lopez" in answer.content.decode()


def test_control_characters_are_taken_out_of_every_name(client):
    create_user(email=ADA)
    sign_in_by_code(client, ADA)
    names = {"given_name": "A\x00da\r\n", "family_name": "Ri\x1bvera"}
    client.post("/accounts/", DATA | names | {"roster_name": "Ofc.\nAda\u2028R."})
    person = Person.objects.get()
    assert (person.name, person.roster_name) == ("Ada Rivera", "Ofc. Ada R.")


def test_e11_nothing_else_can_be_changed_there(client):
    user = create_user(email=ADA)
    sign_in_by_code(client, ADA)
    client.post(
        "/accounts/", DATA | {"is_staff": "1", "contact_email": "x@example.org", "user": ""}
    )
    user.refresh_from_db()
    person = Person.objects.get()
    assert (user.is_staff, person.user, person.contact_email) == (False, user, ADA)


def test_the_calendar_address_is_shown_and_can_be_renewed_by_its_owner_alone(client, settings):
    create_user(email="other@example.org")
    create_user(email=ADA)
    sign_in_by_code(client, ADA)
    tokens = dict(Person.objects.values_list("contact_email", "feed_token"))
    page = client.get("/accounts/").content.decode()
    assert f"{settings.SITE_URL}/calendar/{tokens[ADA]}.ics" in page
    assert client.get("/accounts/calendar-address/").status_code == 405

    client.post("/accounts/calendar-address/")

    renewed = dict(Person.objects.values_list("contact_email", "feed_token"))
    assert renewed[ADA] != tokens[ADA]
    assert renewed["other@example.org"] == tokens["other@example.org"]


def test_the_page_is_kept_nowhere(client):
    create_user(email=ADA)
    sign_in_by_code(client, ADA)
    assert "no-store" in client.get("/accounts/")["Cache-Control"]
    assert client.cookies["sessionid"]["max-age"] == ""  # it ends with the browser
