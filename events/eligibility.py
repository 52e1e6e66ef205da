"""May this person take a place? Answers in values with a sentence, never a bare yes or no.

The same values serve the event page, the form, the verbs and the staff screens. No HTTP here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Affiliation, Person
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
) -> list[Finding]:
    """What `event` asks of a person: an age, and for responders a verified tie to an agency.

    `last` is their latest registration here: what staff declined is not asked of them again.
    """
    findings: list[Finding] = []
    verified = affiliation is not None and affiliation.is_valid
    if last and last.state == Registration.State.DECLINED and not verified:
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
    if event.for_responders and not verified:
        findings.append(
            NeedsApproval(
                "unverified",
                _("We check with people we do not know yet that they are first responders."),
                _("You need to do nothing: we write to you as soon as it is decided."),
            )
        )
    return findings


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
