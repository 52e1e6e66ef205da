"""Looking for people by words, as staff type them; and the name by which they are found.

Someone with a chosen name is found by that alone: a hit for another would tell it.
"""

from collections.abc import Sequence

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Concat

SHOWN = "shown_name"  # as the last part of a field: "person__shown_name"


def shown_name(prefix: str = "") -> Case:
    """In the database what Person.name_on_roster is; `prefix` leads to the person."""
    own = Concat(f"{prefix}given_name", Value(" "), f"{prefix}family_name")
    return Case(When(**{f"{prefix}roster_name": ""}, then=own), default=F(f"{prefix}roster_name"))


def sorting_name(prefix: str = "") -> Case:
    """By what lists of people are sorted: the family name, or the chosen one."""
    own = F(f"{prefix}family_name")
    return Case(When(**{f"{prefix}roster_name": ""}, then=own), default=F(f"{prefix}roster_name"))


def with_every_word(rows: QuerySet, words: str, fields: Sequence[str]) -> QuerySet:
    """Those of `rows` with each of `words` in one of `fields`: "ada love" finds Ada Lovelace."""
    names = []
    for field in fields:
        if field.endswith(SHOWN):
            name = f"found_{field}".replace("__", "_")
            rows = rows.alias(**{name: shown_name(field.removesuffix(SHOWN))})
            names.append(name)
        else:
            names.append(field)
    for word in words.split():
        somewhere = Q()
        for name in names:
            somewhere |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(somewhere)
    return rows
