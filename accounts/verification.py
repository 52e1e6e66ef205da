"""Who works where: the only writer of what is proven of a person's tie to an agency.

The ladder: a claim proves nothing (L0); an address in a domain of the agency (L1); a code of the
agency, or its coordinator's word (L2); a document that was seen (L3). What is proven holds for a
year, is bound to one mail address, and ends with it (accounts/lapsing.py).
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import agencies, evidence, renewals
from accounts.addresses import domain_of
from accounts.listeners import tell_standing
from accounts.models import (
    Affiliation,
    AffiliationChange,
    Agency,
    AgencyDomain,
    Level,
    Person,
    User,
)
from mail.outbox import queue

State, Method = Affiliation.State, Affiliation.Method
VALID_FOR = timedelta(days=365)
LEVELS = {
    Method.DOMAIN: Level.ADDRESS,
    Method.CODE: Level.VOUCHED,
    Method.VOUCH: Level.VOUCHED,
    Method.STAFF: Level.VOUCHED,
    Method.DOCUMENT: Level.DOCUMENT,
}
# From which state to which. What staff ended or refused is decided anew by a person alone.
ALLOWED = {
    "": (State.CLAIMED, State.VERIFIED),
    State.CLAIMED: (State.IN_REVIEW, State.VERIFIED, State.REJECTED, State.REVOKED),
    State.IN_REVIEW: (State.CLAIMED, State.VERIFIED, State.REJECTED, State.REVOKED),
    State.VERIFIED: (State.VERIFIED, State.EXPIRED, State.REVOKED, State.TRANSFERRED),
    State.REJECTED: (State.IN_REVIEW, State.VERIFIED),
    State.EXPIRED: (State.CLAIMED, State.IN_REVIEW, State.VERIFIED, State.REVOKED),
    State.REVOKED: (State.IN_REVIEW, State.VERIFIED),
    State.TRANSFERRED: (State.CLAIMED, State.IN_REVIEW, State.VERIFIED),
}


class VerificationRefused(Exception):
    """Why not, in a sentence for the person who asked."""


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
        _stamp(new, Method.DOMAIN, address)
        new.state, new.decided_at = State.VERIFIED, timezone.now()
    # Another tab may have been faster; then its row is read.
    Affiliation.objects.bulk_create([new], ignore_conflicts=True)
    affiliation = _among(_ties(person), agency)
    _note(affiliation, "", None, "")
    return affiliation


def _claim_again(affiliation: Affiliation) -> Affiliation:
    """What ran out, or was left behind, is a claim again; a standing address gets a mail to prove
    itself anew, a new one has just been proven. What staff refused or ended stays."""
    if affiliation.state in (State.EXPIRED, State.TRANSFERRED):
        _move(affiliation, State.CLAIMED, by=None)
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
        _verify(affiliation, Method.DOMAIN, by=None, address=address)
    return affiliation


def _automatic(agency: Agency) -> set[str]:
    """The domains whose addresses prove by themselves that someone works at `agency`."""
    rows = agency.domains.filter(proof=AgencyDomain.Proof.AUTOMATIC) if agency.is_active else ()
    return {row.domain for row in rows}


def is_own_address(agency: Agency, address: str) -> bool:
    """Whether `address` lies in a listed domain of `agency`, automatic or manual."""
    domain = domain_of(address)
    return domain is not None and agency.domains.filter(domain=domain).exists()


@transaction.atomic
def vouch(affiliation: Affiliation, *, by: User, reason: str = "") -> Affiliation:
    """A coordinator of the agency says that the person works there.

    Counts where their address lies in a domain of the agency, or where they have no login and so
    see nothing; for another address a verifier looks too (the tie waits for that). Nobody
    vouches for themselves.
    """
    _not_oneself(affiliation, by)
    if not agencies.coordinates(by, affiliation.agency):
        raise VerificationRefused(_("Only a training coordinator of this agency may say so."))
    if affiliation.is_valid and affiliation.level >= Level.VOUCHED:
        return affiliation
    user = affiliation.person.user
    if user and not is_own_address(affiliation.agency, user.email):
        if affiliation.state not in (State.CLAIMED, State.IN_REVIEW, State.VERIFIED):
            _move(affiliation, State.IN_REVIEW, by=by, reason=reason)
        elif affiliation.state != State.VERIFIED:
            _note(affiliation, affiliation.state, by, _("Vouched for by the agency."))
        return affiliation
    return _verify(affiliation, Method.VOUCH, by=by, reason=reason)


@transaction.atomic
def approve(
    affiliation: Affiliation,
    *,
    by: User,
    method: str = Method.STAFF,
    valid_until: datetime | None = None,
    reason: str = "",
) -> Affiliation:
    """Staff confirm that the person works there: the agency said so, or a document showed it.

    The document is destroyed. With FOUR_EYES the highest level takes two verifiers: the first one
    leaves it in review.
    """
    _not_oneself(affiliation, by)
    if affiliation.agency.status == Agency.Status.ASKED:
        agencies.accept(affiliation.agency, by=by)
    takes_two = method == Method.DOCUMENT and settings.FOUR_EYES
    if takes_two and affiliation.first_by_id in (None, by.pk):
        return _looked_first(affiliation, by, reason)
    return _verify(affiliation, method, by=by, reason=reason, valid_until=valid_until)


def _looked_first(affiliation: Affiliation, by: User, reason: str) -> Affiliation:
    affiliation.first_by = by
    if affiliation.state == State.IN_REVIEW:
        affiliation.save(update_fields=["first_by"])
        return affiliation
    _move(affiliation, State.IN_REVIEW, by=by, reason=reason)
    return affiliation


@transaction.atomic
def reject(affiliation: Affiliation, *, by: User, reason: str = "") -> Affiliation:
    """Staff could not confirm it; what was sent as proof is destroyed. What holds is revoked."""
    _not_oneself(affiliation, by)
    if affiliation.state == State.VERIFIED:
        return revoke(affiliation, by=by, reason=reason)
    if affiliation.state == State.REJECTED:
        return affiliation
    affiliation.first_by = None
    if State.REJECTED not in ALLOWED[affiliation.state]:
        _move(affiliation, State.IN_REVIEW, by=by)
    return _end(affiliation, State.REJECTED, by, reason)


@transaction.atomic
def revoke(affiliation: Affiliation, *, by: User | None, reason: str) -> Affiliation:
    """The person left the agency, or must not count any more."""
    if affiliation.state == State.REVOKED:
        return affiliation
    return _end(affiliation, State.REVOKED, by, reason)


@transaction.atomic
def expire(affiliation: Affiliation, *, reason: str) -> Affiliation:
    """Time ran out, or the address that it was bound to is gone."""
    return _end(affiliation, State.EXPIRED, None, reason)


@transaction.atomic
def transfer(affiliation: Affiliation, *, by: User, agency: Agency, reason: str) -> Affiliation:
    """The person works at `agency` now: the old tie ends, and a claim there begins.

    Their history stays theirs. Raises VerificationRefused where nothing is verified to transfer.
    """
    if affiliation.state != State.VERIFIED:
        raise VerificationRefused(_("Only a verified tie can move to another agency."))
    _end(affiliation, State.TRANSFERRED, by, reason)
    return claim(affiliation.person, profession=affiliation.profession_id, agency_name=agency.name)


@transaction.atomic
def ask_review(affiliation: Affiliation, *, by: User | None) -> Affiliation:
    """A document was sent: a verifier has to look."""
    if affiliation.state in (State.IN_REVIEW, State.VERIFIED):
        return affiliation
    _move(affiliation, State.IN_REVIEW, by=by)
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
        _move(tie, State.IN_REVIEW, by=person.user, reason=_("Typed a code of the agency."))
        return tie
    return _verify(tie, Method.CODE, by=person.user)


@transaction.atomic
def renew_by_address(affiliation: Affiliation) -> Affiliation:
    """The address that it is bound to was proven anew: verified by it for another year."""
    if domain_of(affiliation.address) not in _automatic(affiliation.agency):
        raise VerificationRefused(_("This address does not prove by itself who works there."))
    return _verify(affiliation, Method.DOMAIN, by=None, address=affiliation.email)


# --- how it is written ------------------------------------------------------------------------


def _verify(
    affiliation: Affiliation,
    method: str,
    *,
    by: User | None,
    reason: str = "",
    address: EmailAddress | None = None,
    valid_until: datetime | None = None,
) -> Affiliation:
    _stamp(affiliation, method, address or _primary(affiliation.person), valid_until)
    change = _move(affiliation, State.VERIFIED, by=by, reason=reason)
    evidence.destroy(affiliation)
    if by and by.pk != affiliation.person.user_id:
        _tell(affiliation, "verified", change)
    tell_standing([affiliation])
    return affiliation


def _stamp(
    affiliation: Affiliation,
    method: str,
    address: EmailAddress | None,
    valid_until: datetime | None = None,
) -> None:
    """What is proven, how, until when, and the address that it is bound to."""
    affiliation.method, affiliation.level = method, LEVELS[method]
    affiliation.email, affiliation.address = address, address.email if address else ""
    affiliation.valid_until = valid_until or timezone.now() + VALID_FOR
    affiliation.first_by = affiliation.warned_days = None


def _end(affiliation: Affiliation, state: str, by: User | None, reason: str) -> Affiliation:
    affiliation.level = Level.CLAIMED
    change = _move(affiliation, state, by=by, reason=reason)
    evidence.destroy(affiliation)
    if by and by.pk != affiliation.person.user_id:
        _tell(affiliation, "rejected" if state == State.REJECTED else "left", change)
    tell_standing([affiliation])
    return affiliation


def _tell(affiliation: Affiliation, kind: str, change: AffiliationChange) -> None:
    """Tells the person what somebody has decided about them; nobody without an address."""
    if affiliation.person.contact_email:
        key = f"affiliation-change/{change.pk}"
        queue(renewals.mail(affiliation, kind, key=key, reason=change.reason))


def _move(
    affiliation: Affiliation, state: str, *, by: User | None, reason: str = ""
) -> AffiliationChange:
    origin = affiliation.state
    if state not in ALLOWED[origin]:
        raise VerificationRefused(
            _("This cannot be done: the tie is now “%(state)s”.")
            % {"state": affiliation.get_state_display()}
        )
    affiliation.state = state
    decides = state not in Affiliation.WAITING
    affiliation.decided_by = by if decides else None
    affiliation.decided_at = timezone.now() if decides else None
    affiliation.save()
    return _note(affiliation, origin, by, reason)


def _note(affiliation: Affiliation, origin: str, by: User | None, reason: str) -> AffiliationChange:
    return AffiliationChange.objects.create(
        affiliation=affiliation,
        by=by,
        from_state=origin,
        to_state=affiliation.state,
        level=affiliation.level,
        method=affiliation.method,
        reason=reason,
    )


def _not_oneself(affiliation: Affiliation, by: User) -> None:
    if affiliation.person.user_id == by.pk:
        raise VerificationRefused(_("Nobody decides about themselves. Ask a colleague."))


def _primary(person: Person) -> EmailAddress | None:
    """The address that the person signs in with; None for someone without a login."""
    if person.user_id is None:
        return None
    return EmailAddress.objects.filter(user_id=person.user_id, primary=True).first()


def _address_in(domains: set[str], person: Person) -> EmailAddress | None:
    """A confirmed address of this person, in exactly one of `domains`."""
    if not domains or person.user_id is None:
        return None
    addresses = EmailAddress.objects.filter(user_id=person.user_id, verified=True).order_by("pk")
    return next((a for a in addresses if domain_of(a.email) in domains), None)
