"""Who is on an event's roster, in which order, and what a list of people says of each."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, Exists, OuterRef, QuerySet, When
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.searching import sorting_name
from events import asking
from events.models import (
    Answer,
    Attendance,
    Event,
    Mark,
    QuestionVersion,
    Registration,
    Slot,
    Transition,
)
from events.models.registration import shown_name

S = Registration.State
BY_NAME = (sorting_name("person__"), "certificate_name", "pk")
# So many people are read with one statement. Between two, nothing is held open in the database,
# so that how far a list has come can be written down.
READ_AT_ONCE = 1000
MARKS = "attendance"  # of a row: by slot, read apart from the rest
ANSWERS = "answers"  # of a row: by question, the same


def people(event: Event) -> QuerySet[Registration]:
    """Who has a place, by name; of a cancelled event who was cancelled with it.

    Then whom staff must tell themselves comes first, and `had_place` says who had a place.
    """
    if event.state != Event.State.CANCELLED:
        return event.registrations.filter(state=S.CONFIRMED).order_by(*BY_NAME)
    lost = Transition.objects.filter(
        registration=OuterRef("pk"), from_state=S.CONFIRMED, to_state=S.CANCELLED
    )
    cancelled = event.registrations.filter(state=S.CANCELLED).annotate(had_place=Exists(lost))
    unreached_first = Case(When(person__contact_email="", then=0), default=1)
    return cancelled.order_by(unreached_first, *BY_NAME)


def numbers(event: Event) -> dict[int, int]:
    """The row number of each registration, the same on screen, on paper and in files."""
    pks = people(event).values_list("pk", flat=True)
    return {pk: number for number, pk in enumerate(pks, start=1)}


Row = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """A head, what it says of a registration, and the fields that it reads for that."""

    head: str
    says: Callable[[Row], str]
    reads: tuple[str, ...]


def _field(head: str, name: str) -> Column:
    return Column(head, lambda row: row[name] or "", (name,))


def _choice(head: str, name: str, choices: list[tuple[str, str]]) -> Column:
    words = {value: str(label) for value, label in choices}
    return Column(head, lambda row: words.get(row[name], ""), (name,))


def name_of(row: Row) -> str:
    """The name for the roster, as the screen shows it too."""
    name = f"{row['person__given_name']} {row['person__family_name']}".strip()
    return shown_name(row["certificate_name"], row["person__roster_name"], name)


NAMED = (
    "certificate_name",
    "person__roster_name",
    "person__given_name",
    "person__family_name",
)


LEGAL = ((_lazy("Given name"), "person__given_name"), (_lazy("Family name"), "person__family_name"))


def _legal(head: str, name: str, *, always: bool) -> Column:
    """A part of the legal name; empty for someone with a chosen name, but for a credit list."""

    def says(row: Row) -> str:
        return row[name] if always or not row["person__roster_name"] else ""

    return Column(str(head), says, (name, "person__roster_name"))


def listed(registrations: QuerySet[Registration]) -> QuerySet[Registration]:
    """Without those who asked to be left out of lists and files."""
    return registrations.filter(person__is_unlisted=False)


def columns(event: Event | None, *, with_address: bool, legal: bool = False) -> list[Column]:
    """What a coordinator and a board that credits the hours want to know of each person.

    Of one event also who was there, day by day; without `event` each row names its own. `legal`:
    a list for a board that credits hours, with the legal names of all.
    """
    named = Column(
        _("Event"),
        lambda row: row["event__title"] or row["event__course__title"],
        ("event__title", "event__course__title"),
    )
    return [
        *([] if event else [named]),
        Column(_("Name for the roster"), name_of, NAMED),
        *(_legal(head, name, always=legal) for head, name in LEGAL),
        _field(_("Agency"), "affiliation__agency__name"),
        _field(_("Agency's state"), "affiliation__agency__state"),
        _field(_("Profession"), "affiliation__profession__name"),
        *([_field(_("E-mail"), "person__contact_email")] if with_address else []),
        _choice(_("Registration"), "state", S.choices),
        Column(_("Registered at"), _registered_at, ("created_at", "event__time_zone")),
        _field(_("Time zone"), "event__time_zone"),
        *(_attended(slot, event) for slot in (event.standing_slots if event else [])),
        *(_answered(version) for version in (asking.asked(event) if event else [])),
    ]


def _attended(slot: Slot, event: Event) -> Column:
    """What was noted of each person in `slot`."""
    day = date_format(slot.starts_at.astimezone(event.zone), "Y-m-d H:i")
    words = {value: str(label) for value, label in Mark.choices}
    head = _("Attendance, %(day)s") % {"day": day}
    return Column(head, lambda row: words.get(row[MARKS].get(slot.pk, ""), ""), (MARKS,))


def _answered(version: QuestionVersion) -> Column:
    """What people answered to a question, whatever its words were then; never a file."""
    return Column(version.label, lambda row: row[ANSWERS].get(version.question_id, ""), (ANSWERS,))


def _answers(pks: Sequence[int]) -> dict[int, dict[int, str]]:
    """By registration, then by question: the answers in words."""
    found: dict[int, dict[int, str]] = {pk: {} for pk in pks}
    for answer in Answer.objects.filter(registration__in=pks).order_by():
        found[answer.registration_id][answer.question_id] = answer.words
    return found


def _marks(pks: Sequence[int]) -> dict[int, dict[int, str]]:
    """By registration, then by slot: the marks that were noted."""
    found: dict[int, dict[int, str]] = {pk: {} for pk in pks}
    noted = Attendance.objects.filter(registration__in=pks).order_by()
    for registration, slot, mark in noted.values_list("registration", "slot", "mark"):
        found[registration][slot] = mark
    return found


def sheet_columns(*, with_agency: bool) -> list[Column]:
    """What stands beside the lines to sign on: no address, no number."""
    agency = [_field(_("Agency"), "affiliation__agency__name")] if with_agency else []
    return [Column(_("Name"), name_of, NAMED), *agency]


def _registered_at(row: Row) -> str:
    """ "2026-11-22 08:15", on the clock of the event: sorts as it stands, in any program."""
    local = row["created_at"].astimezone(ZoneInfo(row["event__time_zone"]))
    return local.isoformat(sep=" ", timespec="minutes")[:16]


READ_APART = {MARKS: _marks, ANSWERS: _answers}


def lines(
    pks: Sequence[int], columns: Sequence[Column], numbered: Mapping[int, int] | None = None
) -> Iterator[list[str]]:
    """The rows of the registrations `pks` in this order, each with its number, then `columns`.

    `numbered` are the numbers on the screen, where some of it are left out.

    One statement for every thousand, one more where attendance is asked for.
    """
    reads = {name for column in columns for name in column.reads}
    apart = {name: read for name, read in READ_APART.items() if name in reads}
    reads -= apart.keys()
    for start in range(0, len(pks), READ_AT_ONCE):
        some = pks[start : start + READ_AT_ONCE]
        rows = Registration.objects.filter(pk__in=some).order_by().values("pk", *reads)
        found = {row["pk"]: row for row in rows}
        for name, read in apart.items():
            for pk, values in read(some).items():
                found[pk][name] = values
        for number, pk in enumerate(some, start=start + 1):
            shown = numbered[pk] if numbered else number
            yield [str(shown), *(column.says(found[pk]) for column in columns)]
