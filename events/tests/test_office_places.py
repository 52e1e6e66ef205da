"""What a coordinator does about one person's place, and for who phones or walks in."""

import pytest
from django.contrib.auth.models import Permission

from accounts.models import Affiliation, Person, User
from courses.models import Audience
from events.invariants import breaches
from events.models import Event, EventChange, Registration
from events.tests.factories import (
    create_affiliation,
    create_event,
    create_registration,
    create_user_person,
)
from events.tests.office_steps import text, url
from mail.models import OutgoingEmail
from tests.people import create_person

pytestmark = pytest.mark.django_db
S = Registration.State
QUERIES_OF_THE_SEARCH = 15


@pytest.fixture(autouse=True)
def every_promise_holds():
    yield
    assert list(breaches()) == []


def overbooker(user: User) -> User:
    user.user_permissions.add(Permission.objects.get(codename="overbook_event"))
    return user


def pending(event: Event | None = None) -> Registration:
    event = event or create_event(audience=Audience.RESPONDERS)
    person = create_user_person(given_name="Robin", family_name="Vale")
    tie = create_affiliation(person=person, agency_name="Lake Fork Fire", verified=False)
    return create_registration(event=event, person=person, affiliation=tie)


def place(registration: Registration, act: str) -> str:
    return url(registration.event, f"places/{registration.pk}/{act}")


def test_approve_confirms_and_takes_the_tie_as_checked(office):
    registration = pending()
    assert "Lake Fork Fire" in text(office.get(place(registration, "approve")))
    answer = office.post(place(registration, "approve"), {"reason": "Chief called."}, follow=True)
    assert "Robin Vale has a place and is told." in text(answer)
    registration.refresh_from_db()
    assert registration.state == S.CONFIRMED
    assert registration.affiliation.state == Affiliation.State.VERIFIED
    again = office.post(place(registration, "approve"), {"reason": ""})
    assert "Nobody waits for this decision any more." in text(again)
    for act in ("approve", "decline"):
        stale = office.get(place(registration, act))
        assert "Nobody waits for this decision any more." in text(stale)
        assert "Robin Vale is now: confirmed." in text(stale)
        assert 'name="reason"' not in stale.content.decode()


def test_decline_takes_a_reason_of_ours_or_own_words(office):
    first = pending()
    assert "This field is required" in text(office.post(place(first, "decline"), {}))
    own = {"choice": "own", "words": ""}
    assert "Write the reason in your own words." in text(office.post(place(first, "decline"), own))
    answer = office.post(place(first, "decline"), {"choice": "no_answer", "words": ""}, follow=True)
    assert "Robin Vale is declined and told why." in text(answer)
    first.refresh_from_db()
    assert first.state == S.DECLINED
    assert first.reason == "Your agency did not answer our question in time."
    second = pending()
    office.post(place(second, "decline"), own | {"words": "Please ask your sergeant to call us."})
    second.refresh_from_db()
    assert second.reason == "Please ask your sergeant to call us."


def test_give_back_asks_first_and_the_next_in_line_moves_up(office):
    event = create_event(seats=1)
    first, second = create_registration(event=event), create_registration(event=event)
    assert "Give back the place of" in text(office.get(place(first, "give-back")))
    first.refresh_from_db()
    assert first.state == S.CONFIRMED
    office.post(place(first, "give-back"), {"reason": "Called in sick."})
    office.post(place(first, "give-back"), {"reason": "Called in sick."})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (S.WITHDRAWN, S.CONFIRMED)
    assert Event.objects.get().seats_taken == 1


def test_a_name_is_corrected_with_a_reason(office):
    registration = create_registration(event=create_event())
    refused = office.post(place(registration, "rename"), {"name": "Ada R. Rivera", "reason": ""})
    assert "This field is required" in text(refused)
    data = {"name": "Ada R. Rivera", "reason": "Wrote to us."}
    answer = office.post(place(registration, "rename"), data, follow=True)
    assert "The certificate will say Ada R. Rivera." in text(answer)
    assert "corrected a name on a certificate" in text(answer)
    too_long = office.post(place(registration, "rename"), data | {"name": "x" * 161})
    assert "at most 160 characters" in text(too_long)


def test_a_place_of_another_event_is_not_found(office):
    registration, other = create_registration(event=create_event()), create_event()
    for act in ("approve", "decline", "give-back", "rename"):
        assert office.get(url(other, f"places/{registration.pk}/{act}")).status_code == 404


def test_someone_known_is_found_and_added(office):
    event = create_event()
    person = create_person(given_name="Wanda", family_name="Walkin", contact_email="w@example.org")
    found = office.post(url(event, "add"), {"q": "wanda w@example"})
    assert f"/add/{person.pk}/" in found.content.decode()
    page = url(event, f"add/{person.pk}")
    assert "The confirmation goes to w@example.org." in text(office.get(page))
    assert "This field is required" in text(office.post(page, {"reason": ""}))
    answer = office.post(page, {"reason": "Phoned."}, follow=True)
    assert "Wanda Walkin has a place." in text(answer)
    assert "Casey Coordinator gave Wanda Walkin a place. Reason: Phoned." in text(answer)
    again = office.post(page, {"reason": "Phoned."})
    assert "This person has a place or waits for one already." in text(again)


