"""One's own places: who may see them, where they stand, and what one press does."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from events import expiring, registrations, schedule
from events.links import signature
from events.models import EventChange, Invitation, Registration, Transition
from events.plans import Plan, Span
from events.tests.browser import signed_in
from events.tests.factories import create_event, create_registration, create_user_person
from mail.models import OutgoingEmail

MONDAY = datetime(2031, 12, 8, 14, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def address(registration: Registration, page: str = "", *, key: bool = True) -> str:
    """Of a page of the place, as its mail links it or bare."""
    path = f"/registrations/{registration.code}/{page}"
    return f"{path}?key={signature(registration.code)}" if key else path


def text_of(registration: Registration) -> str:
    """The page of the place, by its link."""
    response = Client().get(address(registration))
    assert response.status_code == 200
    return response.content.decode()


PAGES = ("", "cancel/", "still-coming/", "invite.ics")


@pytest.mark.parametrize("page", PAGES)
def test_owner_and_link_open_it_and_strangers_get_404(page):
    registration = create_registration(event=create_event())
    other = create_registration(event=create_event())
    stranger = signed_in(create_user_person())

    assert (
        signed_in(registration.person).get(address(registration, page, key=False)).status_code
        == 200
    )
    assert Client().get(address(registration, page)).status_code == 200
    wrong = (
        address(registration, page, key=False),
        address(registration, page, key=False) + f"?key={signature(other.code)}",
        address(registration, page, key=False) + "?key=%00é",
        f"/registrations/{'x' * 20}/{page}",
    )
    for path in wrong:
        assert stranger.get(path).status_code == 404, path
        answer = Client().get(path)
        if page == "invite.ics":
            assert answer.status_code == 404, path
        else:
            assert answer["Location"] == f"/accounts/login/?next={path.partition('?')[0]}"


@pytest.mark.parametrize("code", ["%00", "%F0%9F%98%80", "a" * 3000, "a%27b", "..%2f"])
def test_strange_codes_are_404(client, code):
    for page in PAGES:
        assert client.get(f"/registrations/{code}/{page}").status_code == 404


@pytest.mark.parametrize("page", ["cancel/", "still-coming/", "name/"])
def test_another_persons_post_changes_nothing(page):
    registration = create_registration(event=create_event())
    stranger = signed_in(create_user_person())

    answer = stranger.post(address(registration, page, key=False), {"name": "Mallory"})

    assert answer.status_code == 404
    registration.refresh_from_db()
    assert registration.state == "confirmed"
    assert registration.certificate_name == "Ada Rivera"
    assert registration.still_coming_at is None


@pytest.mark.parametrize("page", PAGES)
def test_private_pages_are_kept_by_nobody(page):
    response = Client().get(address(create_registration(event=create_event()), page))

    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "same-origin"


def test_the_five_sentences():
    staff_reason = "We could not confirm that you work as a first responder."
    event = create_event(starts_at=MONDAY, seats=1)
    has_place, waiting = create_registration(event=event), create_registration(event=event)
    given_back = create_registration(event=event)
    registrations.withdraw(given_back, by=None, source=Transition.Source.LINK)
    for_responders = create_event(audience="responders")
    checked = create_registration(event=for_responders)
    declined = create_registration(event=for_responders)
    registrations.decline(declined, by=declined.person.user, reason=staff_reason)

    assert "You have a place." in text_of(has_place)
    assert "We are checking that you are a first responder." in text_of(checked)
    assert "A seat is held for you until" in text_of(checked)
    assert "You are 1st in line." in text_of(waiting)
    assert "This place was given back." in text_of(given_back)
    assert "A place is not possible, because" in text_of(declined)
    assert staff_reason in text_of(declined)


def test_expired_and_cancelled_say_why():
    event = create_event(seats=1)
    create_registration(event=event)
    waiting = create_registration(event=event)
    event.slots.update(starts_at=event.starts_at - timedelta(days=31))
    expiring.expire_unseated()
    off = create_event()
    cancelled = create_registration(event=off)
    schedule.cancel_event(off, by=None, reason="Snow on all roads")

    assert "because the event has begun." in text_of(waiting)
    assert "No seat was free before the event began." in text_of(waiting)
    assert "because the event was cancelled." in text_of(cancelled)
    assert "Snow on all roads" in text_of(cancelled)


def test_page_says_when_where_and_what_to_bring():
    text = text_of(create_registration(event=create_event(starts_at=MONDAY)))

    for fact in (
        "Monday, December 8, 2031, 8\xa0a.m. to 4\xa0p.m. CST",
        "Time zone: America/Chicago",
        "Classroom A",
        "A photo ID.",
        "Leave weapons in the lockers.",
        "invite.ics?key=",
        "I can't come",
    ):
        assert fact in text, fact


def test_give_back_asks_first_and_a_get_changes_nothing():
    registration = create_registration(event=create_event())

    for _n in range(2):
        assert (
            "Give my place back" in Client().get(address(registration, "cancel/")).content.decode()
        )
    Client().head(address(registration, "cancel/"))

    registration.refresh_from_db()
    assert registration.state == "confirmed"


def test_give_back_by_the_link_without_signing_in_moves_the_line():
    event = create_event(seats=1)
    registration, waiting = create_registration(event=event), create_registration(event=event)

    answer = Client().post(address(registration, "cancel/"), follow=True)

    assert answer.status_code == 200
    assert "This place was given back." in answer.content.decode()
    waiting.refresh_from_db()
    assert waiting.state == "confirmed"
    transition = registration.transitions.first()
    assert (transition.by, transition.source) == (None, "link")
    assert OutgoingEmail.objects.filter(kind="events/email/given_back").count() == 1


def test_give_back_signed_in_says_who():
    registration = create_registration(event=create_event())

    signed_in(registration.person).post(address(registration, "cancel/", key=False))

    transition = registration.transitions.first()
    assert (transition.by, transition.source) == (registration.person.user, "web")


def test_give_back_twice_frees_one_seat():
    event = create_event(seats=2)
    registration = create_registration(event=event)

    for _n in range(2):
        assert Client().post(address(registration, "cancel/")).status_code == 302

    event.refresh_from_db()
    assert event.seats_taken == 0
    assert registration.transitions.count() == 2
    assert (
        "There is nothing left to give back."
        in Client().get(address(registration, "cancel/")).content.decode()
    )


def test_give_back_after_the_start_is_refused_in_a_sentence():
    event = create_event(starts_in=timedelta(days=2))
    registration = create_registration(event=event)
    event.slots.update(starts_at=event.starts_at - timedelta(days=3))

    answer = Client().post(address(registration, "cancel/"))

    assert answer.status_code == 409
    assert "The event has begun." in answer.content.decode()
    registration.refresh_from_db()
    assert registration.state == "confirmed"


def test_still_coming_is_one_press_after_a_page_that_asks():
    event = create_event(starts_at=MONDAY)
    registration = create_registration(event=event)
    schedule.postpone(event, by=None, reason="Snow")
    event.refresh_from_db()
    later = MONDAY + timedelta(days=7)
    plan = Plan([Span(later, later + timedelta(hours=8))], event.time_zone, event.venue)
    schedule.set_new_dates(event, plan=plan, by=None)

    page = Client().get(address(registration, "still-coming/")).content.decode()
    assert "I still come" in page
    assert "Monday, December 15, 2031" in page
    assert f"/registrations/{registration.code}/cancel/?key=" in page
    registration.refresh_from_db()
    assert registration.still_coming_at is None

    answer = Client().post(address(registration, "still-coming/"), follow=True)
    registration.refresh_from_db()
    assert registration.still_coming_at is not None
    assert "You told us that you still come." in answer.content.decode()


def test_still_coming_without_a_place_says_where_it_stands():
    event = create_event(seats=1)
    create_registration(event=event)
    waiting = create_registration(event=event)

    assert (
        "You are 1st in line." in Client().get(address(waiting, "still-coming/")).content.decode()
    )
    answer = Client().post(address(waiting, "still-coming/"))

    assert answer.status_code == 409
    assert "This place is not yours any more." in answer.content.decode()


def test_owner_corrects_the_name_until_the_event_is_held():
    registration = create_registration(event=create_event())
    client = signed_in(registration.person)

    answer = client.post(
        address(registration, "name/", key=False), {"name": "Ada M.\x07 Rivera"}, follow=True
    )
    assert "The name on your certificate is corrected." in answer.content.decode()
    registration.refresh_from_db()
    assert registration.certificate_name == "Ada M. Rivera"
    assert EventChange.objects.filter(kind="renamed").count() == 1

    registration.event.slots.update(
        starts_at=MONDAY.replace(year=2020), ends_at=MONDAY.replace(year=2021)
    )
    schedule.mark_held()
    late = client.post(address(registration, "name/", key=False), {"name": "Somebody"})
    assert late.status_code == 409
    registration.refresh_from_db()
    assert registration.certificate_name == "Ada M. Rivera"


@pytest.mark.parametrize("name", ["", " ", "x" * 161])
def test_a_name_that_cannot_be_is_told_beside_the_field(name):
    registration = create_registration(event=create_event())

    answer = signed_in(registration.person).post(
        address(registration, "name/", key=False), {"name": name}
    )

    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    registration.refresh_from_db()
    assert registration.certificate_name == "Ada Rivera"


def test_the_link_alone_does_not_rename():
    registration = create_registration(event=create_event())

    assert "Sign in to correct it" in text_of(registration)
    answer = Client().post(address(registration, "name/"), {"name": "Mallory"})
    assert answer["Location"] == f"/accounts/login/?next={address(registration, key=False)}"
    other = signed_in(create_user_person())
    assert other.post(address(registration, "name/"), {"name": "Mallory"}).status_code == 404
    registration.refresh_from_db()
    assert registration.certificate_name == "Ada Rivera"


def test_the_address_of_the_name_shows_the_page_it_is_on():
    registration = create_registration(event=create_event())

    by_link = Client().get(address(registration, "name/"))
    assert by_link["Location"] == address(registration)
    owner = signed_in(registration.person).get(address(registration, "name/", key=False))
    assert owner["Location"] == address(registration, key=False)


@pytest.mark.parametrize("page", ["", "cancel/", "still-coming/", "invite.ics"])
def test_a_link_works_until_thirty_days_after_the_end(page):
    event = create_event(starts_at=MONDAY)
    registration = create_registration(event=event)
    end, refused = event.ends_at, 404 if page == "invite.ics" else 302

    for since, status in ((timedelta(days=29), 200), (timedelta(days=31), refused)):
        with time_machine.travel(end + since, tick=False):
            assert Client().get(address(registration, page)).status_code == status


def test_a_link_to_a_postponed_event_goes_on_working():
    event = create_event(starts_at=MONDAY)
    registration = create_registration(event=event)
    schedule.postpone(event, by=None, reason="Snow")

    with time_machine.travel(MONDAY + timedelta(days=90), tick=False):
        assert Client().get(address(registration)).status_code == 200


def test_from_the_calendar_one_is_led_to_the_sign_in():
    registration = create_registration(event=create_event())
    asked = Client().get(address(registration, key=False))

    assert asked["Location"].startswith("/accounts/login/?next=")
    assert asked["Cache-Control"] == "private, no-store"


def test_mine_needs_a_sign_in_and_shows_ones_own_alone(client):
    person = create_user_person()
    create_registration(event=create_event(title="My class"), person=person)
    create_registration(event=create_event(title="Their class"))

    assert client.get("/registrations/")["Location"] == "/accounts/login/?next=/registrations/"
    text = signed_in(person).get("/registrations/").content.decode()

    assert "My class" in text
    assert "Their class" not in text
    assert f'href="webcal://localhost:8000/calendar/{person.feed_token}.ics"' in text
    assert f'href="http://localhost:8000/calendar/{person.feed_token}.ics"' in text


def test_mine_puts_what_is_to_come_first():
    person = create_user_person()
    for days, title in ((60, "Later class"), (20, "Sooner class"), (40, "Class given back")):
        event = create_event(starts_in=timedelta(days=days), title=title)
        create_registration(event=event, person=person)
    registrations.withdraw(event.registrations.get(), by=None, source=Transition.Source.LINK)

    text = signed_in(person).get("/registrations/").content.decode()

    order = ["To come", "Sooner class", "Later class", "Earlier, or given back", "Class given back"]
    assert [text.index(word) for word in order] == sorted(text.index(word) for word in order)


def test_mine_without_a_place_leads_to_the_events():
    text = signed_in(create_user_person()).get("/registrations/").content.decode()

    assert "You have no place in an event to come." in text


@pytest.mark.parametrize("rows", [1, 3])
def test_mine_takes_four_statements(django_assert_num_queries, rows):
    person = create_user_person()
    for _n in range(rows):
        event = create_event(seats=1)
        create_registration(event=event)
        create_registration(event=event, person=person)
    client = signed_in(person)

    with django_assert_num_queries(4):
        text = client.get("/registrations/").content.decode()

    assert text.count("You are 1st in line.") == rows


def test_k6_back_after_giving_back_is_a_new_place_with_a_new_uid():
    event = create_event()
    person = create_user_person()
    first = create_registration(event=event, person=person)
    Client().post(address(first, "cancel/"))

    signed_in(person).post(f"/events/{event.slug}/register/", {"intent": "another"})

    second = event.registrations.exclude(pk=first.pk).get()
    assert second.state == "confirmed"
    assert second.code != first.code
    assert Invitation.objects.get(registration=second).uid != first.invitations.get().uid
