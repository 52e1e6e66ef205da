"""An event's history in words: what was done to it and to the places in it, newest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import CharField, F, QuerySet, Value, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from events.models import (
    AttendanceChange,
    Event,
    EventChange,
    Export,
    Registration,
    Transition,
)
from events.templatetags.events_tags import event_span

S = Registration.State
# Done by the person whose place it is.
OWN = {
    S.CONFIRMED: gettext_lazy("%(whom)s registered and has a place."),
    S.PENDING: gettext_lazy("%(whom)s registered and is being checked."),
    S.PENDING_AGENCY: gettext_lazy("%(whom)s registered and waits for the agency."),
    S.WAITLISTED: gettext_lazy("%(whom)s registered and joined the waiting list."),
    S.WITHDRAWN: gettext_lazy("%(whom)s gave the place back."),
}
# Done by staff, or by the system for one who was in state "from".
DONE = {
    ("", S.CONFIRMED): gettext_lazy("%(who)s gave %(whom)s a place."),
    ("", S.WAITLISTED): gettext_lazy("%(who)s put %(whom)s on the waiting list."),
    ("", S.PENDING): gettext_lazy("%(who)s registered %(whom)s, who is being checked."),
    ("", S.PENDING_AGENCY): gettext_lazy("%(who)s registered %(whom)s, who waits for the agency."),
    (S.PENDING, S.CONFIRMED): gettext_lazy("%(who)s confirmed %(whom)s."),
    (S.PENDING_AGENCY, S.CONFIRMED): gettext_lazy("%(who)s confirmed %(whom)s."),
    (S.CONFIRMED, S.PENDING): gettext_lazy(
        "%(who)s sent %(whom)s back to be checked: the tie to the agency does not count any more."
    ),
    (S.WAITLISTED, S.PENDING): gettext_lazy(
        "%(who)s sent %(whom)s back to be checked: the tie to the agency does not count any more."
    ),
    (S.PENDING, S.PENDING_AGENCY): gettext_lazy("%(who)s sent %(whom)s to the agency for its yes."),
    (S.PENDING_AGENCY, S.PENDING): gettext_lazy(
        "%(who)s said yes to %(whom)s, who is being checked."
    ),
    (S.PENDING_AGENCY, S.WAITLISTED): gettext_lazy(
        "%(who)s approved %(whom)s, who joined the waiting list."
    ),
    (S.PENDING_AGENCY, S.PENDING_AGENCY): gettext_lazy(
        "%(who)s let go the seat held for %(whom)s, who keeps the place in line."
    ),
    (S.PENDING, S.WAITLISTED): gettext_lazy(
        "%(who)s approved %(whom)s, who joined the waiting list."
    ),
    (S.PENDING, S.PENDING): gettext_lazy(
        "%(who)s let go the seat held for %(whom)s, who keeps the place in line."
    ),
    (S.WAITLISTED, S.CONFIRMED): gettext_lazy(
        "%(who)s gave %(whom)s a place from the waiting list."
    ),
}
ENDED = {
    S.WITHDRAWN: gettext_lazy("%(who)s gave back the place of %(whom)s."),
    S.DECLINED: gettext_lazy("%(who)s declined %(whom)s."),
    S.EXPIRED: gettext_lazy("%(who)s closed the request of %(whom)s, as the event had begun."),
    S.CANCELLED: gettext_lazy("%(who)s cancelled the place of %(whom)s with the event."),
    S.MOVED: gettext_lazy("%(who)s moved %(whom)s to another date."),
}
TAKEN = {
    Export.Format.PAPER: gettext_lazy("%(who)s opened a sign-in sheet to print it (names: %(n)s)."),
    Export.Format.CSV: gettext_lazy("%(who)s downloaded the roster as CSV (names: %(n)s)."),
    Export.Format.XLSX: gettext_lazy("%(who)s downloaded the roster as XLSX (names: %(n)s)."),
}
CHANGED = gettext_lazy("%(who)s %(did)s.")
SYSTEM = pgettext_lazy("who did it", "The system")
CLOCK = pgettext_lazy("who did it", "The clock")


@dataclass(frozen=True)
class Entry:
    """One line: when, what in a sentence, and where there are any the details and the reason."""

    at: datetime
    sentence: str
    detail: str = ""
    reason: str = ""
    event: Event | None = None


def entries(event: Event, *, page: int | str = 1, per_page: int = 20) -> Page:
    """A page of entries: one query for the count, one for their order, one for each kind."""
    numbers = Paginator(_in_order(event), per_page).get_page(page)
    numbers.object_list = _entries(numbers.object_list)
    return numbers


def latest(since: datetime, number: int) -> list[Entry]:
    """The newest entries of all events, each with its event and that one's slots."""
    newest = _entries(_in_order(None, since)[:number])
    prefetch_related_objects([entry.event for entry in newest], "slots")
    return newest


