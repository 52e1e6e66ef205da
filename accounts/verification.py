"""Who works where: a person claims it, a mail domain proves it, or staff decide."""

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.utils import timezone

from accounts.addresses import domain_of
from accounts.models import Affiliation, Agency, AgencyDomain, Person, User

State, Method = Affiliation.State, Affiliation.Method


def claim(person: Person, *, profession: str, agency_name: str) -> Affiliation:
    """`person` says that they work at `agency_name` (any case, any spacing).

    Said again it is the same row, in the state it had. The profession can be corrected until the
    row is verified: what was verified is that profession at that agency.
    """
    name = " ".join(agency_name.split())
    agency = Agency.objects.named(name).first()
    name = agency.name if agency else name
    same = Q(agency_name__iexact=name) | (Q(agency=agency) if agency else Q(pk=None))
    affiliation = Affiliation.objects.filter(same, person=person).first()
    if affiliation is None:
        affiliation, _created = Affiliation.objects.get_or_create(
            person=person,
            agency_name__iexact=name,
            defaults={"agency_name": name, "agency": agency, "profession": profession},
        )
    if affiliation.state != State.VERIFIED:
        affiliation.profession = profession
        affiliation.agency = agency or affiliation.agency
        affiliation.save(update_fields=["profession", "agency"])
    return affiliation


def verify_by_domain(affiliation: Affiliation) -> Affiliation:
    """Verified where a confirmed address of the person has exactly a domain of the agency.

    What staff decided stays as it is. A row that an address had proven falls back to "claimed"
    once that address is gone and no other takes its place.
    """
    by_staff = affiliation.decided_by_id is not None
    if by_staff or affiliation.state in (State.REJECTED, State.REVOKED):
        return affiliation
    address = _proof(affiliation)
    affiliation.state = State.VERIFIED if address else State.CLAIMED
    affiliation.method = Method.DOMAIN if address else Method.NONE
    if address is None or address.pk != affiliation.email_id:
        affiliation.decided_at = timezone.now() if address else None
    affiliation.email = address
    affiliation.save(update_fields=["state", "method", "email", "decided_at"])
    return affiliation


def approve(affiliation: Affiliation, *, by: User) -> Affiliation:
    """Staff confirm that the person works there."""
    return _decide(affiliation, State.VERIFIED, Method.STAFF, by)


def reject(affiliation: Affiliation, *, by: User) -> Affiliation:
    """Staff could not confirm it."""
    return _decide(affiliation, State.REJECTED, Method.NONE, by)


def _decide(affiliation: Affiliation, state: str, method: str, by: User) -> Affiliation:
    affiliation.state, affiliation.method = state, method
    affiliation.decided_by, affiliation.decided_at = by, timezone.now()
    affiliation.save(update_fields=["state", "method", "decided_by", "decided_at"])
    return affiliation


def _proof(affiliation: Affiliation) -> EmailAddress | None:
    """A confirmed address of this person in a domain of this agency."""
    user_id = affiliation.person.user_id
    if affiliation.agency_id is None or user_id is None or not affiliation.agency.is_active:
        return None
    listed = AgencyDomain.objects.filter(agency=affiliation.agency_id)
    domains = set(listed.values_list("domain", flat=True))
    addresses = EmailAddress.objects.filter(user_id=user_id, verified=True).order_by("pk")
    return next((a for a in addresses if domain_of(a.email) in domains), None)
