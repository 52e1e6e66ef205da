"""The day itself in words: its agenda by the clock, and the rules that hold on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from courses.models import Course, Credit, CreditApproval, credits_of
from events import wording
from events.models import Event

# Asked at the door, so it must be answered before anyone registers. Those of a place do not
# hold for what is online.
OF_THE_PLACE = {
    "entry": _("How to get in"),
    "parking": _("Parking"),
    "weapons": _("Weapons"),
    "bags": _("Bags"),
    "dress": _("Dress"),
    "recording": _("Recording"),
    "accessibility": _("Accessibility"),
}
OF_THE_EVENT = {"bring": _("What to bring"), "food": _("Food")}


@dataclass(frozen=True)
class Item:
    """A stretch of the day; `time` is its start on the clock, empty where that is not fixed."""

    time: str
    title: str
    minutes: int
    instructional: bool


@dataclass(frozen=True)
class Rule:
    label: str
    text: str


@dataclass(frozen=True)
class Rules:
    """What is told, the names of what nobody wrote down, and whom to ask about it."""

    told: list[Rule]
    untold: str
    contact: str


def plan(event: Event) -> list[Item]:
    """The agenda; with times where it fits into the one slot of the event."""
    spans = [
        (slot.starts_at.astimezone(event.zone), slot.ends_at.astimezone(event.zone))
        for slot in event.standing_slots
    ]
    return by_the_clock(event.course, spans)


def overrun(event: Event) -> str:
    """A warning for staff where the agenda takes longer than all days of `event`; else ""."""
    lasts = sum((slot.ends_at - slot.starts_at for slot in event.standing_slots), timedelta())
    takes = timedelta(minutes=sum(item.minutes for item in event.course.agenda.all()))
    if not lasts or takes <= lasts:
        return ""
    return _(
        "The agenda of the course takes %(agenda)s, the event %(event)s, so its page tells no times"
        " of the day. Make the event longer, or the agenda shorter."
    ) % {"agenda": _in_hours(takes), "event": _in_hours(lasts)}


def _in_hours(length: timedelta) -> str:
    """ "8 h" or "8 h 30 min"."""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    if not minutes:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}


def by_the_clock(course: Course, spans: Sequence[tuple[datetime, datetime]]) -> list[Item]:
    """The agenda on the clock of its one local span; without times where it does not fit."""
    items = list(course.agenda.all())
    minutes = timedelta(minutes=sum(item.minutes for item in items))
    fits = len(spans) == 1 and minutes <= spans[0][1] - spans[0][0]
    at = spans[0][0] if fits else None
    found = []
    for item in items:
        time = wording.clock(at) if at else ""
        found.append(Item(time, item.title, item.minutes, item.instructional))
        at = at and at + timedelta(minutes=item.minutes)
    return found


def by_length(course: Course) -> list[Item]:
    """The agenda by the time since its start, where no date gives it a clock: "0:00", "1:40"."""
    found, passed = [], 0
    for item in course.agenda.all():
        time = f"{passed // 60}:{passed % 60:02}"
        found.append(Item(time, item.title, item.minutes, item.instructional))
        passed += item.minutes
    return found


def credits(event: Event, approvals: Iterable[CreditApproval]) -> list[Credit]:
    """What `approvals` of its course give for every day of it; nothing while it has no date."""
    days = [slot.starts_at.astimezone(event.zone).date() for slot in event.standing_slots]
    if not days:
        return []
    found = credits_of(event.course, max(days), approvals)
    return [one for one in found if all(one.approval.covers(day) for day in days)]


def rules(event: Event | dict[str, Any]) -> Rules:
    """What holds on the day, of an event or of the facts of a mail about one."""
    found = []
    for name, label in {**OF_THE_PLACE, **OF_THE_EVENT}.items():
        if isinstance(event, dict):
            text = event.get(name, "")
        elif name in OF_THE_EVENT:
            text = getattr(event, name)
        elif event.venue:
            text = getattr(event.venue, name)
        else:
            continue
        found.append(Rule(str(label), text.strip()))
    told = [rule for rule in found if rule.text]
    untold = ", ".join(rule.label for rule in found if not rule.text)
    contact = event.get("contact") if isinstance(event, dict) else event.contact
    return Rules(told, untold, contact or parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
