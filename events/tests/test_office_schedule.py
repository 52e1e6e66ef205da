"""What a coordinator does with an event: a question or a review first, a sentence after."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import signing
from django.utils import timezone

from accounts.models import User
from events import schedule
from events.models import Event, Registration
from events.tests.factories import (
    create_course,
    create_event,
    create_registration,
    create_venue,
)
from events.tests.office_steps import (
    both_presses,
    event_data,
    fresh,
    mails,
    new_slots,
    plan_data,
    signed,
    text,
    url,
)
from tests.people import create_person

pytestmark = pytest.mark.django_db
E, S = Event.State, Registration.State
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def in_november():
    """The dates below lie ahead, and stay so."""
    with time_machine.travel(datetime(2026, 11, 20, 15, tzinfo=ZoneInfo("UTC"))):
        yield


def test_a_draft_is_made_gets_its_time_and_place_and_is_published(office):
    create_course(title="Signs")
    answer = office.post("/admin/event/new/", event_data(title="Academy day", bring="A badge."))
    event = Event.objects.get()
    assert (event.state, event.seats, event.name) == (E.DRAFT, 40, "Academy day")
    assert answer.url == url(event, "plan")
    refused = office.post(url(event, "publish"))
    assert "Give at least one date and time." in text(refused)
    day = (timezone.now() + timedelta(days=40)).date().isoformat()
    slots = new_slots((f"{day}T08:00", f"{day}T16:00"), time_zone="America/Chicago")
    answer = office.post(
        url(event, "plan"), slots | {"venue": str(create_venue().pk), "online_url": ""}, follow=True
    )
    assert "Time and place are set." in text(answer)
    (slot,) = fresh(event).standing_slots
    assert slot.starts_at.astimezone(ZoneInfo("America/Chicago")).hour == 8
    answer = office.post(url(event, "publish"), follow=True)
    assert "The event is published." in text(answer)
    assert fresh(event).state == E.PUBLISHED


def test_a_published_event_takes_no_unreviewed_plan(office):
    event = create_event()
    answer = office.post(url(event, "plan"), plan_data(event, later=HOUR))
    assert answer.url == url(event, "reschedule")
    assert fresh(event).starts_at == event.starts_at


def test_close_and_reopen_each_with_a_question(office):
    event = create_event()
    assert "Nobody loses a place." in text(office.get(url(event, "close")))
    answer = office.post(url(event, "close"), {"reason": "We count heads."}, follow=True)
    assert "Registration is closed." in text(answer)
    assert "Casey Coordinator closed registration. Reason: We count heads." in text(answer)
    again = office.post(url(event, "close"), {"reason": "x"})
    assert "the event is now registration closed" in text(again)
    office.post(url(event, "reopen"))
    assert fresh(event).state == E.PUBLISHED


def test_i7_seats_below_those_taken_are_refused_in_a_sentence(office):
    event = create_event(seats=3)
    for _number in range(3):
        create_registration(event=event)
    refused = office.post(url(event, "seats"), {"seats": "2", "reason": ""})
    assert "3 seats are taken. Give places back first, then lower the seats." in text(refused)
    assert 'value="2"' in refused.content.decode()
    assert fresh(event).seats == 3
    for wrong in ("", "-1", "many", "0"):
        assert office.post(url(event, "seats"), {"seats": wrong}).status_code == 200
    answer = office.post(url(event, "seats"), {"seats": "5"}, follow=True)
    assert "The event now offers 5 seats." in text(answer)


def test_reschedule_shows_first_what_happens_and_sends_on_the_second_press(office):
    event = create_event(starts_at=datetime(2027, 1, 4, 14, tzinfo=ZoneInfo("UTC")), hours=8)
    with_mail = [create_registration(event=event) for _number in range(2)]
    phone = create_person(given_name="Wanda", family_name="Walkin", contact_email="")
    create_registration(event=event, person=phone)
    review = office.post(
        url(event, "reschedule"), plan_data(event, later=HOUR, reason="The room is late.")
    )
    words = text(review)
    assert "Monday, January 4, 2027, 8 a.m. to 4 p.m. CST" in words
    assert "Monday, January 4, 2027, 9 a.m. to 5 p.m. CST" in words
    assert "2 people get an updated invitation" in words
    assert "1 person has no e-mail address: tell them yourself. Wanda Walkin." in words
    assert "Send 2 updated invitations" in words
    assert fresh(event).starts_at == event.starts_at
    assert mails("updated") == []
    answer = office.post(url(event, "reschedule/send"), signed(review), follow=True)
    assert "2 people get an updated invitation" in text(answer)
    assert fresh(event).starts_at == event.starts_at + HOUR
    assert len(mails("updated")) == 2
    assert [r.invitations.get().sequence for r in with_mail] == [1, 1]
    assert event.changes.filter(kind="rescheduled").get().reason == "The room is late."


def test_k11_another_zone_reads_the_same_clock_times_there(office):
    event = create_event(starts_at=datetime(2027, 1, 4, 14, tzinfo=ZoneInfo("UTC")))
    create_registration(event=event)
    data = plan_data(event, time_zone="America/Denver")
    answer = both_presses(office, event, "reschedule", data)
    assert answer.status_code == 200
    after = fresh(event)
    assert after.time_zone == "America/Denver"
    assert after.starts_at == event.starts_at + HOUR
    (mail,) = mails("updated")
    assert mail.facts["calendar"]["sequence"] == 1


def test_a_press_after_the_event_changed_sends_nothing_and_says_so(office, coordinator):
    event = create_event()
    create_registration(event=event)
    review = office.post(url(event, "reschedule"), plan_data(event, later=HOUR))
    schedule.postpone(fresh(event), by=coordinator, reason="Ice.")
    answer = office.post(url(event, "reschedule/send"), signed(review))
    assert "Someone changed this event while you were looking at it." in text(answer)
    assert mails("updated") == []


def test_back_from_the_review_the_form_is_still_filled(office):
    event = create_event()
    review = office.post(url(event, "reschedule"), plan_data(event, later=HOUR, reason="Why not"))
    assert f'formaction="{url(event, "reschedule")}"' in review.content.decode()
    back = office.post(url(event, "reschedule"), signed(review))
    assert 'value="Why not"' in back.content.decode()
    assert plan_data(event, later=HOUR)["slots-0-starts_at"] in back.content.decode()
    for sent in (
        office.get(url(event, "reschedule"), signed(review)),
        office.post(url(event, "reschedule"), {"signed": "forged"}),
    ):
        assert "Why not" not in sent.content.decode()


def test_the_token_of_a_form_does_not_travel_with_its_answers(office):
    event = create_event()
    token = {"csrfmiddlewaretoken": "x" * 64}
    for data in (plan_data(event, later=HOUR) | token, {"reason": "Ice."} | token):
        act = "cancel" if "reason" in data else "reschedule"
        sent = signed(office.post(url(event, act), data))["signed"]
        given = signing.loads(sent, salt=f"events.office.review.event_{act}")
        assert "csrfmiddlewaretoken" not in given["answers"]


def test_a_forged_or_foreign_second_press_does_nothing(office):
    event, other = create_event(), create_event()
    review = office.post(url(event, "reschedule"), plan_data(event, later=HOUR))
    for target, data in (
        (url(event, "reschedule/send"), {"signed": "forged"}),
        (url(event, "reschedule/send"), {}),
        (url(other, "reschedule/send"), signed(review)),
        (url(event, "cancel/send"), signed(review)),
    ):
        assert office.post(target, data).status_code == 302
    assert office.get(url(event, "reschedule/send")).status_code == 302
    assert fresh(event).starts_at == event.starts_at
    assert fresh(other).starts_at == other.starts_at


def test_wrong_times_are_errors_at_their_field(office):
    event = create_event()
    for starts, ends, sentence in (
        ("2027-05-03T10:00", "2027-05-03T09:00", "The end must come after the start."),
        ("2027-03-14T02:30", "2027-03-14T09:00", "2:30 a.m. on March 14, 2027 does not exist"),
        ("2020-05-03T10:00", "2020-05-03T11:00", "The event would begin in the past."),
        ("soon", "2027-05-03T09:00", "Write a date and a time such as 2026-12-07 08:00."),
        ("0001-01-01T00:00", "9999-12-31T23:59", "Write a date and a time such as"),
        ("", "2027-05-03T09:00", "Give a date and a time."),
    ):
        data = plan_data(event) | {"slots-0-starts_at": starts, "slots-0-ends_at": ends}
        answer = office.post(url(event, "reschedule"), data)
        if answer.context.get("review"):
            answer = office.post(url(event, "reschedule/send"), signed(answer))
        assert sentence in text(answer)
        assert f'value="{starts}"' in answer.content.decode() or not starts
    assert fresh(event).starts_at == event.starts_at


def test_an_hour_that_comes_twice_is_the_first(office):
    event = create_event()
    data = plan_data(event) | {
        "slots-0-starts_at": "2027-11-07T01:30",
        "slots-0-ends_at": "2027-11-07T09:00",
    }
    both_presses(office, event, "reschedule", data)
    assert fresh(event).starts_at == datetime(2027, 11, 7, 6, 30, tzinfo=ZoneInfo("UTC"))


def test_missing_and_senseless_forms_are_answered_in_words(office):
    event = create_event()
    for data in ({}, {"venue": "4711"}, plan_data(event, time_zone="Mars/Base"), plan_data(event)):
        answer = office.post(url(event, "reschedule"), data)
        assert (answer.status_code, "Please check this first" in text(answer)) == (200, True)
    assert "Nothing would change." in text(office.post(url(event, "reschedule"), plan_data(event)))


def test_dates_are_added_and_removed(office):
    event = create_event(days=2)
    create_registration(event=event)
    data = plan_data(event) | {"slots-1-DELETE": "on"}
    review = office.post(url(event, "reschedule"), data)
    assert "1 person gets an updated invitation" in text(review)
    office.post(url(event, "reschedule/send"), signed(review))
    assert len(fresh(event).standing_slots) == 1
    assert len(mails("removed_day")) == 1


def test_postpone_then_new_dates_each_reviewed(office):
    event = create_event(starts_in=timedelta(days=10))
    registration = create_registration(event=event)
    assert "This field is required" in text(office.post(url(event, "postpone"), {"reason": ""}))
    review = office.post(url(event, "postpone"), {"reason": "Ice on the roads."})
    assert "Postpone it and send 1 mail" in text(review)
    assert "They keep their place" in text(review)
    office.post(url(event, "postpone/send"), signed(review))
    assert fresh(event).state == E.POSTPONED
    assert mails("postponed")[0].facts["method"] == "CANCEL"
    data = new_slots(
        ("2027-05-03T08:00", "2027-05-03T16:00"),
        venue=str(event.venue_id),
        online_url="",
        time_zone=event.time_zone,
    )
    review = office.post(url(event, "new-dates"), data)
    assert "Send 1 new invitation" in text(review)
    answer = office.post(url(event, "new-dates/send"), signed(review), follow=True)
    assert "The new dates are set, and 1 person gets a new invitation." in text(answer)
    assert fresh(event).state == E.PUBLISHED
    assert registration.invitations.filter(cancelled_at=None).count() == 1


def test_cancel_needs_a_reason_and_a_second_press_and_tells_everyone(office):
    event = create_event(seats=1)
    first, second = create_registration(event=event), create_registration(event=event)
    review = office.post(url(event, "cancel"), {"reason": "The sponsor withdrew."})
    assert "Cancel the event and send 2 mails" in text(review)
    assert "This cannot be undone." in text(review)
    answer = office.post(url(event, "cancel/send"), signed(review), follow=True)
    assert "The event is cancelled. Everyone is told." in text(answer)
    for registration in (first, second):
        registration.refresh_from_db()
        assert registration.state == S.CANCELLED
    twice = office.post(url(event, "cancel/send"), signed(review))
    assert "Someone changed this event" in text(twice)
    assert len(mails("cancelled")) == 2


def test_the_next_in_line_gets_the_free_seat_by_a_press_on_the_last_day(office):
    event = create_event(seats=1, starts_in=timedelta(days=3))
    first, second = create_registration(event=event), create_registration(event=event)
    refused = office.post(url(event, "promote"), {"reason": ""})
    assert "No seat is free, or nobody is waiting for one." in text(refused)
    with time_machine.travel(event.starts_at - timedelta(hours=5), tick=False):
        office.force_login(User.objects.get(email="coordinator@example.org"))
        office.post(url(event, f"places/{first.pk}/give-back"), {"reason": ""})
        second.refresh_from_db()
        assert second.state == S.WAITLISTED
        assert "Ask first whether" in text(office.get(url(event, "promote")))
        answer = office.post(url(event, "promote"), {"reason": "Said yes by phone."}, follow=True)
    assert "The next in line has a place" in text(answer)
    second.refresh_from_db()
    assert second.state == S.CONFIRMED


def test_staff_are_warned_before_an_agenda_longer_than_the_event_is_published(office):
    """Three hours of agenda: the page of the event would tell no times, and nobody would see it."""
    event = create_event(hours=2.5, published=False)
    warning = "The agenda of the course takes 3 h, the event 2 h 30 min"
    for page in (url(event), url(event, "publish")):
        assert warning in text(office.get(page)), page
    assert "The event is published." in text(office.post(url(event, "publish"), follow=True))
    for fits in ({"hours": 3}, {"hours": 1.5, "days": 2}):
        event = create_event(published=False, **fits)
        for page in (url(event), url(event, "publish")):
            assert "The agenda of the course takes" not in text(office.get(page)), page


def test_a_review_names_slips_of_the_hand_and_texts_that_name_a_time(office):
    venue = create_venue(entry="Come to the main door from 7:30.", parking="Park in lot B, row 12.")
    event = create_event(venue=venue, bring="Lunch is at 12 p.m., bring your own.")
    quiet = text(office.post(url(event, "reschedule"), plan_data(event, later=HOUR)))
    assert "stays as it is: Come to the main door from 7:30." in quiet
    assert "stays as it is: Lunch is at 12 p.m., bring your own." in quiet
    assert "lot B" not in quiet
    assert "Please look twice" not in quiet
    night = timezone.now() + timedelta(hours=8)  # 17:00 in Kansas City
    plan = plan_data(event, later=night - event.starts_at)
    loud = text(office.post(url(event, "reschedule"), plan))
    assert "Please look twice: it begins in less than a day." in loud
    assert "Please look twice: it goes on past midnight." in loud
