"""A training coordinator's word, for one colleague or a list of them with as few statements."""

from collections.abc import Sequence

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import agencies, evidence
from accounts.addresses import domain_of
from accounts.listeners import tell_standing
from accounts.models import Affiliation, Agency, Level, User
from accounts.proofs import VerificationRefused, move_in_memory, note_all, stamp, tell_all
from accounts.verification import not_oneself

State, Method = Affiliation.State, Affiliation.Method
WRITTEN = (
    "state level method email address decided_by first_by decided_at valid_until warned_days"
).split()


def vouch(affiliation: Affiliation, *, by: User, reason: str = "") -> Affiliation:
    """A coordinator of the agency says that the person works there; see vouch_all.

    Raises VerificationRefused: nobody vouches for themselves, or for another agency.
    """
    not_oneself(affiliation, by)
    vouch_all([affiliation], by=by, reason=reason)
    return affiliation


@transaction.atomic
def vouch_all(
    ties: Sequence[Affiliation], *, by: User, reason: str = "", tell: bool = True
) -> None:
    """The same for many ties of one agency, all of them or, where it refuses, none.

    It counts where the address to sign in with lies in a domain of the agency, or where someone
    has no login and so sees nothing. For another address a verifier looks too: the tie waits.
    `tell`: whether each person is told; who has just been registered gets that mail instead.
    """
    if not ties:
        return
    agency = ties[0].agency
    if not agencies.coordinates(by, agency):
        raise VerificationRefused(_("Only a training coordinator of this agency may say so."))
    locked = Affiliation.objects.select_for_update().filter(pk__in=[tie.pk for tie in ties])
    states = dict(locked.values_list("pk", "state"))
    due = [tie for tie in ties if _is_due(tie, by, states)]
    domains, addresses = listed_domains(agency), _addresses(due)
    counted, waiting = [], []
    for tie in due:
        address = addresses.get(tie.person_id)
        if tie.person.user_id and domain_of(address.email if address else "") not in domains:
            waiting.append(tie)
        else:
            stamp(tie, Method.VOUCH, address)
            counted.append(tie)
    _write(counted, State.VERIFIED, by, reason, tell=tell)
    stays = [tie for tie in waiting if tie.state in (State.CLAIMED, State.VERIFIED)]
    note_all([(tie, tie.state) for tie in stays], by, _("Vouched for by the agency."))
    _write([tie for tie in waiting if tie not in stays], State.IN_REVIEW, by, reason, tell=False)
    tell_standing(counted)


def listed_domains(agency: Agency) -> set[str]:
    """The domains of the agency, automatic and manual: for them its coordinator's word counts."""
    return set(agency.domains.values_list("domain", flat=True))


def _is_due(tie: Affiliation, by: User, states: dict[int, str]) -> bool:
    tie.state = states[tie.pk]
    own = tie.person.user_id == by.pk
    return not own and not (tie.is_valid and tie.level >= Level.VOUCHED)


def _addresses(ties: Sequence[Affiliation]) -> dict[int, EmailAddress]:
    """By person, the address that they sign in with."""
    users = {tie.person.user_id: tie.person_id for tie in ties if tie.person.user_id}
    rows = EmailAddress.objects.filter(user__in=users, primary=True)
    return {users[row.user_id]: row for row in rows}


def _write(ties: Sequence[Affiliation], state: str, by: User, reason: str, *, tell: bool) -> None:
    if not ties:
        return
    origins = [(tie, tie.state) for tie in ties]
    for tie in ties:
        move_in_memory(tie, state, by)
    Affiliation.objects.bulk_update(ties, WRITTEN)
    changes = note_all(origins, by, reason)
    evidence.destroy(*ties)
    if tell:
        tell_all("verified", changes)
