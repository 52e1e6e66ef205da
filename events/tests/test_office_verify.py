"""The verifier's queue, and what staff do with an agency."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts import agencies, evidence, verification
from accounts.models import Affiliation, Agency, Evidence
from events.invariants import breaches
from events.models import Registration
from events.tests.factories import (
    create_agency,
    create_event,
    create_officer,
    create_registration,
    create_user_person,
)
from events.tests.office_steps import text
from tests.people import create_coordinator, create_user, sign_in

pytestmark = pytest.mark.django_db
VERIFY = "/admin/verify/"
S = Registration.State
QUERIES_OF_A_CASE = 19


@pytest.fixture(autouse=True)
def private_root(settings, tmp_path):
    settings.PRIVATE_MEDIA_ROOT = tmp_path / "private"


@pytest.fixture(autouse=True)
def every_promise_holds():
    yield
    assert list(breaches()) == []


@pytest.fixture
def verifier():
    return create_coordinator(email="verifier@example.org")


@pytest.fixture
def office(verifier, settings):
    return staff_browser(verifier, settings)


def staff_browser(user, settings) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = sign_in(user, second_factor=True)
    return client


def claims(name: str = "Blue River Police", email: str = "", **person) -> Affiliation:
    who = create_user_person(email=email, **person)
    return verification.claim(who, profession="police", agency_name=name)


def test_an_empty_queue_says_what_would_be_in_it(office):
    assert "Nobody waits." in text(office.get(VERIFY))


def test_the_oldest_comes_first_and_everything_is_on_one_screen(office):
    create_agency(domain="blueriver.example")
    first = claims(given_name="Noor", family_name="Newcomer", email="noor@gmail.com")
    event = create_event(audience="responders")
    create_registration(event=event, person=first.person, affiliation=first)
    claims(given_name="Later", family_name="One")
    page = text(office.get(VERIFY))
    assert "2 cases wait" in page
    assert "Noor Newcomer says: I work at Blue River Police" in page
    assert "A mail service for everybody" in page
    assert "A seat is held until" in page
    assert "Later One" not in page


def test_one_press_confirms_seats_the_person_and_brings_the_next_case(office, verifier):
    create_agency()
    first, second = claims(), claims(given_name="Later", family_name="One")
    place = create_registration(
        event=create_event(audience="responders"), person=first.person, affiliation=first
    )
    answer = office.post(f"{VERIFY}{first.pk}/confirm/agency/", follow=True)
    page = text(answer)
    assert "1 case is left." in page
    assert "Later One says" in page
    first.refresh_from_db()
    place.refresh_from_db()
    assert (first.state, first.level, first.method) == ("verified", 2, "staff")
    assert (first.decided_by, place.state) == (verifier, S.CONFIRMED)
    assert second.state == "claimed"


def test_a_reason_from_the_list_is_what_the_person_reads(office):
    create_agency()
    tie = claims()
    office.post(f"{VERIFY}{tie.pk}/reject/no_answer/")
    tie.refresh_from_db()
    assert (tie.state, tie.changes.first().reason) == (
        "rejected",
        "The agency did not answer our question.",
    )
    assert office.post(f"{VERIFY}{tie.pk}/reject/made_up/").status_code in (404, 409)


def test_skipping_goes_round(office):
    create_agency()
    first, second = claims(given_name="First"), claims(given_name="Second")
    assert "Second" in text(office.get(f"{VERIFY}?after={first.pk}"))
    assert "First" in text(office.get(f"{VERIFY}?after={second.pk}"))
    assert office.get(f"{VERIFY}?after=x'y").status_code == 200


def test_what_somebody_else_decided_meanwhile_is_said(office):
    create_agency()
    tie = claims()
    verification.approve(tie, by=create_user(email="other@example.org"))
    answer = office.post(f"{VERIFY}{tie.pk}/reject/unknown/")
    assert answer.status_code == 409
    assert "This is decided: the tie is now “verified”." in text(answer)


def test_e10_a_verifier_does_not_decide_about_themselves(office, verifier):
    create_agency()
    tie = verification.claim(verifier.person, profession="police", agency_name="Blue River Police")
    answer = office.post(f"{VERIFY}{tie.pk}/confirm/agency/")
    assert "Nobody decides about themselves." in text(answer)
    tie.refresh_from_db()
    assert tie.state == "claimed"


def document(tie: Affiliation) -> Evidence:
    made = BytesIO()
    Image.new("RGB", (20, 20)).save(made, format="PNG")
    verification.ask_review(tie, by=tie.person.user)
    return evidence.send(tie, SimpleUploadedFile("card.png", made.getvalue()))


def test_documents_are_for_verifiers_alone_and_opening_one_is_written_down(
    office, verifier, settings
):
    create_agency()
    tie = claims()
    sent = document(tie)
    address = f"{VERIFY}document/{sent.key}/"
    editor = create_user(email="editor@example.org", staff=True)
    for stranger in (Client(), staff_browser(editor, settings)):
        assert stranger.get(address).status_code in (302, 403, 404)
    own = Client()
    own.force_login(tie.person.user)
    assert own.get(address).status_code in (302, 403, 404)
    answer = office.get(address)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    seen = tie.changes.first()
    assert (seen.by, seen.reason) == (verifier, "Opened a document.")


def test_e10_with_four_eyes_the_second_press_is_another_persons(office, verifier, settings):
    settings.FOUR_EYES = True
    create_agency()
    tie = claims()
    document(tie)
    office.post(f"{VERIFY}{tie.pk}/confirm/document/")
    office.post(f"{VERIFY}{tie.pk}/confirm/document/")
    tie.refresh_from_db()
    assert (tie.state, tie.first_by) == ("in_review", verifier)
    assert "a second verifier decides" in text(office.get(f"{VERIFY}{tie.pk}/"))
    second = staff_browser(create_coordinator(email="second@example.org"), settings)
    second.post(f"{VERIFY}{tie.pk}/confirm/document/")
    tie.refresh_from_db()
    assert (tie.state, tie.level) == ("verified", 3)


def test_an_agency_asked_for_is_taken_in_or_is_another_name_of_one_we_know(office):
    known = create_agency(name="Eastern Jackson Police")
    asked = claims("Eastern Jackson PD")
    page = text(office.get(f"{VERIFY}{asked.pk}/"))
    assert "It is Eastern Jackson Police (0)" in page
    office.post(f"{VERIFY}{asked.pk}/merge/{known.pk}/")
    asked = Affiliation.objects.get(pk=asked.pk)
    assert asked.agency == known
    other = claims("Lake Fork Fire District")
    office.post(f"{VERIFY}{other.pk}/accept/")
    assert Agency.objects.get(name="Lake Fork Fire District").status == "active"


@pytest.mark.parametrize("cases", [1, 3])
def test_a_case_asks_the_database_as_often_however_much_there_is_of_it(
    office, cases, django_assert_num_queries
):
    create_agency(domain="blueriver.example")
    for number in range(cases):
        tie = claims(given_name=f"C{number}")
        for _n in range(cases):
            event = create_event(audience="responders")
            create_registration(event=event, person=tie.person, affiliation=tie)
    office.get(VERIFY)
    with django_assert_num_queries(QUERIES_OF_A_CASE):
        office.get(VERIFY)


def test_what_is_verified_can_be_ended_with_a_reason(office):
    tie = create_officer(agency=create_agency(domain="blueriver.example"))
    place = create_registration(
        event=create_event(audience="responders"), person=tie.person, affiliation=tie
    )
    assert "It does not hold any more" in text(office.get(f"{VERIFY}{tie.pk}/"))
    office.post(f"{VERIFY}{tie.pk}/end/left/")
    tie.refresh_from_db()
    place.refresh_from_db()
    assert (tie.state, place.state) == ("revoked", S.PENDING)


def test_who_may_not_verify_is_told_so(settings):
    create_agency()
    tie = claims()
    editor = create_user(email="editor@example.org", staff=True)
    browser = staff_browser(editor, settings)
    for address in (VERIFY, f"{VERIFY}{tie.pk}/"):
        assert browser.get(address).status_code in (302, 403)
    assert browser.post(f"{VERIFY}{tie.pk}/confirm/agency/").status_code in (302, 403)
    tie.refresh_from_db()
    assert tie.state == "claimed"


def test_suspending_says_whom_it_reaches_and_reinstating_brings_them_back(office):
    agency = create_agency(domain="blueriver.example")
    tie = create_officer(agency=agency)
    place = create_registration(
        event=create_event(audience="responders"), person=tie.person, affiliation=tie
    )
    base = f"/admin/agencies/{agency.pk}/"
    page = text(office.get(f"{base}suspend/"))
    assert "What 1 person has proven does not count any more." in page
    assert "1 place in a class to come goes back to be checked" in page
    office.post(f"{base}suspend/")
    place.refresh_from_db()
    assert place.state == S.PENDING
    assert "This cannot be done" in text(office.post(f"{base}accept/", follow=True))
    office.post(f"{base}reinstate/")
    place.refresh_from_db()
    assert place.state == S.CONFIRMED


def test_a_coordinator_is_appointed_by_address_and_dismissed(office):
    agency = create_agency(domain="blueriver.example")
    chief = create_user(email="chief@blueriver.example", given_name="Chris", family_name="Chief")
    base = f"/admin/agencies/{agency.pk}/"
    assert "Nobody runs its people yet." in text(office.get(base))
    page = text(office.post(f"{base}coordinators/", {"email": "nobody@blueriver.example"}))
    assert "Nobody signs in with this address yet." in page
    office.post(f"{base}coordinators/", {"email": "Chief@blueriver.example"})
    assert agencies.coordinates(chief, agency)
    office.post(f"{base}coordinators/{agency.coordinators.get().pk}/dismiss/")
    assert not agencies.coordinates(chief, agency)


def test_merging_is_asked_with_what_moves(office):
    keep = create_agency(domain="blueriver.example")
    drop = create_agency(name="Blue River PD")
    tie = create_officer(agency=drop)
    assert "1 people" in text(office.get(f"/admin/agencies/{drop.pk}/merge/"))
    answer = office.post(f"/admin/agencies/{drop.pk}/merge/", {"into": keep.pk}, follow=True)
    assert "Blue River Police is one agency now." in text(answer)
    tie.refresh_from_db()
    assert tie.agency == keep
