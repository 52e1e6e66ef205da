"""Times and addresses in words: the same on pages, in mail and in the history."""

import zoneinfo
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from accounts.models import Person
    from events.models import Event

NO_BREAK_SPACE = "\xa0"


def clock(moment: datetime, *, with_zone: bool = False) -> str:
    """ "8 a.m." or "8 a.m. CST", of a local time; no line breaks before "a.m."."""
    time = date_format(moment, "P").replace(" ", NO_BREAK_SPACE)
    # Not the format "T": it leaves the name out in the hour that a clock passes twice.
    return f"{time} {moment.tzname()}" if with_zone else time


def moment(at: datetime, zone: str) -> str:
    """ "Monday, December 7, 2026, 8 a.m. CST", of an aware datetime and an IANA zone."""
    local = at.astimezone(zoneinfo.ZoneInfo(zone))
    return f"{date_format(local, 'l, F j, Y')}, {clock(local, with_zone=True)}"


def span(starts: datetime, ends: datetime, zone: str) -> str:
    """ "Monday, December 7, 2026, 8 a.m. to 4 p.m. CST", and its second day if it has one."""
    starts, ends = (at.astimezone(zoneinfo.ZoneInfo(zone)) for at in (starts, ends))
    last = "" if starts.date() == ends.date() else f"{date_format(ends, 'l, F j, Y')}, "
    return f"{date_format(starts, 'l, F j, Y')}, {_hours(starts, ends, last)}"


def hours(starts: datetime, ends: datetime, zone: str) -> str:
    """ "8 a.m. to 4 p.m. CST"."""
    return _hours(*(at.astimezone(zoneinfo.ZoneInfo(zone)) for at in (starts, ends)))


def _hours(starts: datetime, ends: datetime, last: str = "") -> str:
    """Names the zone once, or both times where the clocks change between the two."""
    return _("%(start)s to %(end)s") % {
        "start": clock(starts, with_zone=starts.tzname() != ends.tzname()),
        "end": last + clock(ends, with_zone=True),
    }


def named(event: "Event") -> str:
    """ "First responder day, Mon Jan 18, 2027": events of one name are told apart by their day.

    For staff. Reads the `first_start` of a list that has it, else the slots: prefetch them.
    """
    starts = event.first_start if hasattr(event, "first_start") else event.starts_at
    day = date_format(starts.astimezone(event.zone), "D M j, Y") if starts else _("no date")
    return _("%(name)s, %(day)s") % {"name": event.name, "day": day}


def address_of(person: "Person", *, told: bool) -> str:
    """Where someone is written to; with `told` off only whether they are. For staff."""
    if not person.contact_email:
        return _("no e-mail address: tell them yourself")
    return person.contact_email if told else _("has an e-mail address")
