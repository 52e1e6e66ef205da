"""Many people of an agency registered at once: looked at first, then done as it was looked at."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError
from django.utils.translation import gettext as _

from accounts import colleagues
from accounts.colleagues import Colleague
from accounts.models import Affiliation, Agency, User
from accounts.vouching import listed_domains, vouch_all
from events import registrations
from events.applying import Applicant, Outcome, foresee
from events.locking import one_transaction
from events.models import Event, Registration, SeatHold, Transition
from events.registrations import RegistrationRefused

S = Registration.State


@dataclass(frozen=True)
class Listed:
    """Whom the coordinator chose: ties `picked` from the agency's people, and `named` in a list."""

    picked: Sequence[Affiliation] = ()
    named: Sequence[Colleague] = ()


@dataclass
class Line:
    """One person of a review: what is wrong with the line, or what would come of it."""

    number: int
    name: str
    email: str
    problem: str = ""
    would: Outcome | None = None

    @property
    def becomes(self) -> str:
        """What would come of it, in words."""
        if self.problem or self.would is None:
            return self.problem
        if self.would.blockers:
            return self.would.blockers[0].sentence
        if self.would.known:
            return _("is registered already")
        if self.would.becomes == S.CONFIRMED:
            return _("gets one of your held seats") if self.would.named else _("gets a seat")
        if self.would.becomes == S.WAITLISTED:
            return _("waits in line")
        return _("has to be checked first")


@dataclass
class Review:
    """The lines, and how many get a seat, wait, are checked; `seen` is what it showed."""

    lines: list[Line] = field(default_factory=list)

    @property
    def problems(self) -> list[Line]:
        return [line for line in self.lines if line.problem]

    def number(self, *states: str) -> int:
        """How many lines would come to one of `states`; those registered already do not count."""
        found = [line.would for line in self.lines if line.would and not line.would.known]
        return sum(outcome.becomes in states for outcome in found)

    @property
    def seated(self) -> int:
        return self.number(S.CONFIRMED)

    @property
    def waiting(self) -> int:
        return self.number(S.WAITLISTED)

    @property
    def checked(self) -> int:
        return self.number(*Registration.UNDECIDED)

    @property
    def refused(self) -> int:
        return sum(bool(line.would and line.would.blockers) for line in self.lines)

    @property
    def known(self) -> int:
        return sum(bool(line.would and line.would.known) for line in self.lines)

    @property
    def all_fit(self) -> bool:
        """Whether everyone new gets a seat, so that there is nothing to choose."""
        return self.seated > 0 and self.seated + self.known == len(self.lines)

    @property
    def seen(self) -> str:
        """Another value means that it no longer holds."""
        shown = [(line.name, line.email, line.becomes) for line in self.lines]
        return hashlib.sha256(repr(shown).encode()).hexdigest()


def review(event: Event, listed: Listed, *, agency: Agency, by: User) -> Review:
    """What registering them would bring; nothing is written."""
    domains = listed_domains(agency)
    lines, applicants = [], []
    for tie in listed.picked:
        email = tie.person.user.email if tie.person.user else ""
        line = Line(len(lines) + 1, str(tie.person), email)
        lines.append(line)
        seen = colleagues.as_vouched(tie, email, domains, by=by)
        applicants.append((line, Applicant(tie.person, seen)))
    for one in colleagues.plan(agency, listed.named, by=by):
        name = f"{one.colleague.given_name} {one.colleague.family_name}".strip()
        line = Line(len(lines) + 1, name, one.colleague.email, one.problem)
        lines.append(line)
        if not one.problem:
            applicants.append((line, Applicant(one.tie.person, one.foreseen)))
    asked = [applicant for _line, applicant in applicants]
    outcomes = foresee(event, asked, by_agency=True, hold=_hold(event, agency))
    for (line, _applicant), outcome in zip(applicants, outcomes, strict=True):
        line.would = outcome
    return Review(lines)


def _hold(event: Event, agency: Agency) -> SeatHold | None:
    return event.seat_holds.standing().filter(agency=agency).first()


@one_transaction
def register(
    event: Event, listed: Listed, *, agency: Agency, by: User, whole: bool, seen: str
) -> list[Outcome]:
    """Registers whom a review showed. Raises RegistrationRefused where it no longer holds."""
    event = Event.objects.lock(event.pk)
    if review(event, listed, agency=agency, by=by).seen != seen:
        raise RegistrationRefused(
            _("Something changed meanwhile. Nobody was registered. Please look again.")
        )
    try:
        ties = colleagues.enroll(agency, listed.named, by=by)
    except IntegrityError as error:
        raise RegistrationRefused(
            _("Somebody has just used one of these addresses. Please look again.")
        ) from error
    vouch_all(listed.picked, by=by, tell=False)
    return registrations.register_all(
        event,
        [Applicant(tie.person, tie) for tie in (*listed.picked, *ties)],
        by=by,
        source=Transition.Source.AGENCY,
        by_agency=agency,
        whole=whole,
        hold=_hold(event, agency),
    )
