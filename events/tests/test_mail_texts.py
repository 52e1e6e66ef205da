"""Every mail about a place: made by the real verbs, rendered in text and HTML."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.template import engines
from django.utils import timezone

from accounts import verification
from accounts.models import Person
from events import agency_approvals, bulk, expiring, registrations, schedule, substitutions
from events.models import Event, Registration, Transition
from events.plans import Plan, Span
from events.tests.factories import (
    create_affiliation,
    create_agency,
    create_chief,
    create_event,
    create_officer,
    create_registration,
    create_staff,
    create_user_person,
)
from mail import letterhead, rendering
from mail.models import OutgoingEmail

# Monday, 8 a.m. in Kansas City.
MONDAY = datetime(2031, 12, 8, 14, tzinfo=UTC)
KINDS = {
    "confirmed",
    "checking",
    "waitlisted",
    "given_back",
    "declined",
    "expired",
    "cancelled",
    "hold_ended",
    "asking_agency",
    "agency_decide",
    "rechecking",
    "moved",
    "substituted",
    "day",
    "updated",
    "postponed",
    "removed_day",
    "new_date",
    "reminder",
    "staff_decide",
    "note",
}


@pytest.fixture(autouse=True)
def _loud_templates(monkeypatch):
    """A variable that no fact fills shows as @@name@@."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "@@%s@@")


def rendered(kind: str, to: str = "") -> rendering.Rendered:
    """The newest mail of `kind`, to `to` where it is named."""
    rows = OutgoingEmail.objects.filter(kind=f"events/email/{kind}").order_by("-pk")
    return rendering.render(rows.filter(to=to)[0] if to else rows[0])


def plan_of(event: Event, *starts: datetime) -> Plan:
    """The event's slots moved to `starts`, those without one dropped; more are new."""
    slots = [slot.pk for slot in event.standing_slots]
    slots += [None] * len(starts)
    spans = [
        Span(start, start + timedelta(hours=8), slot)
        for start, slot in zip(starts, slots, strict=False)
    ]
    return Plan(spans, event.time_zone, event.venue, event.online_url)


def live_with_an_agency() -> None:
    """What an agency does with places: asked, replaced, moved, and a tie that ends."""
    agency = create_agency(name="Blue River Police", domain="blueriver.example")
    chief = create_chief(agency=agency)
    asks = create_event(starts_at=MONDAY, audience="responders", agency_approves=True)
    other = create_event(
        starts_at=MONDAY + timedelta(days=7), audience="responders", course=asks.course
    )
    ties = [create_officer(agency=agency) for _number in range(3)]
    waits = create_registration(event=asks, person=ties[0].person, affiliation=ties[0])
    place = agency_approvals.approve(waits, by=chief)
    place = substitutions.substitute(place, person=ties[1].person, affiliation=ties[1], by=chief)
    substitutions.move_to(place, event=other, by=chief)
    create_registration(event=other, person=ties[2].person, affiliation=ties[2])
    verification.revoke(ties[2], by=chief, reason="Left the agency.")


