"""The catalogue: events to come as a list or as a month, narrowed by what the address asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.kept import reads_anew
from accounts.models.person import default_time_zone
from accounts.public_pages import public_page
from courses.models import Audience
from events import cards, catalogue, listing, months, way_out
from events.catalogue import AUDIENCE, OPEN, PLACE, Filters, Found
from events.links import absolute
from events.models import Event

LIST, MONTH = "list", "month"
Leaves = Mapping[date, list[listing.Row]]


class Link(NamedTuple):
    """Where one can go from here, and how many events are there."""

    words: str
    url: str
    number: int = 0


class Choice(NamedTuple):
    """An option of a filter, and how many events one would see with it."""

    value: str
    words: str
    number: int
    chosen: bool


@dataclass(frozen=True)
class Look:
    """How the catalogue is looked at: as a list or as the sheet of a month, from `month` on."""

    filters: Filters
    view: str
    month: date | None
    odd: tuple[str, ...] = ()

    @property
    def is_sheet(self) -> bool:
        return self.view == MONTH

    @property
    def month_name(self) -> str:
        return months.name(self.month)

    def address(self, *, without: str = "", **other: Any) -> str:
        """This page, but without one filter, or with another `view` or `month`."""
        look = replace(self, **other)
        view = look.view if look.is_sheet else ""
        return catalogue.address(self.filters, without=without, view=view, month=look.month_name)


@public_page
@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    """The public events to come that the address asks for. A search takes a statement more."""
    rows = listing.coming.get(None, anew=reads_anew(request))
    places = catalogue.places(rows)
    filters = catalogue.read(request.GET, places)
    found = catalogue.find(rows, filters, Event.objects.for_lists())
    look = _look(request.GET, found)
    words = catalogue.in_words(filters, places)
    content = _sheet(look, found, rows) if look.is_sheet else _list(look, found)
    context = {
        "look": look,
        "filters": filters,
        "words": words.values(),
        "odd": (*filters.odd, *look.odd),
        "has_events": bool(rows),
        "choices": _choices(found, places),
        "chosen": [Link(text, look.address(without=name)) for name, text in words.items()],
        "views": {"list": look.address(view=LIST), "month": look.address(view=MONTH)},
        "plain_url": Look(Filters(), look.view, look.month).address(),
        "feed_url": absolute(catalogue.address(filters, name="events:feed")),
        "whole_feed_url": absolute(catalogue.address(Filters(), name="events:feed")),
        "status": _status(found, content["number"], look),
        **content,
    }
    if not content["number"]:
        context |= _nothing(look, found, rows, words)
    return render(request, "events/list.html", context)


def _look(params: Mapping[str, str], found: Found) -> Look:
    """The view and month asked for; a sheet without a month is of the first that has something."""
    odd = []
    view, text = params.get("view") or LIST, params.get("month", "").strip()
    if view not in (LIST, MONTH):
        odd.append(_("The events are shown as a list or by month; this is the list."))
        view = LIST
    month = months.read(text)
    if text and not month:
        odd.append(
            _("“%(text)s” is no month of this century, such as 2026-12. It was left out.")
            % {"text": catalogue.said_back(text)}
        )
    if view == MONTH and not month:
        first = months.of(found.met[0]) if found.met else None
        month = max(first or date.min, _today().replace(day=1))
    return Look(found.filters, view, month, tuple(odd))


def _today() -> date:
    """The day in the zone of this installation."""
    return timezone.now().astimezone(ZoneInfo(default_time_zone())).date()


def _choices(found: Found, places: Mapping[str, str]) -> dict[str, Any]:
    """The filters that have options, and the number beside each."""
    filters, audiences, at = found.filters, found.counts(AUDIENCE), found.counts(PLACE)
    return {
        "audiences": [
            Choice(value, str(label), audiences[value], value == filters.audience)
            for value, label in Audience.choices
        ],
        "all_audiences": audiences.total(),
        "places": [
            Choice(value, label, at[value], value == filters.place)
            for value, label in places.items()
        ],
        "all_places": at.total(),
        "open": found.counts(OPEN)[True],
    }


def _list(look: Look, found: Found) -> dict[str, Any]:
    """As many whole months as are enough for a page, and the way to those before and after."""
    part = months.stretch(months.by_month(found.met), look.month)
    shown = [(month, cards.of_rows(month.rows)) for month in part.shown]
    earlier, later = (
        [Link(month.words, look.address(month=month.first), len(month.rows)) for month in side]
        for side in (part.before, part.after)
    )
    return {
        "months": shown,
        "earlier": earlier,
        "later": later,
        "number": sum(len(month.rows) for month in part.shown),
        "heading": _("Events from %(month)s") % {"month": months.words(look.month)}
        if look.month
        else _("Events"),
    }


def _sheet(look: Look, found: Found, rows: list[listing.Row]) -> dict[str, Any]:
    """The month as weeks of days, and what has no date yet below it."""
    leaves = months.leaves(found.met)
    here = leaves.get(look.month, [])
    return {
        "weeks": cards.of_sheet(months.sheet(look.month, here)),
        "weekdays": months.weekdays(),
        "today": _today(),
        "undated": cards.of_rows(row for row in found.met if not row.spans),
        "number": len(here),
        "heading": _("Events in %(month)s") % {"month": months.words(look.month)},
        **_turning(look, leaves, rows),
    }


def _turning(look: Look, leaves: Leaves, rows: list[listing.Row]) -> dict[str, Link | None]:
    """The month before and the month after, where events can be."""
    first = _today().replace(day=1)
    last_day = max((ends.date() for row in rows for _starts, ends in row.spans), default=first)
    last = max(first, last_day.replace(day=1))
    before = min(months.after(look.month, -1), last)
    after = max(months.after(look.month), first)
    return {
        "before": _leaf(look, leaves, before) if before >= first else None,
        "after": _leaf(look, leaves, after) if after <= last else None,
    }


def _leaf(look: Look, leaves: Leaves, month: date) -> Link:
    number = len(leaves.get(month, ()))
    return Link(months.words(month), look.address(month=month), number)


def _status(found: Found, number: int, look: Look) -> str:
    """How many there are, in a sentence."""
    met = len(found.met)
    if not found.of:
        return ""
    if found.filters.values:
        text = ngettext(
            "%(met)s of %(of)s event matches.", "%(met)s of %(of)s events match.", found.of
        )
        sentence = text % {"met": met, "of": found.of}
    else:
        sentence = _coming(found.met)
    if number == met or not met:
        return sentence
    if look.is_sheet:
        month = months.words(look.month)
        return sentence + " " + _("%(n)s in %(month)s.") % {"n": number, "month": month}
    return sentence + " " + _("%(n)s of them on this page.") % {"n": number}


def _coming(met: Sequence[listing.Row]) -> str:
    """How many take place; those that are shown and do not are counted apart."""
    off = sum(row.state in Event.OFF for row in met)
    number = len(met) - off
    coming = ngettext("%(n)s event is coming.", "%(n)s events are coming.", number) % {"n": number}
    if not off:
        return coming
    others = ngettext(
        "%(n)s other is cancelled or postponed.", "%(n)s others are cancelled or postponed.", off
    )
    return f"{coming} {others % {'n': off}}"


def _nothing(look: Look, found: Found, rows: list[listing.Row], words: dict[str, str]) -> dict:
    """The way out of an empty page: the nearest event, and what to drop."""
    nothing = way_out.of(found, rows, look.month, look.is_sheet)
    drops = [Link(words[name], look.address(without=name), n) for name, n in nothing.drops]
    nearest = nothing.next
    month = (
        Link(months.words(nearest.month), look.address(month=nearest.month)) if nearest else None
    )
    return {"nothing": nothing, "drops": drops, "nearest_month": month}
