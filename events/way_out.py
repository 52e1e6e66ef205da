"""What to do where nothing is found: the event that comes nearest, and the filter to drop."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events import cards, listing, months
from events.catalogue import SINCE, UNTIL, Found
from events.listing import Row
from events.models import Event


@dataclass(frozen=True)
class Next:
    """The nearest event: how it lies to what was asked for, and where it is."""

    lead: str
    name: str
    url: str
    day: str
    month: date


@dataclass(frozen=True)
class Nothing:
    """`sentence` says what is not there; `drops` are filters with what dropping each would give."""

    sentence: str
    next: Next | None
    drops: list[tuple[str, int]]


def of(found: Found, rows: list[Row], month: date | None, is_sheet: bool) -> Nothing:
    """For a page of `found` that shows nothing: of `month` alone where it is a sheet."""
    filters = found.filters
    if month and found.met:
        words = months.words(month)
        sentence = _("Nothing in %(month)s.") if is_sheet else _("Nothing from %(month)s on.")
        return Nothing(sentence % {"month": words}, _nearest(found.met, month), [])
    seen = (lambda row: months.touches(row, month)) if is_sheet and month else (lambda row: True)
    around = listing.by_start([*found.missed.get(SINCE, ()), *found.missed.get(UNTIL, ())])
    if around:
        nearest = _nearest(around, filters.since or filters.until)
        return Nothing(_span(filters.since, filters.until), nearest, _drops(found, seen))
    return Nothing(_("No coming event matches all of this."), _first(rows), _drops(found, seen))


def _drops(found: Found, seen: Callable[[Row], bool]) -> list[tuple[str, int]]:
    numbers = {name: sum(map(seen, found.without(name))) for name in found.filters.values}
    return [(name, number) for name, number in numbers.items() if number]


def _span(since: date | None, until: date | None) -> str:
    """ "Nothing in March 2027." where the two dates are a whole month."""
    if since and until and since.day == 1 and months.after(since) == _day_after(until):
        return _("Nothing in %(month)s.") % {"month": months.words(since)}
    day = "F j, Y"
    if since and until:
        return _("Nothing from %(first)s to %(last)s.") % {
            "first": date_format(since, day),
            "last": date_format(until, day),
        }
    if since:
        return _("Nothing from %(first)s on.") % {"first": date_format(since, day)}
    return _("Nothing until %(last)s.") % {"last": date_format(until, day)}


def _day_after(day: date) -> date | None:
    return date.fromordinal(day.toordinal() + 1) if day < date.max else None


def _nearest(rows: list[Row], day: date) -> Next | None:
    """The first of `rows`, which are in order, from `day` on; else the last before it."""
    dated = [row for row in rows if row.spans]
    later = [row for row in dated if row.starts_at.date() >= day]
    if later:
        return _next(_("The next is"), later[0])
    return _next(_("The last one before is"), dated[-1]) if dated else None


def _first(rows: list[Row]) -> Next | None:
    dated = [row for row in rows if row.spans and row.state not in Event.OFF]
    return _next(_("The next event of all is"), dated[0]) if dated else None


def _next(lead: str, row: Row) -> Next:
    day = date_format(row.starts_at, "l, F j, Y")
    return Next(lead, row.name, cards.address(row.slug), day, months.of(row))
