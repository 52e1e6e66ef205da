"""Many people registered at once: picked, pasted, from a file; looked at, then pressed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Affiliation, Person, User
from events.invariants import breaches
from events.models import Registration
from events.tests.desk_steps import desk_of, look, officers, press, register
from events.tests.factories import (
    create_agency,
    create_chief,
    create_event,
    create_officer,
    create_registration,
)
from events.tests.office_steps import text
from mail.models import OutgoingEmail

pytestmark = pytest.mark.django_db
S = Registration.State


@pytest.fixture
def agency():
    return create_agency(name="Blue River Police", domain="blueriver.example")


@pytest.fixture
def chief(agency):
    return create_chief(agency=agency, email="chief@blueriver.example")


@pytest.fixture
def desk(chief) -> Client:
    return desk_of(chief)


@pytest.fixture
def event():
    return create_event(audience="responders", seats=12)


@pytest.fixture(autouse=True)
def every_promise_holds():
    yield
    assert list(breaches()) == []


def place_of(tie, event) -> Registration:
    return create_registration(event=event, person=tie.person, affiliation=tie)


def test_twelve_of_fifteen_pasted_officers_take_the_last_twelve_seats(agency, desk, event):
    review = look(desk, agency, event, lines=officers(15))
    page = text(review)
    assert "12 get a seat. 3 wait in line." in page
    assert not Registration.objects.exists()
    assert User.objects.count() == 1
    seen = review.context["review"].seen
    assert "would not get a seat" in text(press(desk, agency, event, "all", seen))
    assert not Registration.objects.exists()
    done = text(press(desk, agency, event, "fit", seen))
    assert "12 people have a seat. 3 people wait in line." in done
    states = event.registrations.values_list("state", flat=True)
    assert (list(states).count(S.CONFIRMED), list(states).count(S.WAITLISTED)) == (12, 3)
    to = set(OutgoingEmail.objects.values_list("to", flat=True))
    assert {f"named{n}@blueriver.example" for n in range(1, 16)} <= to


def test_two_presses_of_one_review_register_once(agency, desk, event):
    review = look(desk, agency, event, lines=officers(3))
    seen = review.context["review"].seen
    press(desk, agency, event, "fit", seen)
    again = text(press(desk, agency, event, "fit", seen))
    assert "registered already, or is too old" in again
    assert event.registrations.count() == 3


def test_what_a_review_showed_no_longer_holds_and_nothing_is_done(agency, desk, event):
    review = look(desk, agency, event, lines=officers(12))
    place_of(create_officer(agency=agency), event)
    answer = press(desk, agency, event, "fit", review.context["review"].seen)
    assert "Something changed meanwhile. Nobody was registered." in text(answer)
    assert "11 get a seat. 1 waits in line." in text(answer)
    assert event.registrations.count() == 1


def test_each_line_with_a_problem_is_named_and_nothing_is_pressed(agency, desk, event):
    lines = "\n".join(
        [
            "Ada Rivera, ada@blueriver.example, police",
            "Bo, bo@blueriver.example, police",
            "Cy Rivera, cy@@blueriver, police",
            "Di Rivera, ada@blueriver.example, police",
            "El Rivera, el@blueriver.example, astronaut",
        ]
    )
    answer = look(desk, agency, event, lines=lines)
    page = text(answer)
    assert "4 lines have a problem. Nobody was registered" in page
    for number in (2, 3, 4, 5):
        assert f"Line {number} (" in page
    assert "Line 1 (" not in page
    assert "Ada Rivera, ada@blueriver.example, police" in answer.content.decode()
    assert not Registration.objects.exists()


CSV = "E-Mail;Last Name;First Name;Role\r\nada@blueriver.example;Rivera;Ada;Firefighter\r\n"


@pytest.mark.parametrize(
    "content",
    [
        CSV.encode(),
        b"\xef\xbb\xbf" + CSV.encode(),
        CSV.replace(";", ",").encode(),
        CSV.replace(";", "\t").encode("cp1252"),
        b'"e-mail","last name","first name","profession"\n'
        b'"ada@blueriver.example","Rivera","Ada","fire"\n',
        b"Ada,Rivera,ada@blueriver.example,fire\n",
        b"Ada Rivera,fire,ada@blueriver.example\n",
    ],
)
def test_a_csv_file_of_any_program_is_read(agency, desk, event, content):
    upload = SimpleUploadedFile("people.csv", content, "text/csv")
    register(desk, agency, event, file=upload)
    tie = Affiliation.objects.get(person__user__email="ada@blueriver.example")
    assert (tie.person.name, tie.profession_id) == ("Ada Rivera", "fire")


def test_names_keep_their_letters_in_windows_1252(agency, desk, event):
    content = "José,Muñoz,jm@blueriver.example,police\n".encode("cp1252")
    register(desk, agency, event, file=SimpleUploadedFile("p.csv", content))
    assert Person.objects.filter(given_name="José", family_name="Muñoz").exists()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK\x03\x04\x00\x00", "This is no CSV file"),
        (b"a,b,c@d.example\n" * 201, "Register at most 200 at once"),
        (b"x" * (1024 * 1024 + 2), "too large"),
        (b"", "empty"),
    ],
)
def test_what_is_no_list_is_refused_in_words(agency, desk, event, content, why):
    answer = look(desk, agency, event, file=SimpleUploadedFile("p.csv", content))
    assert why in text(answer)
    assert not Registration.objects.exists()


def test_nobody_chosen_says_so(agency, desk, event):
    assert "Choose someone, paste a list, or choose a file." in text(look(desk, agency, event))


def test_people_are_picked_and_who_is_of_another_agency_cannot_be(agency, desk, event):
    own = create_officer(agency=agency)
    other = create_officer(agency=create_agency(name="Lake Fork", domain="lakefork.example"))
    answer = look(desk, agency, event, picked=[own.pk, other.pk])
    assert answer.context.get("review") is None
    register(desk, agency, event, picked=[own.pk])
    assert event.registrations.get().person == own.person


def test_e7_an_outsider_in_the_list_is_checked_first(agency, desk, event):
    answer = look(desk, agency, event, lines="Ada Rivera, ada@private.example, police")
    assert "1 is checked first" in text(answer)
    register(desk, agency, event, lines="Ada Rivera, ada@private.example, police")
    assert event.registrations.get().state == S.PENDING


def test_who_has_no_address_gets_the_coordinators(agency, chief, desk, event):
    register(desk, agency, event, lines="Bo Quiet, police")
    mail = OutgoingEmail.objects.get(kind="events/email/confirmed")
    assert mail.to == chief.email
    assert mail.facts["by_agency"] == "Blue River Police"


def test_everyone_registered_can_give_the_place_back_by_the_link_in_their_mail(
    agency, desk, event, client
):
    register(desk, agency, event, lines=officers(1))
    mail = OutgoingEmail.objects.get(kind="events/email/confirmed")
    link = mail.facts["links"]["give_back"]
    client.post(link[link.index("/registrations/") :])
    assert event.registrations.get().state == S.WITHDRAWN
