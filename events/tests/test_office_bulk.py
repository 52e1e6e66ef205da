"""Chosen people on the event's page: whom, the review, the press, the progress, the report."""

import html
import re

import pytest

from events import bulk
from events.models import BulkRun, Event, EventChange, Registration
from events.tests.factories import create_event, create_registration, create_user_person
from events.tests.office_steps import mails, text, url
from events.tests.test_bulk import responder, states
from mail.models import OutgoingEmail

pytestmark = pytest.mark.django_db
S = Registration.State
QUERIES_OF_A_REVIEW = 15  # one reads the settings anew for whoever has just pressed a button


def choose(office, event: Event, act: str, places, **data):
    """The ticks and the button under a list; follows to the run."""
    data = {"whom": "ticked", "place": [one.pk for one in places]} | data
    return office.post(url(event, f"choose/{act}"), data, follow=True)


def seen(page) -> dict[str, str]:
    value = re.search(r'name="seen" value="([^"]*)"', page.content.decode())
    return {"seen": html.unescape(value[1])}


def press(office, page, **data):
    """The button of the review, and of the progress while there is one; to the report."""
    run = page.context["run"]
    page = begin(office, page, **data)
    while page.context.get("left"):
        page = office.post(url(run.event, f"bulk/{run.pk}/go-on"), follow=True)
    return page


def begin(office, page, **data):
    """The button of the review alone."""
    run = page.context["run"]
    address = url(run.event, f"bulk/{run.pk}/start")
    return office.post(address, seen(page) | data, follow=True)


def test_the_review_states_who_and_what_and_the_press_does_it(office):
    event = create_event(seats=2, audience="responders")
    places = [responder(event) for _number in range(3)]
    page = choose(office, event, "approve", places)
    words = text(page)
    assert "3 people: 2 get a seat, 1 goes to the waiting list; 3 mails." in words
    assert places[0].certificate_name in words
    assert states(places) == [S.PENDING] * 3
    report = text(press(office, page, reason="The chief vouched."))
    assert "Done for 3 people." in report
    assert "is on the waiting list" in report
    assert states(places) == [S.CONFIRMED, S.CONFIRMED, S.WAITLISTED]


def test_declining_asks_for_the_reason_with_the_press(office):
    event = create_event(audience="responders")
    places = [responder(event), responder(event, reached=False)]
    page = choose(office, event, "decline", places)
    assert "2 people: 2 are declined; 1 mail." in text(page)
    assert "1 person has no e-mail address: tell them yourself. Ada Rivera." in text(page)
    again = press(office, page, choice="own", words="")
    assert "Write the reason in your own words." in text(again)
    report = text(press(office, again, choice="own", words="The class is for the county."))
    assert "Done for 2 people." in report
    assert states(places) == [S.DECLINED] * 2
    assert {one.facts["reason"] for one in mails("declined")} == {"The class is for the county."}


def test_all_who_fit_the_search_are_chosen_and_counted(office):
    event = create_event(seats=60)
    for number in range(28):
        given = "Kim" if number < 27 else "Alex"
        create_registration(
            event=event, person=create_user_person(given_name=given, family_name=f"N{number:02}")
        )
    page = office.post(url(event), {"q": "kim"})
    assert "all 25 people shown here" in text(page)
    assert "all 27 people who fit the search" in text(page)
    chosen = choose(office, event, "give_back", [], whom="all", list="roster", q="kim")
    assert "27 people: 27 lose the place; 27 mails. " in text(chosen)
    assert "Alex" not in text(chosen)
    shown = re.findall(r'name="shown" value="(\d+)"', page.content.decode())
    chosen = choose(office, event, "give_back", [], whom="page", shown=shown)
    assert "25 people: 25 lose the place" in text(chosen)


def test_nobody_chosen_is_said_so(office):
    event = create_event()
    create_registration(event=event)
    assert "Nobody is chosen." in text(choose(office, event, "mail", []))
    assert "Nobody is chosen." in text(
        office.post(url(event, "choose/mail"), {"place": "x"}, follow=True)
    )
    assert office.post(url(event, "choose/delete")).status_code == 404
    assert BulkRun.objects.count() == 0


