"""Looking for people by words, as staff type them."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet


def with_every_word(rows: QuerySet, words: str, fields: Sequence[str]) -> QuerySet:
    """Those of `rows` with each of `words` in one of `fields`: "ada love" finds Ada Lovelace."""
    for word in words.split():
        somewhere = Q()
        for name in fields:
            somewhere |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(somewhere)
    return rows
