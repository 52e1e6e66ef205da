"""Who is told, in the same transaction, that people's ties to agencies count now or no more.

What hangs on a tie lies in apps above this one; each registers one function as it gets ready.
"""

from collections.abc import Callable, Collection, Iterable

from accounts.models import Affiliation

_listeners: list[Callable[[Collection[int]], None]] = []


def when_standing_changes(tell: Callable[[Collection[int]], None]) -> None:
    """Registers `tell`, which gets the keys of the ties."""
    if tell not in _listeners:
        _listeners.append(tell)


def tell_standing(affiliations: Iterable[Affiliation]) -> None:
    """Says that `affiliations` have begun to count, or count no more."""
    pks = [affiliation.pk for affiliation in affiliations]
    for tell in _listeners if pks else ():
        tell(pks)