def test_what_changed_since_the_review_is_shown_again(office, coordinator):
    event = create_event(audience="responders")
    places = [responder(event), responder(event)]
    page = choose(office, event, "approve", places)
    bulk.registrations.approve(places[0], by=coordinator)
    again = press(office, page, reason="")
    assert "Something changed meanwhile. Nothing was done." in text(again)
    assert "For 1 person it cannot be done:" in text(again)
    assert states(places) == [S.CONFIRMED, S.PENDING]


def test_a_long_act_shows_its_progress_and_goes_on(office, monkeypatch):
    monkeypatch.setattr(bulk.go_on, "__kwdefaults__", {"seconds": 0})
    event = create_event()
    places = [create_registration(event=event) for _number in range(3)]
    page = begin(office, choose(office, event, "give_back", places), reason="")
    run = page.context["run"]
    assert "1 of 3 people are done." in text(page)
    assert '<progress max="3" value="1"' in page.content.decode()
    assert "js/go_on.js" in page.content.decode()
    for left in ("2 of 3 people are done.", "Done for 3 people.", "Done for 3 people."):
        page = office.post(url(event, f"bulk/{run.pk}/go-on"), follow=True)
        assert left in text(page)
    assert "js/go_on.js" not in page.content.decode()
    assert states(places) == [S.WITHDRAWN] * 3


def test_a_mail_is_written_looked_at_and_sent(office):
    event = create_event(title="Academy day")
    person = create_user_person(given_name="Kim", family_name="Doe")
    places = [create_registration(event=event, person=person), create_registration(event=event)]
    page = choose(office, event, "mail", places)
    assert "2 people are chosen." in text(page)
    run = BulkRun.objects.get()
    words = url(event, f"bulk/{run.pk}/words")
    for subject in ("For Kim Doe", "Ask kim@example.org"):
        answer = office.post(words, {"subject": subject, "text": "Hello"})
        assert "Leave names and addresses out of the subject." in text(answer)
    given = {"subject": "Where to park", "text": "Park in lot C.\n\n{event.secret} {{ code }} <b>"}
    page = office.post(words, given, follow=True)
    shown = html.unescape(page.content.decode())
    assert "Subject:</strong> Where to park" in shown
    assert "Hello Kim," in shown
    assert "{event.secret} {{ code }} <b>" in shown
    assert "?key=" not in shown  # the link that opens the place is the person's alone
    assert not mails("note")
    report = press(office, page)
    assert "Done for 2 people." in text(report)
    sent = mails("note")
    assert {one.to for one in sent} == {one.person.contact_email for one in places}
    assert sent[0].priority == OutgoingEmail.Priority.BULK
    history = text(office.get(url(event, "history")))
    assert "Casey Coordinator wrote to people by hand. Where to park (2 people)." in history


def test_everyone_in_a_group_can_be_written_to(office):
    event = create_event(seats=1)
    create_registration(event=event)
    create_registration(event=event)
    page = office.get(url(event, "write"))
    assert "Everyone with a place: 1" in text(page)
    assert "Everyone on the waiting list: 1" in text(page)
    chosen = office.post(url(event, "write"), {"groups": ["confirmed", "waiting"]}, follow=True)
    assert "2 people are chosen." in text(chosen)
    assert "Nobody is chosen." in text(
        office.post(url(event, "write"), {"groups": ["checked"]}, follow=True)
    )


def test_a_run_of_another_event_is_not_found(office):
    event, other = create_event(), create_event()
    choose(office, event, "give_back", [create_registration(event=event)])
    run = BulkRun.objects.get()
    for act in ("", "/words", "/start", "/go-on"):
        assert office.post(url(other, f"bulk/{run.pk}{act}")).status_code == 404
    assert not EventChange.objects.filter(kind=EventChange.Kind.WROTE).exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_a_review_asks_as_often_for_1_and_for_3(office, rows, django_assert_num_queries):
    event = create_event(audience="responders")
    choose(office, event, "approve", [responder(event) for _number in range(rows)])
    run = BulkRun.objects.get()
    with django_assert_num_queries(QUERIES_OF_A_REVIEW):
        office.get(url(event, f"bulk/{run.pk}"))