def of_place(registration: Registration) -> list[Entry]:
    """What was done to one place and noted of it, newest first: a query for each."""
    moves = registration.transitions.select_related("by__person", "registration", "subject")
    noted = registration.attendance_changes.select_related("by__person", "slot")
    rows = [_entry(move) for move in moves]
    rows += [_noted(change, registration.event) for change in noted]
    return sorted(rows, key=lambda entry: entry.at, reverse=True)


def _noted(change: AttendanceChange, event: Event) -> Entry:
    values = {
        "who": _who(change.by, by_clock=False),
        "mark": change.get_mark_display() or _("not noted"),
        "before": change.get_before_display(),
        "when": event_span(change.slot, event.time_zone),
    }
    words = _("%(who)s noted: %(mark)s (%(when)s).")
    if change.before:
        words = _("%(who)s corrected %(before)s: %(mark)s (%(when)s).")
    return Entry(change.at, words % values, reason=change.reason)


def _in_order(event: Event | None, since: datetime | None = None) -> QuerySet:
    def numbered(rows: QuerySet, kind: str) -> QuerySet:
        label = Value(kind, output_field=CharField())
        return (
            rows.order_by().annotate(told_by=label, of=F("pk")).values_list("at", "told_by", "of")
        )

    moves, changes = Transition.objects.all(), EventChange.objects.all()
    exports = Export.objects.filter(result=Export.Result.DONE, event__isnull=False)
    if event is not None:
        moves = moves.filter(registration__event=event)
        changes, exports = changes.filter(event=event), exports.filter(event=event)
    if since is not None:
        moves, changes = moves.filter(at__gte=since), changes.filter(at__gte=since)
        exports = exports.filter(at__gte=since)
    told = numbered(changes, "change"), numbered(exports, "export")
    return numbered(moves, "move").union(*told, all=True).order_by("-at", "told_by", "-of")


def _entries(numbered: Iterable[tuple[datetime, str, int]]) -> list[Entry]:
    """The entries of (time, kind, key), in that order: one query for each kind."""
    rows = [(kind, pk) for _at, kind, pk in numbered]
    changes = EventChange.objects.select_related("by__person", "event__course")
    around = ("by__person", "registration__event__course", "subject")
    exports = Export.objects.select_related("by__person", "event__course")
    moves = Transition.objects.select_related(*around)
    found = {"change": changes, "move": moves, "export": exports}
    for kind, query in found.items():
        found[kind] = query.in_bulk([pk for wanted, pk in rows if wanted == kind])
    return [_entry(found[kind][pk]) for kind, pk in rows]


def _entry(row: EventChange | Transition | Export) -> Entry:
    if isinstance(row, Export):
        values = {"who": _who(row.by, by_clock=False), "n": row.rows_done}
        return Entry(row.at, str(TAKEN[row.format] % values), event=row.event)
    if isinstance(row, EventChange):
        by_clock = row.kind == EventChange.Kind.HELD
        values = {"who": _who(row.by, by_clock), "did": row.get_kind_display()}
        return Entry(row.at, str(CHANGED % values), row.detail, row.reason, row.event)
    return Entry(row.at, _sentence(row), reason=row.reason, event=row.registration.event)


def _sentence(move: Transition) -> str:
    values = {
        "who": _who(move.by, move.source == Transition.Source.CLOCK),
        "whom": move.shown_name,
    }
    if _is_own(move) and move.to_state in OWN:
        return str(OWN[move.to_state] % values)
    words = ENDED.get(move.to_state) or DONE.get((move.from_state, move.to_state))
    if words is None:
        words = _("%(who)s changed the place of %(whom)s.")
    return str(words % values)


def _is_own(move: Transition) -> bool:
    """By the person, signed in or through the signed link in a mail."""
    if move.by_id:
        return move.by_id == move.subject.user_id
    return move.source in (Transition.Source.WEB, Transition.Source.LINK)


def _who(by: User | None, by_clock: bool) -> str:
    if by is None:
        return str(CLOCK if by_clock else SYSTEM)
    return by.get_full_name()
