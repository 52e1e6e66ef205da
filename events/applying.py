"""Who asks for places in an event, and what would come of each: looked at, not done.

The review that a coordinator reads and the verb that follows it ask the same function.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigAutoField

from accounts.models import Affiliation, Person
from accounts.prepared import Given, Prepared
from events import eligibility, waitlist
from events.eligibility import Blocker, Finding, NeedsApproval
from events.models import Event, Registration, SeatHold

S = Registration.State
BEFORE = Prepared(
    lambda: Registration.objects.filter(
        event=Given("event", BigAutoField()), person=Given("person", BigAutoField())
    ).order_by("pk")
)


@dataclass(frozen=True)
class Applicant:
    """Who asks for a place. `intent` is unique per shown form: a second press, a refresh or a
    second tab gets the first answer."""

    person: Person
    affiliation: Affiliation | None = None
    is_adult: bool = True
    agreed_at: datetime | None = None
    intent: str = ""
    answers: Mapping[int, Any] | None = None  # by question; None where nobody was asked
    needs: str = ""
    diet: str = ""


@dataclass
class Outcome:
    """What one applicant `becomes`, a state, with a seat or without; or `blockers`.

    `known`: they stood there before. `named`: the seat is one that their agency holds.
    """

    applicant: Applicant
    becomes: str = ""
    has_seat: bool = False
    named: bool = False
    blockers: Sequence[Blocker] = ()
    known: bool = False
    registration: Registration | None = None


def foresee(
    event: Event,
    applicants: Sequence[Applicant],
    *,
    by_agency: bool = False,
    hold: SeatHold | None = None,
) -> list[Outcome]:
    """What `register_all` does as things stand: the review and the verb ask the same."""
    now_in_the_way = eligibility.of_event(event)
    free = {priority: waitlist.free_seats(event, priority) for priority in (0, 1)}
    left = hold.left if hold else 0
    before = _before(event, applicants)
    outcomes: list[Outcome] = []
    first: dict[int | None, Outcome] = {}
    for applicant in applicants:
        earlier = before.get(applicant.person.pk, [])
        outcome = _known(applicant, earlier, event) or Outcome(applicant)
        outcomes.append(outcome)
        if twice := applicant.person.pk and first.get(applicant.person.pk):
            outcome.becomes, outcome.known = twice.becomes, True
        first.setdefault(applicant.person.pk, outcome)
        if outcome.known:
            continue
        findings = now_in_the_way + eligibility.of_person(
            event,
            affiliation=applicant.affiliation,
            is_adult=applicant.is_adult,
            last=earlier[-1] if earlier else None,
            by_agency=by_agency,
        )
        outcome.blockers = eligibility.only(findings, Blocker)
        if outcome.blockers:
            continue
        outcome.becomes = _checked_by(findings)
        outcome.named = left > 0 and not outcome.becomes
        outcome.has_seat = outcome.named or free[_priority(event, applicant)] > 0
        left -= outcome.named
        if outcome.has_seat and not outcome.named:
            free = {priority: number - 1 for priority, number in free.items()}
        outcome.becomes = outcome.becomes or (S.CONFIRMED if outcome.has_seat else S.WAITLISTED)
    return outcomes


def _before(event: Event, applicants: Sequence[Applicant]) -> dict[int, list[Registration]]:
    """Their earlier registrations here, by person, the oldest first; a new person has none."""
    people = [one.person.pk for one in applicants if one.person.pk]
    if len(people) == 1:
        return {people[0]: BEFORE.all(event=event.pk, person=people[0])}
    found: dict[int, list[Registration]] = {}
    for row in event.registrations.filter(person__in=people).order_by("pk"):
        found.setdefault(row.person_id, []).append(row)
    return found


def _known(applicant: Applicant, earlier: list[Registration], event: Event) -> Outcome | None:
    for row in earlier:
        if row.is_live or (applicant.intent and row.intent == applicant.intent):
            row.event = event
            return Outcome(applicant, row.state, row.holds_seat, known=True, registration=row)
    return None


def _checked_by(findings: list[Finding]) -> str:
    """The state of whoever has to be looked at first; "" for nobody."""
    needed = [finding.code for finding in eligibility.only(findings, NeedsApproval)]
    if not needed:
        return ""
    return S.PENDING_AGENCY if "agency" in needed else S.PENDING


def _priority(event: Event, applicant: Applicant) -> int:
    tie = applicant.affiliation
    return eligibility.priority(event, tie.agency if tie else None)


def new_place(event: Event, applicant: Applicant) -> Registration:
    """The row of a place that nobody has moved anywhere yet."""
    return Registration(
        event=event,
        person=applicant.person,
        affiliation=applicant.affiliation,
        state="",
        priority=_priority(event, applicant),
        intent=applicant.intent,
        certificate_name=applicant.person.name_on_roster,
        is_adult=applicant.is_adult,
        agreed_at=applicant.agreed_at,
    )
