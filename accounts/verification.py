"""Who works where: what proves a person's tie to an agency, and who decides it.

The ladder: a claim proves nothing (L0); an address in a domain of the agency (L1); a code of the
agency, or its coordinator's word (L2); a document that was seen (L3). What is proven holds for a
year, is bound to one mail address, and ends with it (accounts/lapsing.py).
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import agencies, renewals
from accounts.addresses import domain_of
from accounts.models import Affiliation, Agency, AgencyDomain, Level, Person, User
from accounts.proofs import VerificationRefused, end, move, note, stamp, verify

State, Method = Affiliation.State, Affiliation.Method


@transaction.atomic
def claim(
    person: Person,
    *,
    profession: str,
    agency_name: str,
    ties: Collection[Affiliation] | None = None,
) -> Affiliation:
    """`person` says that they work at `agency_name` (any case, any spacing).

    A confirmed address in the agency's domain proves it at once. Said again it is the same row,
    in the state it had. The profession (its code) can be corrected until the row is verified:
    what was verified is that profession at that agency. An unknown agency is asked for. `ties`:
    all of the person's, if already read.
    """
    agency, domains = _agency_named(agency_name, by=person.user)
    affiliation = _among(_ties(person) if ties is None else ties, agency)
    if affiliation is None:
        return _first_claim(person, profession, agency, _address_in(domains, person))
    if affiliation.state == State.VERIFIED:
        return affiliation
    affiliation.profession_id = profession
    affiliation.save(update_fields=["profession"])
    return _claim_again(affiliation)


def _first_claim(
    person: Person, profession: str, agency: Agency, address: EmailAddress | None
) -> Affiliation:
    new = Affiliation(person=person, agency=agency, profession_id=profession)
    if address:
        stamp(new, Method.DOMAIN, address)
        new.state, new.decided_at = State.VERIFIED, timezone.now()
    # Another tab may have been faster; then its row is read.
    Affiliation.objects.bulk_create([new], ignore_conflicts=True)
    affiliation = _among(_ties(person), agency)
    note(affiliation, "", None, "")
    return affiliation


def _claim_again(affiliation: Affiliation) -> Affiliation:
    """What ran out, or was left behind, is a claim again; a standing address gets a mail to prove
    itself anew, a new one has just been proven. What staff refused or ended stays."""
    if affiliation.state in (State.EXPIRED, State.TRANSFERRED):
        move(affiliation, State.CLAIMED, by=None)
        if renewals.ask(affiliation):
            return affiliation
    return verify_by_domain(affiliation)


def _agency_named(name: str, by: User | None) -> tuple[Agency, set[str]]:
    """The agency of this name, and the domains whose addresses prove work there."""
    found = Agency.objects.named(name).annotate(
        domain=F("domains__domain"), proof=F("domains__proof")
    )
    rows = list(found)
    if not rows:
        return agencies.ask_for(name, by=by), set()
    automatic = AgencyDomain.Proof.AUTOMATIC
    listed = {row.domain for row in rows if row.domain and row.proof == automatic}
    return rows[0], listed if rows[0].is_active else set()


def _ties(person: Person) -> QuerySet[Affiliation]:
    return person.affiliations.select_related("agency", "email", "profession")


def _among(ties: Iterable[Affiliation], agency: Agency) -> Affiliation | None:
    return next((tie for tie in ties if tie.agency_id == agency.pk), None)


@transaction.atomic
def verify_by_domain(affiliation: Affiliation) -> Affiliation:
    """Verified where a confirmed address of the person has exactly a domain of the agency.

    Only a claim: what has run out is renewed by a mail to the address (accounts/lapsing.py), and
    what a person decided stays as it is.
    """
    if affiliation.state != State.CLAIMED:
        return affiliation
    address = _address_in(_automatic(affiliation.agency), affiliation.person)
    if address:
        verify(affiliation, Method.DOMAIN, by=None, address=address)
    return affiliation


def _automatic(agency: Agency) -> set[str]:
    """The domains whose addresses prove by themselves that someone works at `agency`."""
    rows = agency.domains.filter(proof=AgencyDomain.Proof.AUTOMATIC) if agency.is_active else ()
    return {row.domain for row in rows}


@transaction.atomic
def approve(
    affiliation: Affiliation,
    *,
    by: User,
    method: str = Method.STAFF,
    valid_until: datetime | None = None,
    reason: str = "",
    tell: bool = True,
) -> Affiliation:
    """Staff confirm that the person works there: the agency said so, or a document showed it.

    `tell`: whether the person gets a mail; who gets one about a place is told by that. The
    document is destroyed. With FOUR_EYES the highest level takes two verifiers: the first one
    leaves it in review.
    """
    not_oneself(affiliation, by)
    if affiliation.agency.status == Agency.Status.ASKED:
        agencies.accept(affiliation.agency, by=by)
    takes_two = method == Method.DOCUMENT and settings.FOUR_EYES
    if takes_two and affiliation.first_by_id in (None, by.pk):
        return _looked_first(affiliation, by, reason)
    return verify(affiliation, method, by=by, reason=reason, valid_until=valid_until, tell=tell)


def _looked_first(affiliation: Affiliation, by: User, reason: str) -> Affiliation:
    affiliation.first_by = by
    if affiliation.state == State.IN_REVIEW:
        affiliation.save(update_fields=["first_by"])
        return affiliation
    move(affiliation, State.IN_REVIEW, by=by, reason=reason)
    return affiliation


@transaction.atomic
def reject(
    affiliation: Affiliation, *, by: User, reason: str = "", tell: bool = True
) -> Affiliation:
    """Staff could not confirm it; what was sent as proof is destroyed. What holds is revoked."""
    not_oneself(affiliation, by)
    if affiliation.state == State.VERIFIED:
        return revoke(affiliation, by=by, reason=reason)
    if affiliation.state == State.REJECTED:
        return affiliation
    affiliation.first_by = None
    return end(affiliation, State.REJECTED, by, reason, tell=tell)


@transaction.atomic
def revoke(affiliation: Affiliation, *, by: User | None, reason: str) -> Affiliation:
    """The person left the agency, or must not count any more."""
    if affiliation.state == State.REVOKED:
        return affiliation
    return end(affiliation, State.REVOKED, by, reason)


@transaction.atomic
def expire(affiliation: Affiliation, *, reason: str) -> Affiliation:
    """Time ran out, or the address that it was bound to is gone."""
    return end(affiliation, State.EXPIRED, None, reason)


@transaction.atomic
def transfer(affiliation: Affiliation, *, by: User, agency: Agency, reason: str) -> Affiliation:
    """The person works at `agency` now: the old tie ends, and a claim there begins.

    Their history stays theirs. Raises VerificationRefused where nothing is verified to transfer.
    """
    if affiliation.state != State.VERIFIED:
        raise VerificationRefused(_("Only a verified tie can move to another agency."))
    end(affiliation, State.TRANSFERRED, by, reason)
    return claim(affiliation.person, profession=affiliation.profession_id, agency_name=agency.name)


@transaction.atomic
def ask_review(affiliation: Affiliation, *, by: User | None) -> Affiliation:
    """A document was sent: a verifier has to look."""
    if affiliation.state in (State.IN_REVIEW, State.VERIFIED):
        return affiliation
    move(affiliation, State.IN_REVIEW, by=by)
    return affiliation


@transaction.atomic
def use_code(person: Person, *, code: str, profession: str) -> Affiliation | None:
    """`person` typed a code of an agency: it proves that they work there, and is counted.

    None for a code that does not work. Whom staff or the agency has turned away gets a second
    look instead: a code may have been passed on.
    """
    known = agencies.take_code(code)
    if known is None:
        return None
    tie = claim(person, profession=profession, agency_name=known.agency.name)
    if tie.is_valid and tie.level >= Level.VOUCHED:
        return tie
    if tie.state in (State.REJECTED, State.REVOKED):
        move(tie, State.IN_REVIEW, by=person.user, reason=_("Typed a code of the agency."))
        return tie
    return verify(tie, Method.CODE, by=person.user)


@transaction.atomic
def renew_by_address(affiliation: Affiliation) -> Affiliation:
    """The address that it is bound to was proven anew: verified by it for another year."""
    if domain_of(affiliation.address) not in _automatic(affiliation.agency):
        raise VerificationRefused(_("This address does not prove by itself who works there."))
    return verify(affiliation, Method.DOMAIN, by=None, address=affiliation.email)


def not_oneself(affiliation: Affiliation, by: User) -> None:
    """VerificationRefused where `by` would decide about themselves."""
    if affiliation.person.user_id == by.pk:
        raise VerificationRefused(_("Nobody decides about themselves. Ask a colleague."))


def _address_in(domains: set[str], person: Person) -> EmailAddress | None:
    """A confirmed address of this person, in exactly one of `domains`."""
    if not domains or person.user_id is None:
        return None
    addresses = EmailAddress.objects.filter(user_id=person.user_id, verified=True).order_by("pk")
    return next((a for a in addresses if domain_of(a.email) in domains), None)
