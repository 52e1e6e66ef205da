"""Lists of colleagues as people have them: pasted lines, or a CSV file of any program."""

import csv
import re
from collections.abc import Iterable
from io import StringIO

from django.utils.translation import gettext as _

from accounts import professions
from accounts.colleagues import Colleague, fold
from accounts.lines import clean_line

MOST_ROWS = 200
LARGEST_FILE = 1024 * 1024  # bytes
# What a head may be called, folded; the field it means.
HEADS = {
    "given_name": ("given name", "first name", "given", "first", "firstname", "forename"),
    "family_name": ("family name", "last name", "family", "last", "lastname", "surname"),
    "name": ("name", "full name", "officer", "colleague"),
    "email": ("e-mail", "email", "mail", "e-mail address", "email address", "address"),
    "profession": ("profession", "role", "occupation", "job"),
}
TEMPLATE = (
    "given name,family name,e-mail,profession\r\nAda,Rivera,ada@example.org,Police officer\r\n"
)


class ListRefused(Exception):
    """Why the list cannot be read, in a sentence."""


def from_text(text: str, *, profession: str = "") -> list[Colleague]:
    """Lines such as "Ada Rivera, ada@example.org, police"; commas, semicolons or tabs.

    `profession` (its code) is that of lines which name none. Raises ListRefused.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    rows = list(csv.reader(lines, delimiter=_delimiter(lines), skipinitialspace=True))
    return _colleagues(rows, profession)


def from_file(content: bytes, *, profession: str = "") -> list[Colleague]:
    """A CSV file in UTF-8 or Windows-1252, with a head in any order or without. ListRefused."""
    if len(content) > LARGEST_FILE:
        raise ListRefused(_("This file is too large for a list of names."))
    if b"\x00" in content:
        raise ListRefused(_("This is no CSV file. In your program choose “Save as CSV”."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    try:
        rows = list(csv.reader(StringIO(text), delimiter=_delimiter(text.splitlines())))
    except csv.Error as error:
        raise ListRefused(
            _("This is no CSV file. In your program choose “Save as CSV”.")
        ) from error
    return _colleagues([row for row in rows if any(cell.strip() for cell in row)], profession)


def _delimiter(lines: Iterable[str]) -> str:
    """The one that the first lines have most of."""
    sample = "\n".join(list(lines)[:20])
    return max(("\t", ";", ","), key=sample.count)


def _colleagues(rows: list[list[str]], profession: str) -> list[Colleague]:
    head = _head(rows[0]) if rows else None
    rows = rows[1:] if head else rows
    if len(rows) > MOST_ROWS:
        raise ListRefused(
            _("These are %(n)s lines. Register at most %(most)s at once.")
            % {"n": len(rows), "most": MOST_ROWS}
        )
    known = _professions()
    return [_colleague(row, head, known, profession) for row in rows]


def _head(row: list[str]) -> dict[str, int] | None:
    """Where each field stands; None where the first row is a person already."""
    names = {alias: field for field, aliases in HEADS.items() for alias in aliases}
    found = {}
    for place, cell in enumerate(row):
        field = names.get(fold(re.sub(r"[_\s]+", " ", cell)))
        if field:
            found.setdefault(field, place)
    return found if "name" in found or "family_name" in found else None


def _professions() -> dict[str, str]:
    """By name and by code, folded: the code."""
    offered = professions.choices()
    return {fold(name): code for code, name in offered} | {code: code for code, _name in offered}


def _colleague(
    row: list[str], head: dict[str, int] | None, known: dict[str, str], default: str
) -> Colleague:
    cells = [clean_line(cell) for cell in row]
    values = _by_head(cells, head) if head else _by_look(cells, known)
    given, family = values.get("given_name", ""), values.get("family_name", "")
    if values.get("name") and not family:
        given, _gap, family = values["name"].rpartition(" ")
    said = values.get("profession", "")
    return Colleague(
        given_name=given[:80],
        family_name=family[:80],
        email=values.get("email", "").lower(),
        profession=known.get(fold(said), said) if said else default,
    )


def _by_head(cells: list[str], head: dict[str, int]) -> dict[str, str]:
    return {field: cells[place] for field, place in head.items() if place < len(cells)}


def _by_look(cells: list[str], known: dict[str, str]) -> dict[str, str]:
    """What has an @ is an address, what a profession is called is one, the rest is the name."""
    values: dict[str, str] = {}
    names = []
    for cell in cells:
        if "@" in cell:
            values["email"] = cell
        elif fold(cell) in known:
            values["profession"] = cell
        elif cell:
            names.append(cell)
    if len(names) == 1:
        return values | {"name": names[0]}
    if len(names) == 2:
        return values | {"given_name": names[0], "family_name": names[1]}
    if len(names) > 2:  # a third word that means nothing to us is a profession we do not know
        return values | {"name": names[0], "profession": names[-1]}
    return values
