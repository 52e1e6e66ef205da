"""The site without its guard: proof that the races would see a seat sold twice.

What keeps seats safe is taken away from outside, and the product's code knows nothing of it: no
transaction (on SQLite BEGIN IMMEDIATE alone would be a guard), no lock on the event, a pause
between counting and writing, and a counter that writes back what it once read.
"""

import time
from contextlib import nullcontext
from types import SimpleNamespace

from config.wsgi import application
from events import locking, transitions
from events.models import Event, SeatHold
from events.models.event import EventManager

__all__ = ["application"]
PAUSE_SECONDS = 0.05


def look_without_lock(self: EventManager, pk: int) -> Event:
    """The event as it is now, and 50 ms later still believed."""
    event = self.select_related("course", "venue").prefetch_related("slots").get(pk=pk)
    time.sleep(PAUSE_SECONDS)
    return event


def count_what_was_read(
    event: Event, registrations, *, holds: bool, beyond: bool, from_hold: SeatHold | None
) -> None:
    """read, add, write: the lost update."""
    event.seats_taken += sum(holds - registration.holds_seat for registration in registrations)
    for registration in registrations:
        event.arrivals += 1
        registration.arrival = event.arrivals
    Event.objects.filter(pk=event.pk).update(seats_taken=event.seats_taken, arrivals=event.arrivals)


locking.transaction = SimpleNamespace(atomic=nullcontext)
EventManager.lock = look_without_lock
transitions._count = count_what_was_read
