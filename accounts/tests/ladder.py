"""People and agencies for the tests of who works where."""

from accounts import agencies, verification
from accounts.models import Affiliation, Agency, AgencyDomain, Person, User
from tests.people import create_user

OFFICER = "officer@blueriver.example"


def create_agency(
    *, name: str = "Blue River Police", domain: str = "blueriver.example", manual: bool = False
) -> Agency:
    """An agency; its domain proves work there by itself unless `manual`."""
    agency = Agency.objects.create(name=name)
    if domain:
        proof = AgencyDomain.Proof.MANUAL if manual else AgencyDomain.Proof.AUTOMATIC
        AgencyDomain.objects.create(agency=agency, domain=domain, proof=proof)
    return agency


def claimed(
    email: str = OFFICER, *, verified: bool = True, agency: str = "Blue River Police"
) -> Affiliation:
    """What someone who signs in with `email` has said of themselves."""
    user = create_user(email=email, verified=verified)
    person = Person.objects.select_related("user").get(user=user)
    return verification.claim(person, profession="police", agency_name=agency)


def create_chief(agency: Agency, *, email: str = "chief@blueriver.example") -> User:
    """A training coordinator of `agency`."""
    user = create_user(email=email, given_name="Chris", family_name="Chief")
    agencies.appoint(agency, user=user, by=user)
    return user


def read(tie: Affiliation) -> Affiliation:
    """The tie as the next request reads it."""
    return Affiliation.objects.with_proof().get(pk=tie.pk)
