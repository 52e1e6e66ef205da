"""Two rows for one person: found, looked at side by side, and made one; history is kept.

What hangs on a person lies in apps above; each registers what it does and why it cannot.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.colleagues import fold
from accounts.listeners import tell_standing
from accounts.models import Affiliation, Person, PersonMerge, User

Check = Callable[[Person, Person], list[str]]
Move = Callable[[Person, Person], dict[str, int]]
_followers: list[tuple[Check, Move]] = []


class MergeRefused(Exception):
    """Why the two cannot be made one, in a sentence for staff."""


@dataclass
class Foreseen:
    """What a merge would do: `moves` in sentences, or `stops` that speak against it."""

    moves: list[str] = field(default_factory=list)
    stops: list[str] = field(default_factory=list)


def when_people_merge(check: Check, move: Move) -> None:
    """Registers who says why two people cannot be one, and who moves what hangs on the second."""
    if (check, move) not in _followers:
        _followers.append((check, move))


def duplicates() -> list[list[Person]]:
    """Groups of people of the same name at the same agency, by name; two statements."""
    ties = Affiliation.objects.filter(person__merged_into=None).select_related("person__user")
    groups: dict[tuple, dict[int, Person]] = defaultdict(dict)
    for tie in ties.select_related("agency"):
        groups[_same(tie)][tie.person_id] = tie.person
    found = {tuple(sorted(people)): list(people.values()) for people in groups.values()}
    return [people for _keys, people in sorted(found.items()) if len(people) > 1]


def _same(tie: Affiliation) -> tuple[str, int]:
    return fold(tie.person.name), tie.agency_id


def foresee(keep: Person, drop: Person) -> Foreseen:
    """What `merge` would do, or why it refuses; nothing is written."""
    found = Foreseen()
    if keep.pk == drop.pk or keep.merged_into_id or drop.merged_into_id:
        found.stops.append(_("Choose two people who are not merged yet."))
        return found
    if keep.user_id and drop.user_id:
        found.stops.append(
            _("Both sign in: %(keep)s and %(drop)s. Close one of the two logins first.")
            % {"keep": keep.user.email, "drop": drop.user.email}
        )
    for check, _move in _followers:
        found.stops += check(keep, drop)
    found.moves.append(
        _("%(n)s ties to agencies; where both have one, the stronger stays.")
        % {"n": drop.affiliations.count()}
    )
    if drop.user_id:
        found.moves.append(_("The login %(email)s.") % {"email": drop.user.email})
    return found


@transaction.atomic
def merge(keep: Person, drop: Person, *, by: User, reason: str) -> PersonMerge:
    """`drop` is `keep`: what hangs on it moves; its row stays and says where it went.

    Who did what in the past is not rewritten. Raises MergeRefused.
    """
    pks = sorted((keep.pk, drop.pk))
    rows = Person.objects.select_for_update(of=("self",)).select_related("user").order_by("pk")
    people = {row.pk: row for row in rows.filter(pk__in=pks)}
    keep, drop = people[keep.pk], people[drop.pk]
    if stops := foresee(keep, drop).stops:
        raise MergeRefused(stops[0])
    moved: dict[str, int] = {}
    for _check, move in _followers:
        moved |= move(keep, drop)
    changed = _move_ties(keep, drop)
    if drop.user_id:
        _move_login(keep, drop)
    drop.merged_into = keep
    drop.save(update_fields=["merged_into"])
    Person.objects.filter(merged_into=drop).update(merged_into=keep)
    tell_standing(changed)
    return PersonMerge.objects.create(kept=keep, dropped=drop, by=by, reason=reason, moved=moved)


def _move_ties(keep: Person, drop: Person) -> Sequence[Affiliation]:
    """The ties of `drop` go over; of two at one agency the one that proves more stays.

    Where either signs in, what is bound to no address proves nothing.
    """
    has_login = keep.user_id or drop.user_id

    def worth(tie: Affiliation) -> tuple[bool, int]:
        return (tie.email_id is not None or not has_login, tie.level)

    own = {tie.agency_id: tie for tie in keep.affiliations.all()}
    for tie in drop.affiliations.all():
        other = own.get(tie.agency_id)
        if other is None:
            tie.person = keep
            tie.save(update_fields=["person"])
            continue
        if worth(tie) > worth(other):
            _take_over(other, tie)
        tie.changes.update(affiliation=other)
        tie.registrations.update(affiliation=other)
        tie.delete()
    return list(keep.affiliations.all())


def _take_over(stays: Affiliation, stronger: Affiliation) -> None:
    """The proof of `stronger` becomes that of `stays`."""
    proof = "state level method email address decided_by decided_at valid_until warned_days".split()
    for name in proof:
        setattr(stays, name, getattr(stronger, name))
    stays.save(update_fields=proof)


def _move_login(keep: Person, drop: Person) -> None:
    user, drop.user = drop.user, None
    drop.save(update_fields=["user"])
    keep.user, keep.contact_email = user, user.email
    keep.save(update_fields=["user", "contact_email"])
