"""Who works where: a person claims it, a mail domain proves it, or staff decide."""

from collections.abc import Collection, Iterable

from allauth.account.models import EmailAddress
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.addresses import domain_of
from accounts.models import Affiliation, Agency, Person, User

State, Method = Affiliation.State, Affiliation.Method


def claim(
    person: Person,
    *,
    profession: str,
    agency_name: str,
    ties: Collection[Affiliation] | None = None,
) -> Affiliation:
    """`person` says that they work at `agency_name` (any case, any spacing).

    A confirmed address in the agency's domain proves it at once. Said again it is the same row,
    in the state it had. The profession can be corrected until the row is verified: what was
    verified is that profession at that agency. `ties`: all of the person's, if already read.
    """
    name = " ".join(agency_name.split())
    agency, domains = _agency_named(name)
    name = agency.name if agency else name
    affiliation = _among(_ties(person) if ties is None else ties, agency, name)
    if affiliation is None:
        new = Affiliation(person=person, agency=agency, agency_name=name, profession=profession)
        _note_proof(new, _address_in(domains, person))
        # Another tab may have been faster; then its row is read.
        Affiliation.objects.bulk_create([new], ignore_conflicts=True)
        return _among(_ties(person), agency, name)
    if affiliation.state == State.VERIFIED:
        return affiliation
    affiliation.profession = profession
    affiliation.agency = agency or affiliation.agency
    affiliation.save(update_fields=["profession", "agency"])
    return verify_by_domain(affiliation)


def _agency_named(name: str) -> tuple[Agency | None, set[str]]:
    """The active agency of this name, and the domains whose addresses prove work there."""
    agencies = Agency.objects.named(name).annotate(domain=F("domains__domain"))
    rows = list(agencies)
    return (rows[0] if rows else None), {row.domain for row in rows if row.domain}


def _ties(person: Person) -> QuerySet[Affiliation]:
    return person.affiliations.select_related("agency", "email")


def _among(ties: Iterable[Affiliation], agency: Agency | None, name: str) -> Affiliation | None:
    """The one tie to this agency, by its row or by the name as it was typed."""
    found = (
        tie
        for tie in ties
        if tie.agency_name.casefold() == name.casefold() or (agency and tie.agency == agency)
    )
    return next(found, None)


def verify_by_domain(affiliation: Affiliation) -> Affiliation:
    """Verified where a confirmed address of the person has exactly a domain of the agency.

    What staff decided stays as it is. A row that an address had proven falls back to "claimed"
    once that address is gone and no other takes its place.
    """
    by_staff = affiliation.decided_by_id is not None
    if by_staff or affiliation.state in (State.REJECTED, State.REVOKED):
        return affiliation
    agency = affiliation.agency
    listed = agency.domains.all() if agency and agency.is_active else []
    _note_proof(affiliation, _address_in({row.domain for row in listed}, affiliation.person))
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


def _note_proof(affiliation: Affiliation, address: EmailAddress | None) -> None:
    affiliation.state = State.VERIFIED if address else State.CLAIMED
    affiliation.method = Method.DOMAIN if address else Method.NONE
    if address is None or address.pk != affiliation.email_id:
        affiliation.decided_at = timezone.now() if address else None
    affiliation.email = address


def _address_in(domains: set[str], person: Person) -> EmailAddress | None:
    """A confirmed address of this person, in exactly one of `domains`."""
    if not domains or person.user_id is None:
        return None
    addresses = EmailAddress.objects.filter(user_id=person.user_id, verified=True).order_by("pk")
    return next((a for a in addresses if domain_of(a.email) in domains), None)