def test_what_was_looked_for_is_in_the_form_of_a_new_person(office):
    event, people = create_event(), Person.objects.count()
    page = office.post(url(event, "add/new"), {"q": "Wim van Walkin wim@example.org"})
    assert page.context["form"]["given_name"].value() == "Wim"
    assert page.context["form"]["family_name"].value() == "van Walkin"
    assert page.context["form"]["email"].value() == "wim@example.org"
    assert "This field is required" not in text(page)
    assert Person.objects.count() == people


def test_someone_new_without_e_mail_is_added_once(office):
    event = create_event()
    data = {"given_name": "Wim", "family_name": "Walkin", "email": "", "reason": "Walked in."}
    office.post(url(event, "add/new"), data)
    registration = Registration.objects.get()
    assert (registration.state, registration.certificate_name) == (S.CONFIRMED, "Wim Walkin")
    assert OutgoingEmail.objects.count() == 0
    again = office.post(url(event, "add/new"), data)
    assert "We know a person of this name" in text(again)
    assert 'value="Wim"' in again.content.decode()
    assert Person.objects.filter(given_name="Wim").count() == 1


def test_names_typed_by_staff_are_cleaned_as_everywhere(office):
    event = create_event()
    data = {"given_name": "\u200b", "family_name": "Lo\npez", "email": "", "reason": "Phoned."}
    assert "This field is required" in text(office.post(url(event, "add/new"), data))
    office.post(url(event, "add/new"), data | {"given_name": "A\x07da"})
    registration = Registration.objects.get()
    assert registration.certificate_name == "Ada Lo pez"
    for unseen in ("\u200b", "\x07"):
        answer = office.post(place(registration, "rename"), {"name": unseen, "reason": "Wrote."})
        assert "This field is required" in text(answer)


def test_two_people_may_share_a_mailbox(office):
    event = create_event()
    data = {"family_name": "Lee", "email": "desk@example.org", "reason": "Phoned."}
    for given in ("Ann", "Bo"):
        office.post(url(event, "add/new"), data | {"given_name": given})
    assert event.registrations.filter(state=S.CONFIRMED).count() == 2


def test_a_responder_is_added_with_profession_and_agency(office):
    event = create_event(audience=Audience.RESPONDERS)
    data = {"given_name": "Wim", "family_name": "Wache", "email": "", "reason": "Phoned."}
    assert "This field is required" in text(office.post(url(event, "add/new"), data))
    assert Person.objects.filter(given_name="Wim").count() == 0
    office.post(url(event, "add/new"), data | {"profession": "fire", "agency_name": "Lake Fork"})
    registration = Registration.objects.get()
    assert str(registration.affiliation) == "Firefighter, Lake Fork"
    assert registration.state == S.CONFIRMED


def test_a_full_event_puts_them_in_line(office):
    event = create_event(seats=1)
    create_registration(event=event)
    person = create_person(given_name="Wanda", family_name="Walkin", contact_email="")
    page = url(event, f"add/{person.pk}")
    assert "No seat is free: the person joins the waiting list." in text(office.get(page))
    answer = office.post(page, {"reason": "Phoned."}, follow=True)
    assert "No seat is free: Wanda Walkin is on the waiting list." in text(answer)


def test_c14_a_place_beyond_the_seats_takes_a_right_a_reason_and_a_row(office, coordinator):
    event = create_event(seats=1)
    create_registration(event=event)
    person = create_person(given_name="Wanda", family_name="Walkin", contact_email="")
    page = url(event, f"add/{person.pk}")
    assert "beyond the seats" not in text(office.get(page))
    office.post(page, {"reason": "Phoned.", "beyond_seats": "on"})
    assert Registration.objects.get(person=person).state == S.WAITLISTED
    office.force_login(overbooker(coordinator))
    other = create_person(given_name="Olga", family_name="Over", contact_email="")
    page = url(event, f"add/{other.pk}")
    assert "beyond the seats" in text(office.get(page))
    assert "This field is required" in text(office.post(page, {"beyond_seats": "on"}))
    office.post(page, {"reason": "The chief asked.", "beyond_seats": "on"})
    assert Registration.objects.get(person=other).beyond_seats is True
    event = Event.objects.get()
    assert (event.seats_taken, event.overbooked) == (2, 1)
    change = event.changes.get(kind=EventChange.Kind.OVERBOOKED)
    assert (change.by, change.reason) == (coordinator, "The chief asked.")
    assert "1 place lies beyond the seats." in text(office.get(url(event)))


def test_nobody_is_added_to_a_cancelled_event(office):
    event = create_event(published=False)
    person = create_person()
    answer = office.post(url(event, f"add/{person.pk}"), {"reason": "Phoned."})
    assert "This event is not published yet." in text(answer)
    assert Registration.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_the_search_of_people_asks_as_often_for_1_and_for_3(
    office, rows, django_assert_num_queries
):
    event = create_event()
    for number in range(rows):
        create_affiliation(person=create_person(given_name=f"W{number}", family_name="Walkin"))
    office.get(url(event, "add"))
    with django_assert_num_queries(QUERIES_OF_THE_SEARCH):
        page = office.post(url(event, "add"), {"q": "walkin"})
    assert text(page).count("Choose W") == rows
