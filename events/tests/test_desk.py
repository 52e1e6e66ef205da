"""The training coordinator's desk: own people, own agency, and nothing else."""

import itertools
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from accounts import agencies, verification
from accounts.models import Affiliation, AgencyInvitation, Person, User
from events import links, registrations, seat_holds
from events.invariants import breaches
from events.models import Event, Export, Registration, SeatHold, Transition
from events.tests.desk_steps import address, desk_of, look, officers, press
from events.tests.factories import (
    create_agency,
    create_chief,
    create_event,
    create_officer,
    create_registration,
)
from events.tests.office_steps import text
from mail.models import OutgoingEmail
from tests.people import create_user, sign_in

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


# --- whose desk it is -------------------------------------------------------------------------


def desk_addresses(agency, event, place, tie, hold, invitation) -> list[str]:
    """Every address of the desk, filled with what belongs to `agency`: from the patterns."""
    known = {
        "agency": agency.pk,
        "slug": event.slug,
        "code": place.code,
        "tie": tie.pk,
        "hold": hold.pk,
        "invitation": invitation.pk,
        "how": "fit",
        "reason": "not_now",
        "format": "csv",
    }
    found = []
    _namespace, resolver = get_resolver().namespace_dict["events"]
    for entries in resolver.reverse_dict.lists():
        for pattern, names in itertools.chain.from_iterable(entry[0] for entry in entries[1]):
            if "agency" in names:
                found.append("/" + pattern % {name: known[name] for name in names})
    return sorted(set(found))


def test_e9_the_coordinator_of_another_agency_who_guesses_every_id_gets_404(agency, chief, event):
    tie = create_officer(agency=agency)
    place = place_of(tie, event)
    hold = seat_holds.hold(
        event, agency=agency, seats=1, until=event.starts_at.replace(hour=0) - _two_days(), by=chief
    )
    invitation = AgencyInvitation.objects.create(
        agency=agency, email="x@blueriver.example", profession_id=1, digest="x", invited_by=chief
    )
    stranger = create_chief(agency=create_agency(name="Lake Fork", domain="lakefork.example"))
    addresses = desk_addresses(agency, event, place, tie, hold, invitation)
    assert len(addresses) >= 20
    own = stranger.coordinates.get().agency
    # Under the other agency's number, and under one's own with the other's ids.
    guesses = addresses + [
        a.replace(f"/agency/{agency.pk}/", f"/agency/{own.pk}/")
        for a in addresses
        if any(part in a for part in ("/people/", "/places/", "/holds/", "/invite/"))
        and not a.endswith(("/people/", "/invite/"))
    ]
    before = _everything()
    for browser in (desk_of(stranger), desk_of(create_user(email="citizen@example.org"))):
        for guess in guesses:
            assert browser.get(guess).status_code in (404, 405), guess
            assert browser.post(guess, {"seats": "1"}).status_code in (404, 405), guess
    assert _everything() == before


def _two_days():
    return timedelta(days=2)


def _everything() -> tuple:
    return (
        list(Registration.objects.values_list("pk", "state")),
        list(Affiliation.objects.values_list("pk", "state", "level")),
        list(SeatHold.objects.values_list("pk", "released_at")),
        list(AgencyInvitation.objects.values_list("pk", "digest")),
        Export.objects.count(),
        OutgoingEmail.objects.count(),
    )


def test_signed_out_one_signs_in_first_and_a_dismissed_coordinator_gets_404(agency, chief, client):
    page = address("desk", agency)
    assert client.get(page).status_code == 302
    desk = desk_of(chief)
    assert desk.get(page).status_code == 200
    agencies.dismiss(agency.coordinators.get(), by=chief)
    assert desk.get(page).status_code == 404
    assert desk.get("/agency/").status_code == 404


def test_who_runs_two_agencies_chooses(agency, chief, desk):
    assert desk.get("/agency/")["Location"] == address("desk", agency)
    other = create_agency(name="Blue River Fire", domain="brfire.example")
    agencies.appoint(other, user=chief, by=chief)
    page = text(desk.get("/agency/"))
    assert "Blue River Fire" in page
    assert "Blue River Police" in page


def test_a_suspended_agency_has_no_desk(agency, chief, desk):
    agencies.suspend(agency, by=chief)
    assert desk.get(address("desk", agency)).status_code == 404


# --- held seats, swaps, moves -----------------------------------------------------------------


def test_seats_are_held_named_and_let_go(agency, desk, event):
    day = (event.starts_at - _two_days()).date().isoformat()
    answer = desk.post(address("hold", agency, event.slug), {"seats": 3, "day": day}, follow=True)
    assert "3 seats are held." in text(answer)
    assert "You hold 3 seats without a name." in text(answer)
    review = look(desk, agency, event, lines=officers(1))
    assert "gets one of your held seats" in text(review)
    press(desk, agency, event, "all", review.context["review"].seen)
    hold = SeatHold.objects.get()
    assert hold.left == 2
    assert "2 seats are released." in text(
        desk.post(address("release", agency, hold.pk), follow=True)
    )
    assert "They were released before." in text(
        desk.post(address("release", agency, hold.pk), follow=True)
    )


