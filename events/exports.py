"""Lists of people as files, and the log of who took them. Every export has its row there."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from tempfile import TemporaryFile
from typing import IO
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import spreadsheets
from accounts.models import User
from events import rosters
from events.locking import one_transaction
from events.models import Event, Export, Registration
from events.rosters import Column

Result = Export.Result
# Whoever tries again and again is written down once in this time: the log must stay readable.
SAME_REFUSAL = timedelta(minutes=1)


def begin(
    *,
    by: User,
    what: str,
    format: str,
    rows: int,
    event: Event | None = None,
    filters: str = "",
    key: UUID | None = None,
) -> Export:
    """Writes down that `by` takes a list of `rows` people, before the first of them is read.

    `key` names the export to whoever started it, so that its progress can be asked for. Where an
    export has it already, as after a second press, this one gets another.
    """
    facts = {"by": by, "what": what, "format": format, "rows_total": rows, "event": event}
    facts |= {"filters": filters, "result": Result.BEGUN}
    try:
        with transaction.atomic():
            return Export.objects.create(**facts, key=key or uuid4())
    except IntegrityError:
        return Export.objects.create(**facts, key=uuid4())


@one_transaction
def refuse(*, by: User, what: str, result: str, format: str = "", event: Event | None = None):
    """Writes down that `by` wanted a list and did not get it (yet), and why."""
    since = timezone.now() - SAME_REFUSAL
    facts = {"by": by, "what": what, "result": result, "event": event}
    if not Export.objects.filter(**facts, at__gt=since).exists():
        Export.objects.create(**facts, format=format)


@contextmanager
def noted(export: Export) -> Iterator[None]:
    """Notes in the log how it ends: done, or broken off by an error or by who closed the page."""
    try:
        yield
    except BaseException:
        _end(export, Result.BROKEN)
        raise
    _end(export, Result.DONE)


def _end(export: Export, result: str) -> None:
    export.result, export.ended_at = result, timezone.now()
    if result == Result.DONE:
        export.rows_done = export.rows_total
    export.save(update_fields=["result", "ended_at", "rows_done"])


def people_of(registrations: QuerySet[Registration]) -> list[int]:
    """Who is on the list, in order: what `begin` counts and the files are made of."""
    return list(registrations.values_list("pk", flat=True))


def as_csv(
    export: Export,
    pks: Sequence[int],
    columns: Sequence[Column],
    numbered: Mapping[int, int] | None = None,
) -> Iterator[bytes]:
    """A CSV file, sent as it is read."""
    with noted(export):
        yield from spreadsheets.csv_lines(_table(export, pks, columns, numbered))


def as_xlsx(
    export: Export,
    pks: Sequence[int],
    columns: Sequence[Column],
    numbered: Mapping[int, int] | None = None,
) -> IO[bytes]:
    """An XLSX file, complete. It has no name on the disk and is gone once it is closed."""
    file = TemporaryFile()  # noqa: SIM115  (closed with the response that sends it)
    with noted(export):
        spreadsheets.write_xlsx(file, _table(export, pks, columns, numbered))
    file.seek(0)
    return file


def _table(
    export: Export,
    pks: Sequence[int],
    columns: Sequence[Column],
    numbered: Mapping[int, int] | None,
) -> Iterator[Sequence[str]]:
    """Head and rows. After every thousand the log says how far it has come, at once."""
    yield [_("No."), *(column.head for column in columns)]
    for done, line in enumerate(rosters.lines(pks, columns, numbered)):
        if done and done % rosters.READ_AT_ONCE == 0:
            export.rows_done = done
            export.save(update_fields=["rows_done"])
        yield line
