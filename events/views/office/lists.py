"""The people of an event as its pages list them: with a place, to be decided on, in line."""

from django.db.models import Case, Exists, OuterRef, QuerySet, When

from accounts.searching import with_every_word
from events.models import Event, Registration, Transition

S = Registration.State
BY_NAME = ("person__family_name", "certificate_name", "pk")
SEARCHED = (
    "certificate_name",
    "person__given_name",
    "person__family_name",
    "person__contact_email",
    "affiliation__agency_name",
    "code",
)


def roster(event: Event, words: str = "") -> QuerySet[Registration]:
    """Who has a place, by name; with `words`, those whose name, address or agency has them all."""
    if event.state == Event.State.CANCELLED:
        people = with_every_word(_cancelled(event), words, SEARCHED)
        # Whom staff must tell themselves comes first.
        order = (Case(When(person__contact_email="", then=0), default=1), *BY_NAME)
        return _with_person(people).order_by(*order)
    people = with_every_word(event.registrations.filter(state=S.CONFIRMED), words, SEARCHED)
    return _with_person(people).order_by(*BY_NAME)


def _cancelled(event: Event) -> QuerySet[Registration]:
    """Who was cancelled with the event; `had_place` says who had a place until then."""
    lost = Transition.objects.filter(
        registration=OuterRef("pk"), from_state=S.CONFIRMED, to_state=S.CANCELLED
    )
    return event.registrations.filter(state=S.CANCELLED).annotate(had_place=Exists(lost))


def decisions(event: Event) -> QuerySet[Registration]:
    """Who waits to be checked, the shortest hold first."""
    held_first = Case(When(hold_until=None, then=1), default=0)
    pending = event.registrations.filter(state=S.PENDING)
    return _with_person(pending).order_by(held_first, "hold_until", "pk")


def waiting(event: Event) -> QuerySet[Registration]:
    """The waiting list in order."""
    return _with_person(event.registrations.waiting())


def _with_person(registrations: QuerySet) -> QuerySet[Registration]:
    return registrations.select_related("person", "affiliation")