def live_everything() -> None:
    """Everything that can happen to a place and to an event, once."""
    staff = create_staff()
    event = create_event(starts_at=MONDAY, seats=1, days=2)
    first, waiting = create_registration(event=event), create_registration(event=event)
    schedule.reschedule(
        event, plan=plan_of(event, MONDAY + timedelta(hours=1)), by=staff, reason="A burst pipe"
    )
    schedule.postpone(event, by=staff, reason="A storm")
    event.refresh_from_db()
    schedule.set_new_dates(event, plan=plan_of(event, MONDAY + timedelta(days=7)), by=staff)
    registrations.withdraw(first, by=None, source=Transition.Source.LINK)
    registrations.withdraw(waiting, by=None, source=Transition.Source.LINK)
    create_registration(event=event)
    create_registration(event=event)
    schedule.cancel_event(event, by=staff, reason="Too few trainers")
    live_with_an_agency()

    checked = create_event(starts_at=MONDAY, seats=1, audience="responders")
    hold, late, last = (create_registration(event=checked) for _ in range(3))
    Registration.objects.filter(pk=hold.pk).update(hold_until=timezone.now())
    expiring.end_holds()
    registrations.approve(late, by=staff)
    registrations.approve(last, by=staff)
    registrations.decline(hold, by=staff, reason=str(registrations.DECLINE_REASONS["no_answer"]))

    near = create_event(starts_in=timedelta(days=8), seats=1)
    create_registration(event=near)
    create_registration(event=near)
    Registration.objects.update(confirmed_at=timezone.now() - timedelta(days=9))
    near.slots.update(
        starts_at=timezone.now() + timedelta(days=2),
        ends_at=timezone.now() + timedelta(days=3),
    )
    call_command("run_clock")
    near.slots.update(starts_at=timezone.now() - timedelta(hours=1))
    expiring.expire_unseated()
    everyone = near.registrations.values_list("pk", flat=True)
    run = bulk.choose(near, act="mail", places=everyone, by=staff)
    bulk.write(run, subject="Where to park", text="Please park in lot C.")
    run = bulk.start(run, by=staff, seen=bulk.foresee(run).seen)
    bulk.go_on(run, by=staff)


@pytest.mark.django_db
def test_every_kind_renders_in_text_and_html_with_the_zone_named():
    live_everything()

    rows = list(OutgoingEmail.objects.filter(kind__startswith="events/email/"))
    assert {row.kind.removeprefix("events/email/") for row in rows} == KINDS
    for row in rows:
        mail = rendering.render(row)
        for text in (mail.subject, mail.text, mail.html):
            assert "@@" not in text, (row.kind, text)
            assert "None" not in text, (row.kind, text)
        assert "America/Chicago" in mail.text, row.kind
        assert "America/Chicago" in mail.html, row.kind
        assert letterhead.current().hotline["call"] in mail.text
        assert "See it" not in mail.subject, "the subject says nothing of the topic"
        assert "\n\n\n" not in mail.text


def test_every_kind_has_its_three_templates():
    folder = Path(settings.BASE_DIR) / "templates/events/email"
    subjects = {path.name.removesuffix("_subject.txt") for path in folder.glob("*_subject.txt")}
    assert subjects == KINDS
    for kind in KINDS:
        assert (folder / f"{kind}_message.txt").exists()
        assert (folder / f"{kind}.html").exists()


@pytest.mark.django_db
def test_confirmation_tells_when_where_what_to_bring_and_how_to_give_back():
    registration = create_registration(event=create_event(starts_at=MONDAY))

    mail = rendered("confirmed")

    assert mail.subject == "Your place: Monday, December 8"
    for text in (mail.text, mail.html):
        assert "Monday, December 8, 2031, 8\xa0a.m. to 4\xa0p.m. CST" in text
        assert "Regional Training Academy, Classroom A" in text
        assert "A photo ID." in text
        assert "Leave weapons in the lockers." in text
        assert f"/registrations/{registration.code}/cancel/?key=" in text
        assert "Declining in your calendar does not give it back yet." in text
    assert "METHOD:REQUEST" in mail.calendar


@pytest.mark.django_db
def test_k2_subject_of_a_move_says_updated_and_what_it_was():
    event = create_event(starts_at=MONDAY, seats=1)
    person, waiting = create_user_person(), create_user_person()
    create_registration(event=event, person=person)
    create_registration(event=event, person=waiting)

    schedule.reschedule(event, plan=plan_of(event, MONDAY + timedelta(hours=1)), by=None)

    mail = rendered("updated", to=person.contact_email)
    assert mail.subject == "Updated: Monday, December 8"
    assert "9\xa0a.m. to 5\xa0p.m. CST" in mail.text
    assert "Until now it was:" in mail.text
    assert "METHOD:REQUEST" in mail.calendar
    in_line = rendered("updated", to=waiting.contact_email)
    assert "You keep your place in line." in in_line.text
    assert "your calendar" not in in_line.text
    assert in_line.calendar == ""


