"""Seats that an agency holds and names later: held, named one by one, released in time."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import agencies
from accounts.models import Agency, User
from events import eligibility, waitlist
from events.locking import one_transaction
from events.models import Event, SeatHold
from events.registrations import RegistrationRefused
from events.transitions import hold_seats

MOST = 50  # seats of one agency in one event


@one_transaction
def hold(event: Event, *, agency: Agency, seats: int, until: datetime, by: User) -> SeatHold:
    """Sets `seats` aside for `agency` until `until`, or adds them to those it holds.

    Only free seats that nobody waits for. Raises RegistrationRefused.
    """
    if not agencies.coordinates(by, agency):
        raise RegistrationRefused(_("Only a training coordinator of this agency may hold seats."))
    event = Event.objects.lock(event.pk)
    if findings := eligibility.of_event(event):
        raise RegistrationRefused(findings[0].sentence)
    limit = waitlist.name_by(event)
    if not timezone.now() < until <= limit:
        raise RegistrationRefused(_("Choose a time to come, at least a day before the event."))
    held = event.seat_holds.standing().filter(agency=agency).first()
    if seats < 1 or seats + (held.seats if held else 0) > MOST:
        raise RegistrationRefused(_("Hold between 1 and %(most)s seats.") % {"most": MOST})
    priority = eligibility.priority(event, agency)
    if waitlist.free_seats(event, priority) < seats:
        raise RegistrationRefused(
            _("There are not so many free seats: %(n)s are left.")
            % {"n": waitlist.free_seats(event, priority)}
        )
    hold_seats(event, seats)
    if held is None:
        return SeatHold.objects.create(event=event, agency=agency, seats=seats, until=until, by=by)
    held.seats, held.until = held.seats + seats, until
    held.save(update_fields=["seats", "until"])
    return held


@one_transaction
def release(held: SeatHold, *, by: User | None) -> int:
    """Lets the seats without a name go, to the next in line first; returns how many."""
    event = Event.objects.lock(held.event_id)
    held = SeatHold.objects.get(pk=held.pk)
    return _release(event, held)


def _release(event: Event, held: SeatHold) -> int:
    left = held.left
    if held.released_at:
        return 0
    hold_seats(event, -left)
    held.released_at = timezone.now()
    held.save(update_fields=["released_at"])
    waitlist.fill(event)
    return left


def release_due(now: datetime | None = None) -> int:
    """Releases what was not named in time, and what an event that is off or over still holds."""
    now = now or timezone.now()
    standing = SeatHold.objects.standing()
    off = standing.exclude(event__state__in=Event.RUNNING)
    due = standing.filter(until__lte=now) | off
    return sum(release(held, by=None) for held in due.order_by("event", "pk"))
