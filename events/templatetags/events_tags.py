"""Dates in words, in the zone of the event: the same on pages and in mail.

The filters take an aware datetime or, from the facts of a mail, its ISO form, and an IANA zone.
"""

import zoneinfo
from datetime import datetime
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import Person
from events import day, roles, schema_org, standing, wording
from events.models import Event

register = template.Library()


def local(moment: datetime | str, zone: str) -> datetime:
    """`moment` on the clock of `zone`."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    return moment.astimezone(zoneinfo.ZoneInfo(zone))


@register.filter
def event_moment(moment: datetime | str, zone: str) -> str:
    """ "Monday, December 7, 2026, 8 a.m. CST"."""
    return wording.moment(local(moment, zone), zone)


@register.filter
def event_clock(moment: datetime | str, zone: str) -> str:
    """ "8:04 a.m. CST"."""
    return wording.clock(local(moment, zone), with_zone=True)


@register.filter
def event_span(slot: Any, zone: str) -> str:
    """ "Monday, December 7, 2026, 8 a.m. to 4 p.m. CST".

    A slot is a Slot, or {"starts": iso, "ends": iso}.
    """
    starts, ends = (local(moment, zone) for moment in _ends_of(slot))
    return wording.span(starts, ends, zone)


@register.filter
def event_hours(slot: Any, zone: str) -> str:
    """ "8 a.m. to 4 p.m. CST"."""
    starts, ends = (local(moment, zone) for moment in _ends_of(slot))
    return wording.hours(starts, ends, zone)


def _ends_of(slot: Any) -> tuple[datetime | str, datetime | str]:
    if isinstance(slot, dict):
        return slot["starts"], slot["ends"]
    return slot.starts_at, slot.ends_at


@register.filter
def event_spans(slots: list, zone: str) -> str:
    """Every slot in words, one to a line; says so where no date stands."""
    return "\n".join(event_span(slot, zone) for slot in slots) or _("New date to come")


@register.filter
def event_day(moment: datetime | str, zone: str) -> str:
    """ "Monday, December 7"."""
    return date_format(local(moment, zone), "l, F j")


@register.filter
def event_named(event: Event) -> str:
    """ "First responder day, Mon Jan 18, 2027", for staff."""
    return wording.named(event)


@register.filter
def subject_date(slots: list[dict], zone: str) -> str:
    """The first day of the slots of a mail for its subject: "Monday, December 7"."""
    return event_day(slots[0]["starts"], zone) if slots else _("date to come")


@register.filter
def date_parts(moment: datetime | str, zone: str) -> dict[str, str]:
    """Weekday, day and month for the date block of a mail."""
    when = local(moment, zone)
    parts = {"weekday": "D", "day": "j", "month": "M Y"}
    return {name: date_format(when, form) for name, form in parts.items()}


@register.filter
def zone_words(zone: str) -> str:
    """ "America/New York": the zone as people may read it."""
    return zone.replace("_", " ")


@register.simple_tag
def json_ld(event: Event) -> SafeString:
    """The event for search engines. The browser never runs it, so no policy has to allow it."""
    script = json_script(schema_org.of_event(event))
    return SafeString(script.replace("application/json", "application/ld+json", 1))


@register.simple_tag
def standing_of(registration) -> standing.Standing:
    """Where a registration stands, in a sentence."""
    return standing.of(registration)


@register.simple_tag(takes_context=True)
def sees_addresses(context: dict) -> bool:
    """Whether whoever looks may read where people are written to."""
    return roles.may_see_addresses(context["request"].user)


@register.simple_tag(takes_context=True)
def address_of(context: dict, person: Person) -> str:
    """Where `person` is written to, or whether anywhere, for who may not read it."""
    return wording.address_of(person, told=sees_addresses(context))


@register.simple_tag
def seats_of(event: Event, waiting: int | None = None) -> standing.Seats:
    """The seats of an event in words; `waiting` as given, or as the list has counted it."""
    if waiting is None or waiting == "":
        waiting = getattr(event, "waiting", None)
    return standing.seats(event, waiting)


@register.filter
def day_plan(event: Event) -> list[day.Item]:
    """The agenda of an event, by the clock where it can be."""
    return day.plan(event)


@register.simple_tag
def day_rules(event: Event | dict) -> day.Rules:
    """What holds on the day, of an event or of the facts of a mail."""
    return day.rules(event)
