"""People whom a coordinator names: found or made, and vouched for, many at once."""

from time import monotonic

import pytest
from allauth.account.models import EmailAddress

from accounts import verification
from accounts.colleagues import Colleague, EnrollmentRefused, enroll, plan
from accounts.models import Affiliation, Person, User
from accounts.tests.ladder import OFFICER, claimed, create_agency, create_chief
from accounts.tests.steps import sign_in_by_code
from tests.people import create_person, create_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return create_agency()


@pytest.fixture
def chief(agency):
    return create_chief(agency)


def named(given: str, family: str, email: str = "", profession: str = "police") -> Colleague:
    return Colleague(given, family, email, profession)


def test_a_new_colleague_gets_a_login_that_their_address_opens(agency, chief, client):
    (tie,) = enroll(agency, [named("Ada", "Rivera", "Ada@BlueRiver.example")], by=chief)
    person = Person.objects.get(pk=tie.person_id)
    assert (tie.is_valid, tie.level, tie.method) == (True, 2, "vouch")
    assert (person.name, person.contact_email) == ("Ada Rivera", "ada@blueriver.example")
    assert EmailAddress.objects.get(user=person.user).verified is False
    sign_in_by_code(client, "ada@blueriver.example")
    assert client.get("/accounts/work/").context["ties"][0].row == tie


def test_who_has_no_address_gets_the_coordinators_and_is_the_same_person_next_time(agency, chief):
    (first,) = enroll(agency, [named("Bo", "Quiet")], by=chief)
    (again,) = enroll(agency, [named(" bo ", "QUIET")], by=chief)
    assert first == again
    assert (first.person.user, first.person.contact_email) == (None, chief.email)
    assert first.is_valid


def test_an_existing_login_is_found_and_keeps_its_name(agency, chief):
    user = create_user(email=OFFICER, given_name="Owen", family_name="Officer")
    (tie,) = enroll(agency, [named("Somebody", "Else", OFFICER)], by=chief)
    assert tie.person == user.person
    assert Person.objects.get(user=user).name == "Owen Officer"
    assert User.objects.filter(email=OFFICER).count() == 1


def test_a_claim_that_waited_is_the_tie(agency, chief):
    tie = claimed(verified=False)
    (found,) = enroll(agency, [named("Ada", "Rivera", OFFICER)], by=chief)
    assert (found.pk, found.level) == (tie.pk, 2)


def test_e7_an_address_outside_the_agency_waits_for_a_verifier(agency, chief):
    (tie,) = enroll(agency, [named("Ada", "Rivera", "ada@private.example")], by=chief)
    tie = Affiliation.objects.with_proof().get(pk=tie.pk)
    assert (tie.state, tie.is_valid) == ("claimed", False)
    assert "Vouched for" in tie.changes.first().reason
    verification.approve(tie, by=create_user(email="staff@example.org"))
    assert Affiliation.objects.valid().filter(pk=tie.pk).exists()


def test_e7_a_coordinator_in_the_list_does_not_vouch_for_themselves(agency, chief):
    (tie,) = enroll(agency, [named("Chris", "Chief", chief.email)], by=chief)
    assert Affiliation.objects.get(pk=tie.pk).state == "claimed"


def test_each_line_with_a_problem_is_named_and_nothing_is_done(agency, chief):
    closed = create_user(email="closed@blueriver.example")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    lines = [
        named("Ada", "Rivera", "ada@blueriver.example"),
        named("", "Rivera", "b@blueriver.example"),
        named("Cy", "Rivera", "not an address"),
        named("Di", "Rivera", "ADA@blueriver.example"),
        named("El", "Rivera", "closed@blueriver.example"),
        named("Fa", "Rivera", "f@blueriver.example", "astronaut"),
        named("Gi", "Rivera"),
        named("gi", " rivera "),
        named("Hu", "Rivera", "h@blueriver.еxample"),
    ]
    problems = [one.problem for one in plan(agency, lines, by=chief)]
    assert [bool(problem) for problem in problems] == [
        False,
        True,
        True,
        True,
        True,
        True,
        False,
        True,
        True,
    ]
    assert problems[3] == "The same as line 1. Delete one of them."
    people = Person.objects.count()
    with pytest.raises(EnrollmentRefused):
        enroll(agency, lines, by=chief)
    assert Person.objects.count() == people


def test_looking_changes_nothing(agency, chief):
    create_person(given_name="Ada")
    before = (User.objects.count(), Person.objects.count(), Affiliation.objects.count())
    plan(agency, [named("Ada", "Rivera", OFFICER), named("Bo", "Quiet")], by=chief)
    assert (User.objects.count(), Person.objects.count(), Affiliation.objects.count()) == before


@pytest.mark.parametrize("number", [1, 3, 200])
def test_two_hundred_take_as_many_statements_as_one(
    agency, chief, number, django_assert_max_num_queries
):
    lines = [named(f"P{n}", "Rivera", f"p{n}@blueriver.example") for n in range(number)]
    began = monotonic()
    with django_assert_max_num_queries(40):
        ties = enroll(agency, lines, by=chief)
    assert len(ties) == number
    assert monotonic() - began < 3
