"""What staff do with questions and access needs in the back office."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from events import needs, questions
from events.invariants import breaches
from events.models import Accommodation, AccommodationChange, Diet, QuestionVersion, Registration
from events.tests.browser import form_address, signed_in
from events.tests.factories import create_event, create_registration, create_user_person
from events.tests.office_steps import text
from mail.models import OutgoingEmail
from tests.people import create_coordinator, create_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings):
    return staff(create_coordinator(), settings)


def staff(user, settings) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = sign_in(user, second_factor=True)
    return client


@pytest.fixture(autouse=True)
def every_promise_holds():
    yield
    assert list(breaches()) == []


def form(**fields) -> dict:
    values = {"label": "Shirt size", "kind": "choice", "choices": "S\nM\nL", "asked_of": ""}
    return values | {"help_text": "", "depends_on": "", "depends_values": ""} | fields


def asked(event, act: str = "", question: int | None = None) -> str:
    base = f"/admin/events/{event.pk}/questions/"
    return base + (f"{question}/" if question else "") + (f"{act}/" if act else "")


def test_a_question_is_written_edited_moved_retired_and_asked_again(office):
    event = create_event()
    assert "Nothing yet." in text(office.get(asked(event)))
    office.post(asked(event, "add"), form())
    office.post(asked(event, "add"), form(label="Why L?", kind="text"))
    first, second = questions.of(event)
    assert (first.label, first.choices, second.kind) == ("Shirt size", ["S", "M", "L"], "text")
    office.post(asked(event, "edit", first.question_id)[: -len("edit/")], form(label="Size?"))
    assert questions.of(event)[0].label == "Size?"
    office.post(asked(event, "up", second.question_id))
    assert [row.label for row in questions.of(event)] == ["Why L?", "Size?"]
    office.post(asked(event, "retire", second.question_id))
    page = text(office.get(asked(event)))
    assert "Not asked any more" in page
    office.post(asked(event, "again", second.question_id))
    assert "Not asked any more" not in text(office.get(asked(event)))


def test_a_condition_is_checked_against_the_answers_that_there_are(office):
    event = create_event()
    office.post(asked(event, "add"), form())
    (size,) = questions.of(event)
    wrong = form(label="Why?", kind="text", depends_on=size.question_id, depends_values="XXL")
    assert "Write one of: S, M, L" in text(office.post(asked(event, "add"), wrong))
    assert "Write at least two answers" in text(office.post(asked(event, "add"), form(choices="S")))
    right = wrong | {"depends_values": "L"}
    office.post(asked(event, "add"), right)
    assert questions.of(event)[1].depends_values == ["L"]


def test_the_form_is_tried_as_a_visitor_sees_it(office):
    event = create_event()
    office.post(asked(event, "add"), form())
    (size,) = questions.of(event)
    page = office.post(asked(event, "preview"), {f"q{size.question_id}": "M"})
    assert "These answers would be kept:Shirt size" in text(page)


def test_questions_of_another_event_are_a_404(office):
    event, other = create_event(), create_event()
    questions.add(other, by=None, kind="text", label="Other")
    (row,) = questions.of(other)
    assert office.get(asked(event, question=row.question_id)).status_code == 404
    assert office.post(asked(event, "retire", row.question_id)).status_code == 404


def test_who_may_not_run_events_writes_no_questions(settings):
    event = create_event()
    browser = staff(create_user(email="editor@example.org", staff=True), settings)
    for address in (asked(event), asked(event, "add"), "/admin/needs/"):
        assert browser.get(address).status_code in (302, 403)
    assert not QuestionVersion.objects.exists()


def test_a_course_asks_for_every_date_of_it(office):
    event = create_event()
    office.post(f"/admin/courses/{event.course_id}/questions/add/", form())
    assert "Asked for every date of" in text(office.get(asked(event)))
    page = signed_in(create_user_person()).get(form_address(event))
    assert "Shirt size" in text(page)


def take_a_place(event, **data):
    person = create_user_person()
    client = signed_in(person)
    shown = client.get(form_address(event)).context["form"]
    values = {"intent": shown["intent"].value(), "agreed": "on", "is_adult": "on"}
    client.post(form_address(event), values | data)
    return client, Registration.objects.get(person=person)


NEED = "An interpreter for sign language"


def test_an_access_need_is_taken_on_promised_and_read_by_the_person(office):
    event = create_event()
    own, place = take_a_place(event, needs=NEED)
    asked_for = Accommodation.objects.get()
    page = f"/admin/needs/{asked_for.pk}/"
    assert NEED in text(office.get("/admin/needs/"))
    assert "Write what is promised" in text(office.post(page, {"stage": "promised"}))
    office.post(page, {"stage": "promised", "promised": "She sits beside you.", "note": "Called"})
    asked_for.refresh_from_db()
    assert (asked_for.stage, asked_for.owner.email) == ("promised", "coordinator@example.org")
    assert "She sits beside you." in text(own.get(f"/registrations/{place.code}/"))
    assert AccommodationChange.objects.count() == 2


def test_an_access_need_is_in_no_roster_export_mail_or_calendar(office, client):
    event = create_event(seats=5)
    _own, place = take_a_place(event, needs=NEED)
    for address in (f"/admin/events/{event.pk}/", f"/admin/events/{event.pk}/roster/"):
        assert NEED not in text(office.get(address))
    mails = [str(mail.facts) for mail in OutgoingEmail.objects.all()]
    assert mails
    assert all(NEED not in facts for facts in mails)
    link = OutgoingEmail.objects.first().facts["links"]["registration"]
    assert NEED not in text(client.get(link[link.index("/registrations/") :]))  # by the link alone


def test_diets_are_asked_only_where_food_is_served_and_counted_without_names(office):
    plain = signed_in(create_user_person()).get(form_address(create_event())).context["form"]
    assert "diet" not in plain.fields
    event = create_event(serves_food=True)
    for words in ("No nuts", "No nuts", "Vegan"):
        take_a_place(event, diet=words)
    assert needs.diets(event) == [("No nuts", 2), ("Vegan", 1)]
    page = text(office.get("/admin/needs/"))
    assert "2 × No nuts" in page


def test_needs_and_diets_are_purged_thirty_days_after_the_event():
    event = create_event(serves_food=True)
    take_a_place(event, needs=NEED, diet="Vegan")
    end = event.ends_at
    assert needs.purge(end + timedelta(days=29)) == 0
    with time_machine.travel(end + timedelta(days=31)):
        assert needs.purge() == 2
    assert not Accommodation.objects.exists()
    assert not AccommodationChange.objects.exists()
    assert not Diet.objects.exists()
    assert Registration.objects.count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_ask_as_often_for_one_as_for_three(office, rows, django_assert_num_queries):
    event = create_event(seats=9)
    for number in range(rows):
        questions.add(event, by=None, kind="text", label=f"Question {number}")
        place = create_registration(event=event)
        needs.ask(place, needs=NEED)
    office.get(asked(event))
    with django_assert_num_queries(12):
        office.get(asked(event))
    with django_assert_num_queries(11):
        office.get("/admin/needs/")
    assert timezone.now() < event.starts_at
