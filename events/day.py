"""The day itself in words: its agenda by the clock, and the rules that hold on it."""

from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

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
    items = list(event.course.agenda.all())
    slots = event.standing_slots
    minutes = timedelta(minutes=sum(item.minutes for item in items))
    fits = len(slots) == 1 and minutes <= slots[0].ends_at - slots[0].starts_at
    at = slots[0].starts_at.astimezone(event.zone) if fits else None
    found = []
    for item in items:
        time = wording.clock(at) if at else ""
        found.append(Item(time, item.title, item.minutes, item.instructional))
        at = at and at + timedelta(minutes=item.minutes)
    return found


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