@pytest.mark.django_db
def test_k7_a_class_of_three_days_sends_one_whole_mail_and_two_days():
    create_registration(event=create_event(starts_at=MONDAY, days=3))

    rows = OutgoingEmail.objects.order_by("pk")
    mails = [rendering.render(row) for row in rows]

    assert [mail.subject for mail in mails] == [
        "Your place: Monday, December 8",
        "Day 2 of 3: Tuesday, December 9",
        "Day 3 of 3: Wednesday, December 10",
    ]
    assert "The class has 3 days" in mails[0].text
    assert all(mail.calendar.count("BEGIN:VEVENT") == 1 for mail in mails)


@pytest.mark.django_db
def test_new_date_asks_who_has_a_place_and_not_who_waits():
    event = create_event(starts_at=MONDAY, seats=1)
    person, waiting = create_user_person(), create_user_person()
    create_registration(event=event, person=person)
    create_registration(event=event, person=waiting)
    schedule.postpone(event, by=None, reason="A storm")
    event.refresh_from_db()

    schedule.set_new_dates(event, plan=plan_of(event, MONDAY + timedelta(days=7)), by=None)

    asked = rendered("new_date", to=person.contact_email)
    assert "I still come" in asked.html
    assert "/still-coming/?key=" in asked.text
    in_line = rendered("new_date", to=waiting.contact_email)
    assert "/still-coming/" not in in_line.text + in_line.html
    assert asked.subject == in_line.subject == "New date: Monday, December 15"


@pytest.mark.django_db
def test_names_and_places_are_escaped_in_html_and_plain_in_text():
    person = create_user_person(given_name="<b>Ada</b> O'Neill")
    create_registration(event=create_event(starts_at=MONDAY), person=person)

    mail = rendered("confirmed")

    assert "Hello <b>Ada</b> O'Neill," in mail.text
    assert "<b>Ada" not in mail.html
    assert "&lt;b&gt;Ada" in mail.html


@pytest.mark.django_db
def test_online_mail_sends_to_the_page_for_the_link():
    create_registration(event=create_event(starts_at=MONDAY, online=True))

    mail = rendered("confirmed")

    assert "The link to join is on the page of your registration." in mail.text
    assert "meet.example" not in mail.text + mail.html + mail.calendar


@pytest.mark.django_db
def test_mail_to_staff_names_nobody():
    create_staff()
    person = create_user_person(given_name="Robin", family_name="Unknown")
    create_registration(event=create_event(starts_at=MONDAY, audience="responders"), person=person)

    mail = rendered("staff_decide")

    assert "Robin" not in mail.text + mail.html
    assert "A seat is held for them until" in mail.text
    assert Person.objects.filter(given_name="Robin").exists()


@pytest.mark.django_db
def test_who_is_being_checked_is_not_told_of_a_line_when_the_event_changes():
    event = create_event(starts_at=MONDAY, seats=3, audience="responders")
    person = create_user_person()
    place = registrations.register(
        event,
        person=person,
        by=None,
        is_adult=True,
        affiliation=create_affiliation(person=person, verified=False),
    )
    assert place.state == "pending_eligibility" and place.holds_seat
    schedule.reschedule(event, plan=plan_of(event, MONDAY + timedelta(hours=1)), by=None)
    schedule.postpone(event, by=None, reason="A storm")
    schedule.set_new_dates(event, plan=plan_of(event, MONDAY + timedelta(days=7)), by=None)
    for kind in ("checking", "updated", "postponed", "new_date"):
        mail = rendered(kind, to=person.contact_email)
        for words in (mail.text, mail.html):
            assert "off the list" not in words, kind
            assert "check" in words, kind
        if kind != "checking":
            assert "in line" not in mail.text, kind
