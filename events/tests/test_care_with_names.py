"""Names that need care: a chosen name, who asked to be left out, and two rows for one person."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts import merging, vouching
from accounts.merging import MergeRefused
from accounts.models import Affiliation, Person, PersonMerge
from events import registrations
from events.invariants import breaches
from events.models import Export, Registration, Transition
from events.tests.export_steps import download, rows_of
from events.tests.factories import (
    create_affiliation,
    create_agency,
    create_chief,
    create_event,
    create_officer,
    create_registration,
    create_user_person,
)
from events.tests.office_steps import text
from mail.models import OutgoingEmail
from tests.people import create_coordinator, create_person, create_user, sign_in

pytestmark = pytest.mark.django_db
LEGAL, CHOSEN = ("Sage", "Undercover"), "R. Rivers"


@pytest.fixture(autouse=True)
def every_promise_holds():
    yield
    assert list(breaches()) == []


def staff(user, settings) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = sign_in(user, second_factor=True)
    return client


@pytest.fixture
def office(settings):
    return staff(create_coordinator(), settings)


@pytest.fixture
def hidden():
    """Someone with a chosen name, who is left out of lists, in an event with somebody else."""
    event = create_event()
    person = create_user_person(
        given_name=LEGAL[0], family_name=LEGAL[1], roster_name=CHOSEN, is_unlisted=True
    )
    place = create_registration(event=event, person=person)
    Registration.objects.filter(pk=place.pk).update(certificate_name=" ".join(LEGAL))
    create_registration(
        event=event, person=create_user_person(given_name="Zoe", family_name="Zimmer")
    )
    return Registration.objects.select_related("event", "person").get(pk=place.pk)


def allow(user, codename: str) -> None:
    user.user_permissions.add(Permission.objects.get(codename=codename))


def test_screens_of_staff_show_the_chosen_name_alone(office, hidden):
    event = hidden.event
    base = f"/admin/events/{event.pk}/"
    for page in (
        base,
        f"{base}places/{hidden.pk}/",
        f"{base}history/",
        "/admin/",
        "/admin/person/",
    ):
        shown = text(office.get(page))
        assert LEGAL[1] not in shown, page
    assert CHOSEN in text(office.get(base))
    assert "not on lists" in text(office.get(base))


def test_a_search_for_the_legal_name_finds_nobody(office, hidden):
    base = f"/admin/events/{hidden.event.pk}/"
    for page in ("/admin/person/", "/admin/registration/"):
        assert CHOSEN not in text(office.get(page, {"q": "undercover"})), page
    assert CHOSEN in text(office.get("/admin/person/", {"q": "rivers"}))
    assert CHOSEN not in text(office.post(f"{base}add/", {"q": "undercover"}))


def test_the_record_hides_the_legal_name_from_who_has_no_right_to_it(hidden, settings):
    page = f"/admin/person/edit/{hidden.person.pk}/"
    without = staff(create_coordinator(email="without@example.org"), settings)
    assert LEGAL[1] not in without.get(page).content.decode()
    user = create_coordinator(email="with@example.org")
    allow(user, "see_legal_names")
    assert LEGAL[1] in staff(user, settings).get(page).content.decode()


def test_files_leave_out_who_asked_and_say_so_and_keep_the_numbers(office, hidden):
    event = hidden.event
    assert "1 person is left out at their own wish." in text(
        office.get(f"/admin/events/{event.pk}/export/")
    )
    rows = rows_of(download(office, event))
    assert [(row["No."], row["Name for the roster"]) for row in rows] == [("2", "Zoe Zimmer")]


def test_files_with_them_need_a_reason_and_name_the_chosen_name(office, hidden):
    event = hidden.event
    page = f"/admin/events/{event.pk}/export/file/"
    refused = office.post(page, {"format": "csv", "unlisted": "on"})
    assert "Say why." in text(refused)
    answer = office.post(page, {"format": "csv", "unlisted": "on", "reason": "Fire marshal"})
    body = b"".join(answer.streaming_content).decode()
    assert CHOSEN in body
    assert LEGAL[1] not in body
    taken = Export.objects.latest("pk")
    assert taken.filters == "Fire marshal; with the people who asked to be left out"


def test_a_credit_list_has_the_legal_name_for_who_may_and_a_kind_of_its_own(hidden, settings):
    page = f"/admin/events/{hidden.event.pk}/export/file/"
    data = {"format": "csv", "unlisted": "on", "legal": "on", "reason": "Board"}
    without = staff(create_coordinator(email="without@example.org"), settings)
    body = b"".join(without.post(page, data).streaming_content).decode()
    assert LEGAL[1] not in body
    user = create_coordinator(email="with@example.org")
    allow(user, "see_legal_names")
    body = b"".join(staff(user, settings).post(page, data).streaming_content).decode()
    assert LEGAL[1] in body
    assert Export.objects.latest("pk").what == Export.What.CREDIT


def test_paper_leaves_them_out_unless_asked_and_writes_it_down(office, hidden):
    page = f"/admin/events/{hidden.event.pk}/roster/"
    sheet = text(office.get(page))
    assert "1 person is left out at their own wish." in sheet
    assert CHOSEN not in sheet
    assert CHOSEN in text(office.get(page, {"unlisted": "1"}))
    assert "left out" in Export.objects.latest("pk").filters


def test_mail_and_calendar_carry_the_chosen_name(hidden):
    mail = OutgoingEmail.objects.get(related=f"registration/{hidden.pk}")
    assert (mail.to_name, mail.facts["name"]) == (CHOSEN, CHOSEN)
    assert LEGAL[1] not in str(mail.facts)


def test_one_says_on_ones_own_page_that_one_is_left_out():
    person = create_user_person()
    client = Client()
    client.force_login(person.user)
    data = {"given_name": "A", "family_name": "B", "time_zone": "America/Chicago"}
    client.post("/accounts/", data | {"is_unlisted": "on", "roster_name": "C."})
    person.refresh_from_db()
    assert (person.is_unlisted, person.roster_name) == (True, "C.")


# --- two rows for one person ------------------------------------------------------------------


@pytest.fixture
def agency():
    return create_agency(domain="blueriver.example")


def twins(agency) -> tuple[Person, Person]:
    """The same name at the same agency: one signs in, one was named by a coordinator."""
    own = create_officer(agency=agency, given_name="Ada", family_name="Rivera").person
    named = create_person(given_name="ada ", family_name="RIVERA")
    create_affiliation(person=named, agency=agency, method="vouch")
    return own, named


def test_the_same_name_at_the_same_agency_is_found(agency):
    own, named = twins(agency)
    other = create_agency(name="Lake Fork", domain="lakefork.example")
    create_officer(agency=other, given_name="Ada", family_name="Rivera")
    (group,) = merging.duplicates()
    assert {person.pk for person in group} == {own.pk, named.pk}


def test_merged_places_history_and_the_stronger_tie_are_one_persons(agency, office):
    own, named = twins(agency)
    event = create_event(audience="responders")
    tie = named.affiliations.get()
    place = create_registration(event=event, person=named, affiliation=tie)
    page = f"/admin/same/{own.pk}/{named.pk}/"
    assert "Look at both" in text(office.get("/admin/same/"))
    assert "1 place with its history." in text(office.get(page))
    assert not PersonMerge.objects.exists()
    answer = text(office.post(page, {"reason": "Same badge"}, follow=True))
    assert "They are one person now" in answer
    assert "Nobody stands here twice." in answer
    place.refresh_from_db()
    assert (place.person, place.affiliation.person) == (own, own)
    assert Transition.objects.get(registration=place).subject == named  # the past is not rewritten
    merge = PersonMerge.objects.get()
    assert (merge.kept, merge.dropped, merge.moved) == (own, named, {"registrations": 1})
    assert Affiliation.objects.valid().filter(person=own).count() == 1
    assert merging.duplicates() == []
    assert office.get(page)["Location"].endswith(f"/admin/person/edit/{own.pk}/")


def test_the_login_goes_with_the_person_who_has_it(agency):
    own, named = twins(agency)
    user = own.user
    merging.merge(named, own, by=create_user(email="staff@example.org"), reason="Same badge")
    named.refresh_from_db()
    assert (named.user, named.contact_email) == (user, user.email)
    assert Affiliation.objects.valid().filter(person=named).exists()


def test_two_logins_two_places_in_one_event_and_a_second_merge_are_refused(agency, office):
    own, named = twins(agency)
    staff_user = create_user(email="staff@example.org")
    other = create_officer(agency=agency, given_name="Ada", family_name="Rivera").person
    with pytest.raises(MergeRefused, match="Both sign in"):
        merging.merge(own, other, by=staff_user, reason="x")
    event = create_event()
    create_registration(event=event, person=own)
    mine = create_registration(event=event, person=named)
    with pytest.raises(MergeRefused, match="Both stand in"):
        merging.merge(own, named, by=staff_user, reason="x")
    assert "Both stand in" in text(office.get(f"/admin/same/{own.pk}/{named.pk}/"))
    registrations.withdraw(mine, by=None, source=Transition.Source.LINK)
    merging.merge(own, named, by=staff_user, reason="x")
    with pytest.raises(MergeRefused):
        merging.merge(own, named, by=staff_user, reason="x")


def test_a_weaker_tie_gives_way_and_its_history_stays(agency):
    own, named = twins(agency)
    Affiliation.objects.filter(person=own).update(state="claimed", level=0, method="")
    chief = create_chief(agency=agency)
    vouching.vouch(own.affiliations.with_proof().get(), by=chief)
    changes = own.affiliations.get().changes.count()
    merging.merge(own, named, by=chief, reason="x")
    tie = own.affiliations.get()
    assert (tie.level, tie.changes.count()) == (2, changes)


def test_who_may_not_merge_is_told_so(agency, settings):
    own, named = twins(agency)
    browser = staff(create_user(email="editor@example.org", staff=True), settings)
    for page in ("/admin/same/", f"/admin/same/{own.pk}/{named.pk}/"):
        assert browser.get(page).status_code in (302, 403)
