"""The catalogue of events to come: what was asked for, what meets it, and what else there is.

The filters live in the address and nowhere else. One pass over the rows answers everything: which
events meet all filters, and which miss by one alone; the latter are the counts beside each choice
and the way out of an empty result.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from courses.models import Audience
from events import eligibility, listing, months, searching
from events.listing import Row
from events.models import Event

ONLINE = "online"
QUERY, AUDIENCE, PLACE, SINCE, UNTIL, OPEN = "q", "audience", "place", "from", "to", "open"
SHOWN = 60  # characters of what someone typed that are said back


@dataclass(frozen=True)
class Filters:
    """What was asked for; empty values ask for nothing. Dates are days in each event's zone.

    `odd` are sentences about what could not be used as it stood, each true by itself.
    """

    q: str = ""
    audience: str = ""
    place: str = ""
    since: date | None = None
    until: date | None = None
    open: bool = False
    odd: tuple[str, ...] = ()

    @property
    def values(self) -> dict[str, str]:
        """The parameters of the address that are in use, always in the same order."""
        found = {
            QUERY: self.q,
            AUDIENCE: self.audience,
            PLACE: self.place,
            SINCE: self.since.isoformat() if self.since else "",
            UNTIL: self.until.isoformat() if self.until else "",
            OPEN: "1" if self.open else "",
        }
        return {name: value for name, value in found.items() if value}


def read(params: Mapping[str, str], places: Mapping[str, str]) -> Filters:
    """The filters in the parameters of an address. `places` are those there are, by their key."""
    odd: list[str] = []
    q = " ".join(params.get(QUERY, "")[: searching.MOST * 2].replace("\0", " ").split())
    if len(q) > searching.MOST:
        q = q[: searching.MOST]
        odd.append(_("Only the first %(n)s characters were looked for.") % {"n": searching.MOST})
    if q and not searching.query(q):
        odd.append(
            _("“%(text)s” has no letter or digit to look for. It was left out.")
            % {"text": said_back(q)}
        )
        q = ""
    audience = _one_of(
        params,
        AUDIENCE,
        Audience.values,
        _("There is no audience “%(text)s”. It was left out."),
        odd,
    )
    place = _one_of(
        params, PLACE, places, _("No coming event is at “%(text)s”. It was left out."), odd
    )
    since, until = (_day(params.get(name, ""), odd) for name in (SINCE, UNTIL))
    if since and until and until < since:
        odd.append(_("The dates stood the wrong way round. They were exchanged."))
        since, until = until, since
    only_open = (
        _one_of(
            params,
            OPEN,
            ("1", "0"),
            _("“Open” is 1 or nothing, not “%(text)s”. It was left out."),
            odd,
        )
        == "1"
    )
    return Filters(q, audience, place, since, until, only_open, tuple(odd))


def _one_of(params: Mapping, name: str, known: Iterable[str], sentence: str, odd: list) -> str:
    value = params.get(name, "").strip()
    if not value or value in known:
        return value
    odd.append(sentence % {"text": said_back(value)})
    return ""


def _day(text: str, odd: list[str]) -> date | None:
    text = text.strip()
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        day = date.max
    if day is None or months.read(f"{day:%Y-%m}"):  # of this century, as the months are
        return day
    else:
        odd.append(
            _("“%(text)s” is no date of this century, such as 2026-12-31. It was left out.")
            % {"text": said_back(text)}
        )
        return None


def said_back(text: str) -> str:
    """Short enough to be said back, and visible."""
    seen = "".join(sign for sign in text[:SHOWN] if sign.isprintable())
    return f"{seen}…" if len(text) > SHOWN else seen


def place_of(row: Row) -> str:
    """The place of an event as an address names it; rooms of one house are one place."""
    return _in_address(row.venue) if row.venue else ONLINE


@lru_cache(maxsize=1024)
def _in_address(name: str) -> str:
    return slugify(name, allow_unicode=True)


def places(rows: Iterable[Row]) -> dict[str, str]:
    """The places of `rows`: name in addresses -> name for people, by the latter."""
    found = {place_of(row): row.venue or _("Online") for row in rows}
    return dict(sorted(found.items(), key=lambda pair: pair[1].casefold()))


@dataclass
class Found:
    """`met` are the rows that meet every filter; `missed` those that miss one alone, by its name.

    `of` is how many rows there were.
    """

    filters: Filters
    of: int = 0
    met: list[Row] = field(default_factory=list)
    missed: dict[str, list[Row]] = field(default_factory=dict)

    def without(self, name: str) -> list[Row]:
        """What would be met if the filter `name` were dropped."""
        return listing.by_start([*self.met, *self.missed.get(name, ())])

    def counts(self, name: str) -> Counter:
        """How many would be met for each choice of `name`, the other filters as they are."""
        now = timezone.now()
        value = {
            AUDIENCE: lambda row: row.audience,
            PLACE: place_of,
            OPEN: lambda row: _is_open(row, now),
        }[name]
        return Counter(map(value, [*self.met, *self.missed.get(name, ())]))


def find(
    rows: list[Row], filters: Filters, events: QuerySet[Event], *, keep_off: bool = False
) -> Found:
    """Sorts `rows`, those of `events`, by what they meet. A search takes one statement more.

    With `keep_off` what is cancelled or postponed passes for open: a calendar that holds it
    must hear of it.
    """
    wanted = searching.query(filters.q)
    texts = listing.texts(events) if wanted else {}
    labels = {value: str(label) for value, label in Audience.choices}
    online = _("Online")
    found, now = Found(filters, of=len(rows)), timezone.now()
    for row in rows:
        misses = _misses(row, filters, now)
        if keep_off and row.state in Event.OFF and OPEN in misses:
            misses.remove(OPEN)
        if wanted and len(misses) < 2:
            around = (labels[row.audience], "" if row.venue else online)
            if not searching.finds(wanted, [*texts.get(row.pk, ()), *around]):
                misses.append(QUERY)
        if not misses:
            found.met.append(row)
        elif len(misses) == 1:
            found.missed.setdefault(misses[0], []).append(row)
    return found


def _misses(row: Row, filters: Filters, now: datetime) -> list[str]:
    """The filters that `row` does not meet, but for the words searched for."""
    misses = []
    if filters.audience and row.audience != filters.audience:
        misses.append(AUDIENCE)
    if filters.place and place_of(row) != filters.place:
        misses.append(PLACE)
    if filters.since or filters.until:
        misses += _missed_dates(row.spans + row.dropped, filters.since, filters.until)
    if filters.open and not _is_open(row, now):
        misses.append(OPEN)
    return misses


def _missed_dates(spans: list[listing.Span], since: date | None, until: date | None) -> list[str]:
    """Which end of the range keeps every one of `spans` out."""
    days = [(starts.date(), ends.date()) for starts, ends in spans]
    later = [pair for pair in days if not since or pair[1] >= since]
    if any(not until or first <= until for first, _last in later):
        return []
    too_late = until and not any(first <= until for first, _last in days)
    too_early = since and not later
    return [name for name, missed in ((SINCE, too_early), (UNTIL, too_late)) if missed] or [SINCE]


def _is_open(row: Row, now: datetime) -> bool:
    """Whether a seat, or a place in line, can be taken at `now`."""
    return not eligibility.obstacle(row, now)


def address(filters: Filters, *, name: str = "events:list", without: str = "", **more: str) -> str:
    """The address of the catalogue, or of its feed, with these filters but the one `without`."""
    values = {key: value for key, value in {**filters.values, **more}.items() if value}
    values.pop(without, None)
    return f"{reverse(name)}?{urlencode(values)}" if values else reverse(name)


def in_words(filters: Filters, places: Mapping[str, str]) -> dict[str, str]:
    """Each filter in use, by its parameter, as people read it."""
    return {name: _word(name, value, filters, places) for name, value in filters.values.items()}


def _word(name: str, value: str, filters: Filters, places: Mapping[str, str]) -> str:
    if name == QUERY:
        return _("“%(text)s”") % {"text": said_back(value)}
    if name == AUDIENCE:
        return str(Audience(value).label)
    if name == PLACE:
        return places[value]
    if name == SINCE:
        return _("from %(day)s") % {"day": date_format(filters.since, "F j, Y")}
    if name == UNTIL:
        return _("until %(day)s") % {"day": date_format(filters.until, "F j, Y")}
    return _("open for registration")
