"""Who works where: claims, what an address proves, what staff decide."""

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError

from accounts import verification
from accounts.addresses import domain_of, validate_agency_domain
from accounts.models import Affiliation, Agency, AgencyDomain, Person, Profession
from tests.people import create_person, create_user

pytestmark = pytest.mark.django_db
OFFICER = "officer@blueriver.example"


def create_agency(*, name="Blue River Police", domain="blueriver.example") -> Agency:
    agency = Agency.objects.create(name=name)
    AgencyDomain.objects.create(agency=agency, domain=domain)
    return agency


def claimed(email: str = OFFICER, *, verified=True, agency_name="Blue River Police"):
    user = create_user(email=email, verified=verified)
    person = Person.objects.get(user=user)
    return verification.claim(person, profession=Profession.POLICE, agency_name=agency_name)


def test_a_claim_finds_the_agency_and_is_one_row_however_it_is_spelled():
    agency = create_agency(domain="elsewhere.example")
    first = claimed(agency_name="  blue   RIVER police ")
    again = verification.claim(
        first.person, profession=Profession.DISPATCH, agency_name="Blue River Police"
    )
    assert again == first == Affiliation.objects.get()
    assert (again.agency, again.agency_name) == (agency, "Blue River Police")
    assert (again.state, again.profession) == ("claimed", "dispatch")


def test_a_claim_of_an_unknown_agency_is_kept_as_typed_and_found_later():
    first = claimed(agency_name="Eastern Jackson Fire")
    assert (first.agency, first.agency_name) == (None, "Eastern Jackson Fire")
    agency = create_agency(name="Eastern Jackson Fire", domain="ejfire.example")
    again = verification.claim(first.person, profession="fire", agency_name="EASTERN JACKSON FIRE")
    assert (again.pk, again.agency) == (first.pk, agency)


@pytest.mark.parametrize("decide", [verification.approve, verification.reject])
def test_what_staff_decided_stays_through_a_new_claim_and_a_fitting_address(decide):
    create_agency()
    affiliation = decide(claimed(), by=create_user(email="staff@example.org"))
    state = affiliation.state
    again = verification.claim(
        affiliation.person, profession="fire", agency_name=affiliation.agency_name
    )
    again = verification.verify_by_domain(again)
    assert again.state == state
    assert again.decided_by.email == "staff@example.org"
    assert again.profession == ("police" if state == "verified" else "fire")


def test_an_address_in_the_agencys_domain_proves_a_claim_at_once():
    create_agency()
    affiliation = claimed()
    assert (affiliation.state, affiliation.method) == ("verified", "domain")
    assert affiliation.email.email == OFFICER
    assert affiliation.decided_at is not None


def test_exactly_the_agencys_domain_verifies():
    create_agency()
    affiliation = verification.verify_by_domain(claimed())
    assert (affiliation.state, affiliation.method) == ("verified", "domain")
    assert affiliation.email.email == OFFICER
    assert affiliation.decided_at is not None
    assert list(Affiliation.objects.valid()) == [affiliation]


@pytest.mark.parametrize(
    "email",
    [
        "officer@mail.blueriver.example",
        "officer@notblueriver.example",
        "officer@blueriver.example.evil.example",
        "officer@blueriver.exаmple",  # a Cyrillic a
        "officer@blue\u00adriver.example",
        '"officer@blueriver.example"@evil.example',
        '"officer"@blueriver.example',
        "officer@blueriver.example.",
    ],
)
def test_e2_no_other_address_verifies(email):
    create_agency()
    affiliation = verification.verify_by_domain(claimed(email))
    assert (affiliation.state, affiliation.method) == ("claimed", "")


def test_e5_an_unconfirmed_address_or_an_agency_switched_off_proves_nothing():
    agency = create_agency()
    affiliation = claimed(verified=False)
    assert verification.verify_by_domain(affiliation).state == "claimed"
    EmailAddress.objects.update(verified=True)
    agency.is_active = False
    agency.save()
    affiliation.refresh_from_db()
    assert verification.verify_by_domain(affiliation).state == "claimed"


def test_e4_a_changed_address_ends_what_it_had_proven():
    create_agency()
    affiliation = verification.verify_by_domain(claimed())
    address = EmailAddress.objects.get()
    address.delete()
    EmailAddress.objects.create(
        user=affiliation.person.user, email="me@example.org", verified=True, primary=True
    )
    assert not Affiliation.objects.valid().exists()
    affiliation.refresh_from_db()
    affiliation = verification.verify_by_domain(affiliation)
    assert (affiliation.state, affiliation.method, affiliation.decided_at) == ("claimed", "", None)


def test_a_person_without_a_login_is_decided_by_staff_alone():
    create_agency()
    person = create_person(contact_email=OFFICER)
    affiliation = verification.claim(person, profession="police", agency_name="Blue River Police")
    assert verification.verify_by_domain(affiliation).state == "claimed"


@pytest.mark.parametrize("domain", ["gmail.com", "Outlook.com", "police", "a@b.example", "-x.gov"])
def test_a_domain_that_proves_nothing_is_refused(domain):
    with pytest.raises(ValidationError):
        validate_agency_domain(domain)


def test_the_domain_of_an_address():
    assert domain_of("Officer@BlueRiver.Example") == "blueriver.example"
    assert domain_of("o'brien+class@police.example.gov") == "police.example.gov"
    assert domain_of("@example.org") is domain_of("a@b@example.org") is None