def test_more_than_are_free_are_not_held(agency, desk, event):
    day = (event.starts_at - _two_days()).date().isoformat()
    answer = desk.post(address("hold", agency, event.slug), {"seats": 13, "day": day})
    assert "There are not so many free seats: 12 are left." in text(answer)


def test_one_comes_instead_of_another(agency, desk, event):
    old, new = create_officer(agency=agency), create_officer(agency=agency)
    place = place_of(old, event)
    page = address("substitute", agency, place.code)
    assert "Who comes instead of" in text(desk.get(page))
    assert "Choose who comes instead." in text(desk.post(page, {}))
    done = text(desk.post(page, {"tie": new.pk}, follow=True))
    assert "Both are told." in done
    live = event.registrations.live().get()
    assert (live.person, live.transitions.get().source) == (new.person, "agency")


def test_nobody_of_another_agency_comes_instead(agency, desk, event):
    other = create_officer(agency=create_agency(name="Lake Fork", domain="lakefork.example"))
    place = place_of(create_officer(agency=agency), event)
    desk.post(address("substitute", agency, place.code), {"tie": other.pk})
    place.refresh_from_db()
    assert place.state == S.CONFIRMED


def test_a_colleague_is_moved_to_another_date(agency, desk, event):
    place = place_of(create_officer(agency=agency), event)
    target = create_event(audience="responders", seats=1, course=event.course)
    page = address("move", agency, place.code)
    assert "Another date for" in text(desk.get(page))
    desk.post(page, {"event": target.pk})
    place.refresh_from_db()
    assert place.state == S.MOVED
    assert target.registrations.get().state == S.CONFIRMED
    full = place_of(create_officer(agency=agency), event)
    answer = desk.post(address("move", agency, full.code), {"event": target.pk})
    assert "No seat is free on that date." in text(answer)


def test_a_colleagues_place_is_given_back_after_a_question(agency, desk, event):
    place = place_of(create_officer(agency=agency), event)
    page = address("give_back", agency, place.code)
    assert "Give back the place of" in text(desk.get(page))
    desk.post(page)
    place.refresh_from_db()
    assert (place.state, place.transitions.first().source) == (S.WITHDRAWN, "agency")


# --- yes and no -------------------------------------------------------------------------------


def asks(agency, **fields) -> Registration:
    event = create_event(audience="responders", agency_approves=True, **fields)
    return place_of(create_officer(agency=agency), event)


def test_who_waits_for_a_yes_is_on_the_desk(agency, desk, chief):
    first, second = asks(agency), asks(agency)
    assert "2 people wait for your yes" in text(desk.get(address("desk", agency)))
    desk.post(address("approve", agency, first.code))
    desk.post(address("deny", agency, second.code, "not_now"))
    assert desk.post(address("deny", agency, second.code, "made-up")).status_code == 404
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (S.CONFIRMED, S.DECLINED)
    assert second.reason == "Your agency needs you on that day."


def link_of(place, chief) -> str:
    link = links.decision_link(place, chief)
    return link[link.index("/agency/") :]


def test_the_link_of_a_mail_decides_once_signed_out(agency, chief, client):
    place = asks(agency)
    link = link_of(place, chief)
    page = client.get(link)
    assert "asks for a place and says: I work at Blue River Police" in text(page)
    assert page["Referrer-Policy"] == "same-origin"
    place.refresh_from_db()
    assert place.state == S.PENDING_AGENCY  # looking changes nothing
    assert client.post(link, {"answer": "made-up"}).status_code == 404
    assert "is now: confirmed" in text(client.post(link, {"answer": "yes"}))
    place.refresh_from_db()
    change = place.transitions.first()
    assert (place.state, change.by, change.source) == (S.CONFIRMED, chief, Transition.Source.LINK)
    for again in (client.get(link), client.post(link, {"answer": "not_now"})):
        assert again.status_code == 404
    place.refresh_from_db()
    assert place.state == S.CONFIRMED


def test_a_link_made_up_of_a_dismissed_coordinator_or_of_an_earlier_asking_is_a_404(
    agency, chief, client
):
    place = asks(agency)
    link = link_of(place, chief)
    assert client.get(link[:-3] + "xx/").status_code == 404
    agencies.dismiss(agency.coordinators.get(), by=chief)
    assert client.get(link).status_code == 404
    agencies.appoint(agency, user=chief, by=chief)
    registrations.withdraw(place, by=None, source=Transition.Source.LINK)
    assert client.get(link).status_code == 404


# --- people, the code, records ----------------------------------------------------------------


