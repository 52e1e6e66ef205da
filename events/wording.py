"""A span of time in words: the same on pages, in mail and in the history."""

import zoneinfo
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _


def span(starts: datetime, ends: datetime, zone: str) -> str:
    """ "Monday, December 7, 2026, 8 a.m. to 4 p.m. CST", of aware datetimes and an IANA zone.

    It names the second day where there is one, and both names of a zone whose clocks change.
    """
    starts, ends = (moment.astimezone(zoneinfo.ZoneInfo(zone)) for moment in (starts, ends))
    same_day, same_clock = starts.date() == ends.date(), starts.tzname() == ends.tzname()
    return _("%(start)s to %(end)s") % {
        "start": date_format(starts, "l, F j, Y, P" if same_clock else "l, F j, Y, P T"),
        "end": date_format(ends, "P T" if same_day else "l, F j, Y, P T"),
    }
