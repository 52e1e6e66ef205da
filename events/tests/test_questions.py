"""What an event asks: conditions kept by the server, versions, answers of last time, files."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from events import asking, copying, questions
from events.invariants import breaches
from events.models import Answer, Event, QuestionVersion, Registration
from events.tests.browser import form_address, signed_in
from events.tests.factories import (
    create_agency,
    create_event,
    create_officer,
    create_registration,
    create_user_person,
)
from events.tests.office_steps import text
from tests.people import create_coordinator, sign_in

pytestmark = pytest.mark.django_db
Kind = QuestionVersion.Kind


@pytest.fixture(autouse=True)
def private_root(settings, tmp_path):
    settings.PRIVATE_MEDIA_ROOT = tmp_path / "private"
    return settings.PRIVATE_MEDIA_ROOT


@pytest.fixture(autouse=True)
def every_promise_holds():
    yield
    assert list(breaches()) == []


def ask(owner, label: str, kind: str = Kind.TEXT, **words) -> QuestionVersion:
    return questions.add(owner, by=None, kind=kind, label=label, **words)


def name(version: QuestionVersion) -> str:
    return f"q{version.question_id}"


def twelve(event: Event) -> dict[str, QuestionVersion]:
    """Twelve questions, of the course and the event, three of them with a condition."""
    course = event.course
    made = {"uniform": ask(course, "Do you come in uniform?", Kind.CHOICE, choices=["Yes", "No"])}
    made["size"] = ask(
        course,
        "Which size?",
        Kind.CHOICE,
        choices=["S", "M", "L"],
        required=True,
        depends_on=made["uniform"].question,
        depends_values=["No"],
    )
    made["why"] = ask(
        course,
        "Why S?",
        required=True,
        depends_on=made["size"].question,
        depends_values=["S"],
    )
    made["years"] = ask(course, "Years of service", Kind.NUMBER)
    made["since"] = ask(course, "In this unit since", Kind.DATE)
    made["topics"] = ask(event, "Topics", Kind.SEVERAL, choices=["Road", "School", "Clinic"])
    made["school"] = ask(
        event,
        "Which school?",
        required=True,
        depends_on=made["topics"].question,
        depends_values=["School", "Clinic"],
    )
    made["rules"] = ask(event, "I keep to the rules", Kind.AGREEMENT, required=True)
    made["hope"] = ask(event, "What do you hope for?", required=True)
    made["letter"] = ask(event, "A letter", Kind.FILE)
    made["citizens"] = ask(event, "Only for citizens", asked_of="citizens", required=True)
    made["other"] = ask(event, "Anything else?")
    return made


@pytest.fixture
def officer():
    return create_officer(agency=create_agency(domain="blueriver.example"))


@pytest.fixture
def event():
    return create_event(audience="responders")


def press(client, event: Event, data: dict):
    form = client.get(form_address(event)).context["form"]
    hidden = {"intent": form["intent"].value(), "agreed": "on"}
    return client.post(form_address(event), hidden | data)


def basic(made: dict) -> dict:
    return {name(made["rules"]): "on", name(made["hope"]): "To see the signs"}


def kept() -> dict[str, str]:
    return {
        answer.version.label: answer.words for answer in Answer.objects.select_related("version")
    }


def test_a_form_of_twelve_questions_asks_those_of_its_audience_in_order(event, officer):
    made = twelve(event)
    form = signed_in(officer.person).get(form_address(event)).context["form"]
    shown = [field.label for field in form.visible_fields() if field.name.startswith("q")]
    assert len(shown) == 11
    assert "Only for citizens" not in shown
    assert shown[:2] == ["Do you come in uniform?", "Which size?"]
    hint = form.fields[name(made["size"])].help_text
    assert hint == "Only if you answered “No” to “Do you come in uniform?”."


def test_hidden_answers_are_dropped_on_the_server(event, officer):
    made = twelve(event)
    press(
        signed_in(officer.person),
        event,
        basic(made)
        | {
            name(made["uniform"]): "Yes",
            name(made["size"]): "S",  # not asked after "Yes", nor is what hangs on it
            name(made["why"]): "Sneaky",
            name(made["school"]): "Sneaky too",
        },
    )
    assert Registration.objects.get().state == "confirmed"
    assert kept() == {
        "Do you come in uniform?": "Yes",
        "I keep to the rules": "Yes",
        "What do you hope for?": "To see the signs",
    }


def test_a_chain_of_conditions_is_asked_to_its_end(event, officer):
    made = twelve(event)
    client = signed_in(officer.person)
    data = basic(made) | {name(made["uniform"]): "No", name(made["size"]): "S"}
    answer = press(client, event, data)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [name(made["why"])]
    page = answer.content.decode()
    assert f'href="#id_{name(made["why"])}"' in page
    assert 'value="S"' in page  # what was chosen stays
    press(client, event, data | {name(made["why"]): "I am small"})
    assert kept()["Why S?"] == "I am small"


def test_errors_stand_beside_the_field_and_what_was_typed_stays(event, officer):
    made = twelve(event)
    data = {
        name(made["years"]): "many",
        name(made["since"]): "yesterday",
        name(made["uniform"]): "Maybe",
        name(made["topics"]): ["Road", "Space"],
        name(made["other"]): "keep me",
    }
    answer = press(signed_in(officer.person), event, data)
    assert set(answer.context["form"].errors) == {
        name(made[key]) for key in ("years", "since", "uniform", "topics", "rules", "hope")
    }
    assert "keep me" in answer.content.decode()
    assert not Registration.objects.exists()


def test_a_condition_changed_after_answers_exist_changes_what_comes_and_not_what_was(
    event, officer
):
    made = twelve(event)
    press(
        signed_in(officer.person),
        event,
        basic(made) | {name(made["uniform"]): "No", name(made["size"]): "M"},
    )
    questions.change(made["size"].question, by=None, depends_values=["Yes"], label="Size, please?")
    place = Registration.objects.get()
    assert {a.version.label for a in asking.answered(place)} >= {"Which size?"}
    second = create_officer(agency=officer.agency)
    client = signed_in(second.person)
    answer = press(client, event, basic(made) | {name(made["uniform"]): "Yes"})
    assert list(answer.context["form"].errors) == [name(made["size"])]
    press(client, event, basic(made) | {name(made["uniform"]): "No", name(made["size"]): "L"})
    assert "Size, please?" not in kept()


def test_a_question_retired_while_the_form_is_open_is_no_error(event, officer):
    made = twelve(event)
    client = signed_in(officer.person)
    form = client.get(form_address(event)).context["form"]
    questions.retire(made["hope"].question)
    questions.retire(made["uniform"].question)
    data = basic(made) | {name(made["uniform"]): "No", name(made["size"]): "M"}
    client.post(form_address(event), data | {"intent": form["intent"].value(), "agreed": "on"})
    assert Registration.objects.get().state == "confirmed"
    # What hung on a question that is gone is asked no more either.
    assert kept() == {"I keep to the rules": "Yes"}


def test_new_words_make_a_version_and_the_same_words_make_none(event):
    version = ask(event, "First words")
    assert questions.change(version.question, by=None, label="First words") == version
    newer = questions.change(version.question, by=None, label="Second words")
    assert (newer.number, newer.is_current) == (2, True)
    version.refresh_from_db()
    assert (version.label, version.is_current) == ("First words", False)
    version.label = "Other words"
    with pytest.raises(TypeError):
        version.save()


def test_answers_of_last_time_are_offered_again_to_the_same_person_alone(event, officer):
    made = twelve(event)
    data = basic(made) | {
        name(made["uniform"]): "Yes",
        name(made["years"]): "12",
        name(made["since"]): "2020-05-01",
    }
    press(signed_in(officer.person), event, data)
    later = create_event(audience="responders", course=event.course)
    form = signed_in(officer.person).get(form_address(later)).context["form"]
    assert form[name(made["uniform"])].value() == "Yes"
    assert form[name(made["years"])].value() == "12"
    assert form[name(made["since"])].value() == "2020-05-01"
    other = create_officer(agency=officer.agency)
    stranger = signed_in(other.person).get(form_address(later)).context["form"]
    assert stranger[name(made["uniform"])].value() is None


def test_answers_wait_through_the_sign_in(client, event):
    made = twelve(event)
    data = {
        "given_name": "Ada",
        "family_name": "Rivera",
        "email": "ada@blueriver.example",
        "profession": "police",
        "agency": "Blue River Police",
        "agreed": "on",
        name(made["uniform"]): "Yes",
        name(made["since"]): "2020-05-01",
        name(made["topics"]): ["Road"],
    } | basic(made)
    answer = client.post(form_address(event), data)
    assert answer.status_code == 302
    kept_there = client.session[f"events.answers.{event.pk}"]
    assert kept_there[name(made["since"])] == "2020-05-01"
    assert kept_there[name(made["topics"])] == ["Road"]


def picture() -> SimpleUploadedFile:
    made = BytesIO()
    Image.new("RGB", (20, 20)).save(made, format="JPEG", comment=b"where it was taken")
    return SimpleUploadedFile("my name.jpg", made.getvalue())


def test_a_file_is_for_staff_alone(event, officer, private_root, client, settings):
    made = twelve(event)
    own = signed_in(officer.person)
    press(own, event, basic(made) | {name(made["letter"]): picture()})
    answer = Answer.objects.exclude(file="").get()
    assert "name" not in answer.file
    stored = (private_root / answer.file).read_bytes()
    assert b"where it was taken" not in stored
    page = reverse("answer_file", args=[answer.pk])
    for stranger in (client, own):
        assert stranger.get(page).status_code in (302, 403, 404)
    client.cookies[settings.SESSION_COOKIE_NAME] = sign_in(create_coordinator(), second_factor=True)
    shown = client.get(page)
    assert shown["Content-Disposition"].startswith("attachment")
    assert shown["X-Content-Type-Options"] == "nosniff"


def test_a_file_that_is_none_is_an_error_beside_its_field(event, officer):
    made = twelve(event)
    bad = SimpleUploadedFile("letter.pdf", b"<script>alert(1)</script>")
    answer = press(signed_in(officer.person), event, basic(made) | {name(made["letter"]): bad})
    assert "Send a PDF" in text(answer)
    assert not Registration.objects.exists()


def test_a_copy_of_an_event_asks_the_same_with_its_own_conditions(event):
    twelve(event)
    copy = copying.copy_event(event, first_day=event.starts_at.date(), by=None)
    own = {row.label: row for row in questions.of(copy)}
    assert len(own) == 7
    assert own["Which school?"].depends_on_id == own["Topics"].question_id


def test_an_event_without_questions_asks_once(django_assert_num_queries):
    event = create_event()
    with django_assert_num_queries(1):
        assert asking.asked(event) == []


def test_a_citizen_class_asks_what_is_for_citizens():
    event = create_event()
    ask(event, "For citizens", asked_of="citizens")
    ask(event, "For responders", asked_of="responders")
    person = create_user_person()
    form = signed_in(person).get(form_address(event)).context["form"]
    labels = [field.label for field in form.visible_fields()]
    assert "For citizens" in labels
    assert "For responders" not in labels


def test_who_was_registered_by_somebody_else_answers_later(event, officer, client):
    made = twelve(event)
    place = create_registration(event=event, person=officer.person, affiliation=officer)
    Registration.objects.filter(pk=place.pk).update(agreed_at=None)
    own = signed_in(officer.person)
    page = f"/registrations/{place.code}/"
    assert "There are 2 questions to answer before the class." in text(own.get(page))
    wrong = own.post(f"{page}answers/", {})
    assert set(wrong.context["form"].errors) == {name(made["rules"]), name(made["hope"])}
    own.post(f"{page}answers/", basic(made) | {name(made["why"]): "Not asked"})
    assert kept() == {"I keep to the rules": "Yes", "What do you hope for?": "To see the signs"}
    assert "to answer before the class" not in text(own.get(page))
    own.post(f"{page}answers/", basic(made) | {name(made["hope"]): "To help"})
    assert kept()["What do you hope for?"] == "To help"
    assert client.get(f"{page}answers/").status_code == 302


def test_after_the_start_nothing_is_answered_any_more(event, officer):
    made = twelve(event)
    place = create_registration(event=event, person=officer.person, affiliation=officer)
    event.slots.update(starts_at=event.starts_at.replace(year=2020))
    own = signed_in(officer.person)
    answer = own.post(f"/registrations/{place.code}/answers/", basic(made))
    assert "until the event begins" in text(answer)
    assert not Answer.objects.exists()
