"""The people whom a training coordinator names: found or made, and vouched for, many at once.

`plan` only looks, so that a review can say what would come of each; `enroll` does it with the
same number of statements for one as for two hundred.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.addresses import clean_address, domain_of
from accounts.models import Affiliation, Agency, Level, Person, Profession, User
from accounts.proofs import VALID_FOR, note_all
from accounts.vouching import listed_domains, vouch_all

State, Method = Affiliation.State, Affiliation.Method


@dataclass(frozen=True)
class Colleague:
    """A line of a list. `email` is empty for who has none of their own."""

    given_name: str
    family_name: str
    email: str = ""
    profession: str = ""  # its code

    @property
    def folded(self) -> str:
        """The name as it is compared."""
        return fold(f"{self.given_name} {self.family_name}")


@dataclass
class Planned:
    """What would come of a line: a tie, saved or not, and as it is `foreseen`; or a `problem`."""

    colleague: Colleague
    tie: Affiliation | None = None
    problem: str = ""
    is_new: bool = False
    foreseen: Affiliation | None = None


class EnrollmentRefused(Exception):
    """A line has a problem: nothing was done."""


def fold(name: str) -> str:
    """A name as it is compared: case and spaces do not count."""
    return " ".join(name.split()).casefold()


def plan(agency: Agency, colleagues: Sequence[Colleague], *, by: User) -> list[Planned]:
    """For each line, in order, who it is and how well known they would be; five statements."""
    planned = [Planned(colleague, problem=_problem(colleague)) for colleague in colleagues]
    _named_twice(planned)
    known = _Known.read(agency, [one.colleague for one in planned if not one.problem])
    for one in planned:
        if not one.problem:
            known.find(one, by)
    return planned


def _problem(colleague: Colleague) -> str:
    if not (colleague.given_name and colleague.family_name):
        return _("Write given and family name.")
    if not colleague.email:
        return ""
    try:
        clean_address(colleague.email)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _named_twice(planned: list[Planned]) -> None:
    seen: dict[tuple[str, str], int] = {}
    for number, one in enumerate(planned, start=1):
        email = one.colleague.email.strip().lower()
        key = ("", email) if email else (one.colleague.folded, "")
        if one.problem:
            continue
        if first := seen.get(key):
            one.problem = _("The same as line %(n)s. Delete one of them.") % {"n": first}
        seen.setdefault(key, number)


@dataclass
class _Known:
    """What the database holds of the people of a list."""

    agency: Agency
    domains: set[str]
    users: dict[str, User]
    ties: dict[int, Affiliation]
    by_name: dict[str, Affiliation]
    professions: set[str]

    @classmethod
    def read(cls, agency: Agency, colleagues: Sequence[Colleague]) -> "_Known":
        emails = {one.email.strip().lower() for one in colleagues if one.email}
        users = User.objects.filter(email__in=emails).select_related("person")
        own = agency.affiliations.with_proof().select_related("person__user")
        ties = {tie.person_id: tie for tie in own}
        return cls(
            agency=agency,
            domains=listed_domains(agency),
            users={user.email: user for user in users},
            ties=ties,
            by_name={fold(t.person.name): t for t in ties.values() if t.person.user_id is None},
            professions=set(Profession.objects.values_list("code", flat=True)),
        )

    def find(self, one: Planned, by: User) -> None:
        """The tie of this line, or what is wrong with it."""
        colleague = one.colleague
        if colleague.profession not in self.professions:
            one.problem = _("Name a profession from the list.")
            return
        email = colleague.email.strip().lower()
        user = self.users.get(email)
        if user and not user.is_active:
            one.problem = _("This address has a closed account. Ask us.")
        elif user:
            one.tie = self.ties.get(user.person.pk) or self._new(user.person, colleague, email)
        elif email:
            one.tie = self._new(_new_person(colleague, email), colleague, email)
        else:
            one.tie = self.by_name.get(colleague.folded) or self._new(
                _new_person(colleague, by.email), colleague, ""
            )
        if one.tie:
            one.is_new = one.tie.pk is None
            one.foreseen = as_vouched(one.tie, email, self.domains, by=by)

    def _new(self, person: Person, colleague: Colleague, email: str) -> Affiliation:
        return Affiliation(
            person=person, agency=self.agency, profession_id=colleague.profession, address=email
        )


def _new_person(colleague: Colleague, contact: str) -> Person:
    return Person(
        given_name=colleague.given_name, family_name=colleague.family_name, contact_email=contact
    )


def as_vouched(tie: Affiliation, email: str, domains: set[str], *, by: User) -> Affiliation:
    """The tie as vouch_all will leave it, for a review; the tie itself where nothing changes.

    `email` is the address to sign in with, "" for none. What is returned is never saved.
    """
    if tie.pk and tie.is_valid and tie.level >= Level.VOUCHED:
        return tie
    own = tie.person.user_id is not None and tie.person.user_id == by.pk
    if own or (email and domain_of(email) not in domains):
        return tie
    return Affiliation(
        person=Person(pk=tie.person.pk),  # without a login: the row of its address may be missing
        agency=tie.agency,
        profession_id=tie.profession_id,
        state=State.VERIFIED,
        level=max(tie.level, Level.VOUCHED),
        method=Method.VOUCH,
        valid_until=timezone.now() + VALID_FOR,
    )


@transaction.atomic
def enroll(agency: Agency, colleagues: Sequence[Colleague], *, by: User) -> list[Affiliation]:
    """The ties of all lines, in order: people, logins and ties made where they are missing.

    Raises EnrollmentRefused where a line has a problem, and IntegrityError where somebody else
    has just made a login with one of the addresses.
    """
    planned = plan(agency, colleagues, by=by)
    if wrong := [one for one in planned if one.problem]:
        raise EnrollmentRefused(wrong[0].problem)
    ties = [one.tie for one in planned]
    new = [one for one in planned if one.is_new]
    _make_people([one for one in new if one.tie.person.pk is None])
    for one in new:
        one.tie.person, one.tie.address = one.tie.person, ""  # takes over the key it has by now
    Affiliation.objects.bulk_create(one.tie for one in new)
    note_all([(one.tie, "") for one in new], by, _("Named by the agency."))
    vouch_all(ties, by=by, tell=False)
    return ties


def _make_people(planned: list[Planned]) -> None:
    """Persons, and for those with an address of their own the login that it will open."""
    with_login = [one for one in planned if one.colleague.email]
    users = [User(email=one.colleague.email.strip().lower()) for one in with_login]
    for user in users:
        user.set_unusable_password()
    User.objects.bulk_create(users)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, primary=True) for user in users
    )
    for one, user in zip(with_login, users, strict=True):
        one.tie.person.user = user
    Person.objects.bulk_create(one.tie.person for one in planned)
