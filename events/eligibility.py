"""May this person take a place? Answers in values with a sentence, never a bare yes or no.

The same values serve the event page, the form, the verbs and the staff screens. No HTTP here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Affiliation, Agency, Level, Person
from events import wording
from events.models import Event, Registration, Slot

MINIMUM_AGE = 18


@dataclass(frozen=True)
class Finding:
    """`code` for tests and machines, `sentence` for people, `next_step` for what they can do."""

    code: str
    sentence: str
    next_step: str = ""


class Blocker(Finding):
    """No place can be given."""


class NeedsApproval(Finding):
    """A person has to look first."""


class Warning(Finding):  # noqa: A001  (the name the field uses; nothing here raises)
    """Worth knowing; stops nothing."""


Kind = TypeVar("Kind", bound=Finding)


def obstacle(event: Event, now: datetime) -> str:
    """The code of what stands in the way of any registration at `now`, "" where nothing does.

    `event` may be anything with an event's state, `starts_at`, `opens_at` and `closes_at`: lists
    ask it of hundreds.
    """
    if event.state != Event.State.PUBLISHED:
        return event.state
    if event.starts_at is None or event.starts_at <= now:
        return "started"
    if event.closes_at and event.closes_at <= now:
        return "closed"
    if event.opens_at and event.opens_at > now:
        return "not_open_yet"
    return ""


def of_event(event: Event, now: datetime | None = None) -> list[Finding]:
    """What stands in the way of any registration in `event` at `now`, the plainest reason first."""
    code = obstacle(event, now or timezone.now())
    if not code:
        return []
    other = _("Look at the other events for another date.")
    words = {
        "draft": (_("This event is not published yet."), other),
        "cancelled": (_("This event is cancelled."), other),
        "held": (_("This event is over."), other),
        "closed": (_("Registration is closed."), other),
        "started": (_("This event has begun."), other),
        "postponed": (
            _("This event is postponed. Its new date is not set yet."),
            _("Come back when the new date is set, or look at the other events."),
        ),
        "not_open_yet": (
            _("Registration is not open yet."),
            _("The event page says when it opens."),
        ),
    }
    return [Blocker(code, *words[code])]


def of_person(
    event: Event,
    *,
    affiliation: Affiliation | None = None,
    is_adult: bool = True,
    last: Registration | None = None,
    by_agency: bool = False,
) -> list[Finding]:
    """What `event` asks of a person: an age, and of responders a tie to an agency, well proven.

    `last` is their latest registration here: what staff declined is not asked of them again.
    `by_agency`: their training coordinator asks for them, and so approves.
    """
    findings: list[Finding] = []
    verified = affiliation is not None and affiliation.is_valid
    if last and last.state == Registration.State.DECLINED and not (verified or by_agency):
        findings.append(
            Blocker(
                "declined",
                _("You asked for a place here before, and it was declined."),
                _("If something has changed, write to whom the event page names."),
            )
        )
    if not is_adult:
        findings.append(
            Blocker(
                "minor",
                _("This class is for people aged %(age)s or older.") % {"age": MINIMUM_AGE},
                _("Ask us about material for younger people."),
            )
        )
    if event.for_responders:
        findings += _of_responder(event, affiliation, verified=verified)
        if event.agency_approves and not by_agency and affiliation:
            findings.append(_of_agency(affiliation.agency))
        if waits_for_members(event, affiliation):
            findings.append(_members_first(event))
    return findings


def _of_responder(
    event: Event, affiliation: Affiliation | None, *, verified: bool
) -> list[Finding]:
    findings: list[Finding] = []
    wanted = event.profession_names
    if affiliation and wanted and affiliation.profession_id not in wanted:
        findings.append(
            Blocker(
                "profession",
                _("This class is for: %(professions)s.")
                % {"professions": ", ".join(wanted.values())},
                _("Look at the other events for one that fits your work."),
            )
        )
    if not verified:
        findings.append(
            NeedsApproval(
                "unverified",
                _("We check with people we do not know yet that they are first responders."),
                _("You need to do nothing: we write to you as soon as it is decided."),
            )
        )
    elif affiliation.level < event.level:
        findings.append(NeedsApproval("level", *_more_proof(event)))
    return findings


def _more_proof(event: Event) -> tuple[str, str]:
    if event.level == Level.VOUCHED:
        return (
            _("For this class your agency itself has to say that you work there."),
            _("Ask its training coordinator to vouch for you, or type a code of your agency."),
        )
    return (
        _("For this class we have to see a document, such as your agency card."),
        _("Send it from your page “Where I work”. It is deleted as soon as it is looked at."),
    )


def _of_agency(agency: Agency) -> NeedsApproval:
    """Its coordinator says yes; staff ask an agency that has none here."""
    if agency.coordinators.filter(user__is_active=True).exists():
        return NeedsApproval(
            "agency",
            _("For this class your agency has to say yes."),
            _("We ask its training coordinator now, and write to you as soon as it is decided."),
        )
    return NeedsApproval(
        "agency_unknown",
        _("For this class your agency has to say yes, and we know nobody there yet."),
        _("We ask your agency, and write to you as soon as it is decided."),
    )


def _members_first(event: Event) -> Warning:
    sentence = _(
        "People of member agencies come first. Others wait in line until the date is near."
    )
    if event.starts_at:
        sentence = _("People of member agencies come first. Others wait in line until %(day)s.") % {
            "day": wording.moment(event.members_until, event.time_zone)
        }
    return Warning(
        "members_first",
        sentence,
        _("Then the seats that are left go to whoever came first, and we write to them."),
    )


def requirements(event: Event) -> list[str]:
    """What `event` asks of responders, in sentences for its page: one statement."""
    if not event.for_responders:
        return []
    said = []
    if names := event.profession_names:
        said.append(_("For: %(professions)s.") % {"professions": ", ".join(names.values())})
    proofs = {
        Level.VOUCHED: _("Your agency itself has to say that you work there."),
        Level.DOCUMENT: _("We have to see a document, such as your agency card."),
    }
    said += [proofs[event.level]] if event.level in proofs else []
    if event.agency_approves:
        said.append(_("Your agency has to say yes to each registration."))
    if waits_for_members(event, None):
        said.append(_members_first(event).sentence)
    return said


def priority(event: Event, agency: Agency | None) -> int:
    """1 for people of a member agency where the event gives members the first seats, else 0."""
    return int(event.members_first_days is not None and agency is not None and agency.is_member)


def waits_for_members(event: Event, affiliation: Affiliation | None) -> bool:
    """Whether a seat that is free now would not be theirs yet."""
    until = event.members_until
    if until is None or until <= timezone.now():
        return False
    return not priority(event, affiliation.agency if affiliation else None)


def clashes(event: Event, person: Person) -> list[Finding]:
    """Warnings for places this person has in other events at the same time: one statement."""
    at_that_time = Q()
    for slot in event.standing_slots:
        at_that_time |= Q(starts_at__lt=slot.ends_at, ends_at__gt=slot.starts_at)
    if not at_that_time:
        return []
    own = person.registrations.filter(state=Registration.State.CONFIRMED).exclude(event=event)
    slots = Slot.objects.filter(at_that_time, event__in=own.values("event"), dropped_at=None)
    others = {slot.event_id: slot.event for slot in slots.select_related("event__course")}
    return [
        Warning(
            "clash",
            _("You have a place in %(name)s at the same time.") % {"name": other.name},
            _("Take both only if you can be in both."),
        )
        for other in others.values()
    ]


def only(findings: list[Finding], kind: type[Kind]) -> list[Kind]:
    """The findings of one kind, in order."""
    return [finding for finding in findings if isinstance(finding, kind)]
