"""How a person's tie to an agency changes: the only writer of what is proven, and of its history.

The verbs that decide it are in verification.py; here stand the table of allowed moves, what a
proof is worth, and what follows from a change: history, mail, and whoever listens.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import evidence, renewals
from accounts.listeners import tell_standing
from accounts.models import Affiliation, AffiliationChange, Level, Person, User
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
    State.EXPIRED: (
        State.CLAIMED,
        State.IN_REVIEW,
        State.VERIFIED,
        State.REJECTED,
        State.REVOKED,
    ),
    State.REVOKED: (State.IN_REVIEW, State.VERIFIED, State.REJECTED),
    State.TRANSFERRED: (State.CLAIMED, State.IN_REVIEW, State.VERIFIED, State.REJECTED),
}


class VerificationRefused(Exception):
    """Why not, in a sentence for the person who asked."""


def verify(
    affiliation: Affiliation,
    method: str,
    *,
    by: User | None,
    reason: str = "",
    address: EmailAddress | None = None,
    valid_until: datetime | None = None,
    tell: bool = True,
) -> Affiliation:
    """Proven by `method`, in the state that follows, with its line, its mail, and who listens."""
    stamp(affiliation, method, address or primary(affiliation.person), valid_until)
    change = move(affiliation, State.VERIFIED, by=by, reason=reason)
    evidence.destroy(affiliation)
    if tell and by and by.pk != affiliation.person.user_id:
        tell_all("verified", [change])
    tell_standing([affiliation])
    return affiliation


def stamp(
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


def end(
    affiliation: Affiliation, state: str, by: User | None, reason: str, *, tell: bool = True
) -> Affiliation:
    """It counts no more: its line in the history, the person's mail, and who listens."""
    affiliation.level = Level.CLAIMED
    change = move(affiliation, state, by=by, reason=reason)
    evidence.destroy(affiliation)
    if tell and by and by.pk != affiliation.person.user_id:
        tell_all("rejected" if state == State.REJECTED else "left", [change])
    tell_standing([affiliation])
    return affiliation


def primary(person: Person) -> EmailAddress | None:
    """The address that the person signs in with; None for someone without a login."""
    if person.user_id is None:
        return None
    return EmailAddress.objects.filter(user_id=person.user_id, primary=True).first()


def move(
    affiliation: Affiliation, state: str, *, by: User | None, reason: str = ""
) -> AffiliationChange:
    """To `state`, with its line in the history; VerificationRefused if it has moved meanwhile."""
    origin = affiliation.state
    locked = Affiliation.objects.select_for_update().filter(pk=affiliation.pk, state=origin)
    move_in_memory(affiliation, state, by)
    if not locked.values_list("pk").first():
        raise VerificationRefused(_("Somebody else has decided this meanwhile. Please look again."))
    affiliation.save()
    return note(affiliation, origin, by, reason)


def move_in_memory(affiliation: Affiliation, state: str, by: User | None) -> None:
    """The columns of the move; the caller writes them. VerificationRefused: no such move."""
    if state not in ALLOWED[affiliation.state]:
        raise VerificationRefused(
            _("This cannot be done: the tie is now “%(state)s”.")
            % {"state": affiliation.get_state_display()}
        )
    affiliation.state = state
    decides = state not in Affiliation.WAITING
    affiliation.decided_by = by if decides else None
    affiliation.decided_at = timezone.now() if decides else None


def note(affiliation: Affiliation, origin: str, by: User | None, reason: str) -> AffiliationChange:
    """One line of the history."""
    return note_all([(affiliation, origin)], by, reason)[0]


def note_all(
    moved: Sequence[tuple[Affiliation, str]], by: User | None, reason: str
) -> list[AffiliationChange]:
    """A line for each tie and the state it came from, in one statement."""
    return AffiliationChange.objects.bulk_create(
        AffiliationChange(
            affiliation=tie,
            by=by,
            from_state=origin,
            to_state=tie.state,
            level=tie.level,
            method=tie.method,
            reason=reason,
        )
        for tie, origin in moved
    )


def tell_all(kind: str, changes: Sequence[AffiliationChange]) -> None:
    """Tells people what somebody has decided about them; nobody without an address."""
    queue(
        *(
            renewals.mail(
                change.affiliation,
                kind,
                key=f"affiliation-change/{change.pk}",
                reason=change.reason,
            )
            for change in changes
            if change.affiliation.person.contact_email
        )
    )