def test_people_are_found_vouched_for_and_leave(agency, desk):
    tie = create_officer(agency=agency, given_name="Owen", family_name="Officer")
    Affiliation.objects.filter(pk=tie.pk).update(state="claimed", level=0, method="")
    page = address("people", agency)
    assert "Owen Officer" in text(desk.get(page, {"q": "offic"}))
    assert "Nobody matches." in text(desk.get(page, {"q": "nobody"}))
    assert "Owen Officer" not in text(desk.get(page, {"state": "verified"}))
    assert "Owen Officer works here" in text(desk.get(address("person", agency, tie.pk)))
    desk.post(address("vouch", agency, tie.pk))
    tie.refresh_from_db()
    assert (tie.state, tie.level) == ("verified", 2)
    assert "does not work here any more?" in text(desk.get(address("departed", agency, tie.pk)))
    desk.post(address("departed", agency, tie.pk))
    tie.refresh_from_db()
    assert tie.state == "revoked"


def test_e10_the_desk_lets_nobody_decide_about_themselves(agency, chief, desk):
    own = verification.claim(chief.person, profession="police", agency_name=agency.name)
    Affiliation.objects.filter(pk=own.pk).update(state="claimed", level=0, method="")
    assert "This is you" in text(desk.get(address("person", agency, own.pk)))
    answer = desk.post(address("vouch", agency, own.pk), follow=True)
    assert "Nobody decides about themselves." in text(answer)
    own.refresh_from_db()
    assert own.state == "claimed"


def test_an_invitation_is_mailed_and_mailed_again(agency, desk):
    page = address("invite", agency)
    assert "Choose the profession." in text(desk.post(page, {"email": "x"}))
    data = {"email": "New@blueriver.example", "profession": "police"}
    assert "A link is on its way to new@blueriver.example." in text(
        desk.post(page, data, follow=True)
    )
    invitation = AgencyInvitation.objects.get()
    desk.post(address("invite_again", agency, invitation.pk))
    assert OutgoingEmail.objects.filter(kind="accounts/email/invited").count() == 2


def test_the_code_is_shown_once(agency, desk):
    page = address("code", agency)
    made = desk.post(page, {"quota": "5"})
    code = made.context["new"]
    assert code in made.content.decode()
    assert code not in desk.get(page).content.decode()
    assert "In use: 0 of 5 people" in text(desk.get(page))
    desk.post(address("code_revoke", agency))
    assert "There is no code just now." in text(desk.get(page))


def test_an_export_holds_own_people_alone_and_is_written_down(agency, chief, desk, event):
    place_of(create_officer(agency=agency, given_name="Own", family_name="=1+1"), event)
    other = create_officer(agency=create_agency(name="Lake Fork", domain="lakefork.example"))
    Person.objects.filter(pk=other.person_id).update(family_name="Foreign")
    place_of(other, event)
    page = address("export", agency, "csv")
    asked = desk.post(page)
    assert asked.status_code == 302  # a fresh proof first
    _prove(desk, chief)
    body = b"".join(desk.post(page).streaming_content).decode()
    assert "Own" in body
    assert "Foreign" not in body
    assert '"=1+1"' not in body
    taken = Export.objects.get()
    assert (taken.by, taken.filters, taken.rows_total) == (chief, "Blue River Police", 1)
    assert desk.post(address("export", agency, "xlsx")).status_code == 200
    assert desk.post(address("export", agency, "pdf")).status_code == 404


def _prove(client: Client, user: User) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = sign_in(user)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"), [("desk", 10), ("people", 7), ("attendance", 4), ("event", 8)]
)
def test_lists_ask_the_database_as_often_for_one_as_for_three(
    agency, desk, event, rows, name, queries, django_assert_num_queries
):
    for _number in range(rows):
        tie = create_officer(agency=agency)
        place_of(tie, event)
        place_of(tie, create_event(audience="responders"))
        asks(agency)
    page = address(name, agency, *([event.slug] if name == "event" else []))
    desk.get(page)
    with django_assert_num_queries(queries):
        assert desk.get(page).status_code == 200


def test_the_menu_shows_the_desk_to_coordinators_alone(agency, chief, desk):
    assert "My agency" in text(desk.get("/registrations/"))
    other = desk_of(create_user(email="citizen@example.org"))
    assert "My agency" not in text(other.get("/registrations/"))


def test_a_citizen_class_is_none_of_the_desks_business(agency, desk):
    event = create_event()
    assert desk.get(address("event", agency, event.slug)).status_code == 404
    assert not Event.objects.get(pk=event.pk).seats_held


def test_someone_suspended_for_now_comes_back_with_one_press(agency, desk, event):
    tie = create_officer(agency=agency)
    place = place_of(tie, event)
    desk.post(address("departed", agency, tie.pk), {"reason": "suspended"})
    place.refresh_from_db()
    tie.refresh_from_db()
    assert (place.state, place.holds_seat) == (S.PENDING, True)
    assert tie.changes.first().reason == "Is suspended for now, says the agency."
    desk.post(address("vouch", agency, tie.pk))
    place.refresh_from_db()
    assert place.state == S.CONFIRMED
