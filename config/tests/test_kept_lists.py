"""A list comes back as it was left, and leads nowhere else."""

import pytest
from django.contrib.sessions.models import Session

from events.models import Registration
from events.tests.factories import create_event, create_registration
from mail.models import OutgoingEmail

pytestmark = pytest.mark.django_db
QUERY = "q=kim&state=published&ordering=state&p=1"
LISTS = ["/admin/event/", "/admin/registration/", "/admin/outgoingemail/", "/admin/venue/"]


@pytest.mark.parametrize("address", LISTS)
def test_a_list_comes_back_with_filter_search_order_and_page(office, address):
    office.get(f"{address}?{QUERY}")
    office.get("/admin/")
    assert office.get(f"{address}?kept=1").url == f"{address}?{QUERY}"
    office.get(f"{address}results/?q=doe&_w_filter_fragment=true")  # typed into the box
    assert office.get(f"{address}?kept=1").url == f"{address}?q=doe"
    office.get(address)  # everything, from the menu
    assert office.get(f"{address}?kept=1").url == address


def test_the_way_back_from_a_row_leads_to_the_list_as_it_was(office):
    registration = create_registration(event=create_event())
    event, mail = registration.event, OutgoingEmail.objects.get()
    for address, back in (
        (f"/admin/events/{event.pk}/", "/admin/event/?kept=1"),
        (f"/admin/events/{event.pk}/seats/", "/admin/event/?kept=1"),
        (f"/admin/events/{event.pk}/places/{registration.pk}/", "/admin/registration/?kept=1"),
        (f"/admin/outgoingemail/inspect/{mail.pk}/", "/admin/outgoingemail/?kept=1"),
    ):
        assert f'href="{back}"' in office.get(address).content.decode(), address


def test_the_breadcrumbs_and_saves_of_wagtails_own_forms_lead_back_too(office):
    venue = create_event().venue
    office.get("/admin/venue/?q=academy")
    form = office.get(f"/admin/venue/edit/{venue.pk}/")
    assert 'href="/admin/venue/?kept=1"' in form.content.decode()
    names = ("name", "room", "address", "time_zone", "fire_capacity", "setup_capacity")
    data = {name: getattr(venue, name) for name in names} | {"parking": "Lot D."}
    assert office.post(f"/admin/venue/edit/{venue.pk}/", data).url == "/admin/venue/?kept=1"


@pytest.mark.parametrize(
    "evil",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "%0d%0a",
    ],
)
def test_nothing_in_the_query_leads_to_another_site(office, evil):
    office.get("/admin/event/", {"q": evil, "next": evil, "kept_url": evil})
    answer = office.get(f"/admin/event/?kept={evil}&next={evil}")
    assert answer.status_code == 302
    assert answer.url.startswith("/admin/event/?q=")
    assert "\n" not in answer.url and "\r" not in answer.url


def test_each_keeps_their_own_and_strangers_keep_nothing(office, client):
    office.get("/admin/event/?q=kim")
    client.logout()
    assert client.get("/admin/event/?q=kim").status_code == 302
    assert client.get("/admin/event/?kept=1").url.startswith("/accounts/login/")
    assert Session.objects.count() == 0
    assert Registration.objects.count() == 0


def test_after_an_act_on_the_second_page_of_a_roster_comes_the_second_page(office):
    event = create_event(seats=40)
    places = [create_registration(event=event) for _number in range(30)]
    page = f"/admin/events/{event.pk}/"
    office.get(f"{page}?roster=2")
    asked = f"{page}places/{places[-1].pk}/give-back/"
    assert f'href="{page}?kept=1"' in office.get(asked).content.decode()
    done = office.post(asked, {"reason": "They called."}, follow=True)
    assert done.redirect_chain[-1][0] == f"{page}?roster=2"
    assert "Page 2 of 2" in done.content.decode()
    chosen = office.post(f"{page}choose/mail/", {"place": places[0].pk}, follow=True)
    assert f'href="{page}?kept=1"' in chosen.content.decode()
    office.get(page)  # everything, from the list of events
    assert office.get(f"{page}?kept=1").url == page


def test_the_last_twenty_lists_are_kept_and_no_more(office):
    for number in range(30):
        office.get(f"/admin/event/?q={number}")
    events = [create_event() for _number in range(25)]
    for event in events:
        office.get(f"/admin/events/{event.pk}/?q=kim")
    kept = office.session["office_lists"]
    assert list(kept) == [f"/admin/events/{event.pk}/" for event in events[-20:]]
