"""May this responder come? Each answer is a sentence, and the page, the form and the verb agree."""

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.models import Affiliation, Profession
from events import eligibility
from events.invariants import breaches
from events.models import Registration
from events.tests.browser import signed_in
from events.tests.factories import (
    create_agency,
    create_chief,
    create_event,
    create_officer,
    create_registration,
)

pytestmark = pytest.mark.django_db
S = Registration.State


@pytest.fixture
def agency():
    return create_agency(name="Blue River Police", domain="blueriver.example")


@pytest.fixture(autouse=True)
def every_promise_holds():
    yield
    assert list(breaches()) == []


def codes(event, tie, **more) -> list[str]:
    return [finding.code for finding in eligibility.of_person(event, affiliation=tie, **more)]


def words(response) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


@pytest.mark.parametrize(
    ("level", "needed", "found"),
    [(1, 1, []), (1, 2, ["level"]), (2, 2, []), (2, 3, ["level"]), (3, 3, [])],
)
def test_the_ladder_of_proof(agency, level, needed, found):
    event = create_event(audience="responders", level=needed)
    assert codes(event, create_officer(agency=agency, level=level)) == found


def test_every_finding_says_what_it_is_and_what_to_do(agency):
    tie = create_officer(agency=agency, level=1)
    Affiliation.objects.filter(pk=tie.pk).update(profession_id="fire")
    tie.refresh_from_db()
    event = create_event(audience="responders", level=3, agency_approves=True, members_first_days=7)
    event.professions.set(Profession.objects.filter(code="police"))
    findings = eligibility.of_person(event, affiliation=tie, is_adult=False)
    assert {finding.code for finding in findings} == {
        "minor",
        "profession",
        "level",
        "agency_unknown",
        "members_first",
    }
    assert all(finding.sentence and finding.next_step for finding in findings)


def test_e1_who_only_says_so_is_checked_first(agency):
    tie = create_officer(agency=agency)
    Affiliation.objects.filter(pk=tie.pk).update(state="claimed", level=0, method="")
    tie.refresh_from_db()
    event = create_event(audience="responders")
    assert codes(event, tie) == ["unverified"]
    place = create_registration(event=event, person=tie.person, affiliation=tie)
    assert place.state == S.PENDING


def test_where_the_agency_must_say_yes_its_coordinator_is_asked_else_staff(agency):
    event = create_event(audience="responders", agency_approves=True)
    tie = create_officer(agency=agency)
    assert codes(event, tie) == ["agency_unknown"]
    create_chief(agency=agency)
    assert codes(event, tie) == ["agency"]
    assert codes(event, tie, by_agency=True) == []


def test_the_event_page_says_what_is_asked(client, agency):
    event = create_event(audience="responders", level=3, agency_approves=True, members_first_days=7)
    event.professions.set(Profession.objects.filter(code__in=["police", "sro"]))
    page = words(client.get(reverse("events:detail", args=[event.slug])))
    assert "For: Police officer, School resource officer." in page
    assert "We have to see a document" in page
    assert "Your agency has to say yes to each registration." in page
    assert "Others wait in line until" in page
    assert "Seats go to people of member agencies first" in page


def test_the_form_says_before_the_press_what_will_be_checked(agency):
    tie = create_officer(agency=agency, level=1)
    event = create_event(audience="responders", level=2)
    client = signed_in(tie.person)
    page = words(client.get(reverse("events:register", args=[event.slug])))
    assert "your agency itself has to say that you work there" in page
    assert "Ask its training coordinator to vouch for you" in page


def test_who_cannot_come_reads_why_before_typing_anything(agency):
    tie = create_officer(agency=agency)
    event = create_event(audience="responders")
    event.professions.set(Profession.objects.filter(code="fire"))
    client = signed_in(tie.person)
    page = words(client.get(reverse("events:register", args=[event.slug])))
    assert "This class is for: Firefighter." in page
    assert "<form" not in page
