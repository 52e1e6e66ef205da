"""What follows in events when two people are one: their places are one person's."""

from django.utils.translation import gettext as _

from accounts.models import Person
from events.models import Event, Registration


def check(keep: Person, drop: Person) -> list[str]:
    """One person cannot stand twice in an event."""
    own = Registration.objects.live().filter(person=keep).values("event")
    both = Registration.objects.live().filter(person=drop, event__in=own)
    return [
        _("Both stand in %(event)s. Give one of the two places back first.")
        % {"event": place.event}
        for place in both.select_related("event__course")
    ]


def move(keep: Person, drop: Person) -> dict[str, int]:
    """The places of `drop` are those of `keep`. Transitions keep whom they named."""
    own = Registration.objects.filter(person=drop)
    for pk in own.order_by("event").values_list("event", flat=True).distinct():
        Event.objects.lock(pk)  # who registers one of the two just now waits
    return {"registrations": own.update(person=keep)}
