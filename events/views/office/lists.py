"""The people of an event as its pages list them: with a place, to be decided on, in line."""

from django.db.models import Case, QuerySet, When

from accounts.models import User
from accounts.searching import with_every_word
from events import rosters
from events.models import Event, Registration
from events.roles import searched

S = Registration.State
TIE = ("affiliation__agency", "affiliation__profession", "affiliation__email")
SEARCHED = (
    "certificate_name",
    "person__shown_name",
    "person__contact_email",
    "affiliation__agency__name",
    "code",
)


def roster(event: Event, words: str, by: User) -> QuerySet[Registration]:
    """Who has a place; with `words`, those whose name or agency has them all, as `by` looks.

    The address counts too for who may see it.
    """
    return _with_person(with_every_word(rosters.people(event), words, searched(by, SEARCHED)))


def decisions(event: Event) -> QuerySet[Registration]:
    """Who waits to be checked, the shortest hold first."""
    held_first = Case(When(hold_until=None, then=1), default=0)
    pending = event.registrations.filter(state__in=Registration.UNDECIDED)
    return _with_person(pending).order_by(held_first, "hold_until", "pk")


def waiting(event: Event) -> QuerySet[Registration]:
    """The waiting list in order."""
    return _with_person(event.registrations.waiting())


def _with_person(registrations: QuerySet) -> QuerySet[Registration]:
    return registrations.select_related("person", *TIE)
