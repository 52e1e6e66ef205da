"""Models in, calendar entries out: what a calendar may know of an event or a place in it."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from events.ical import Entry
from events.links import absolute, registration_link
from events.models import Event, Invitation, Registration, Slot
from mail import letterhead


def uid(identifier) -> str:
    """A UID for life: a UUID at the domain of this installation, never of a request."""
    return f"{identifier}@{settings.CALENDAR_DOMAIN}"


def _entry(event: Event, slot: Slot, **details) -> Entry:
    name, address = letterhead.sender()
    return Entry(
        starts=slot.starts_at,
        ends=slot.ends_at,
        zone="UTC" if event.is_online else event.time_zone,
        location=event.location,
        organizer=address,
        organizer_name=name,
        **details,
    )


def neutral_summary(event: Event) -> str:
    """A title that says nothing about the topic: calendars are shared and shown on screens."""
    place = event.venue.name if event.venue else _("online")
    return _("Training, %(place)s") % {"place": place}


def invitation_entry(
    registration: Registration, invitation: Invitation, slot: Slot, *, status: str = "CONFIRMED"
) -> Entry:
    """One person's entry for one slot; its address opens only for that person."""
    event = registration.event
    page = registration_link(registration.code, signed=False)
    return _entry(
        event,
        slot,
        uid=uid(invitation.uid),
        sequence=invitation.sequence,
        summary=neutral_summary(event),
        description=_("Your place, how to get in and how to give it back: %(page)s")
        % {"page": page},
        url=page,
        status=status,
        stamp=invitation.updated_at,
        attendee=registration.person.contact_email,
        attendee_name=registration.person.name_on_roster,
    )


def public_entry(event: Event, slot: Slot) -> Entry:
    """What anybody may put into a calendar."""
    page = absolute(reverse("events:detail", args=[event.slug]))
    stands = slot.dropped_at is None and event.state != Event.State.CANCELLED
    return _entry(
        event,
        slot,
        uid=uid(slot.uid),
        sequence=slot.sequence,
        summary=event.name,
        description=_("Everything about this event, and how to register: %(page)s")
        % {"page": page},
        url=page,
        status="CONFIRMED" if stands else "CANCELLED",
        stamp=_latest(slot.updated_at, event.updated_at),
    )


def _latest(*moments: datetime) -> datetime:
    return max(moments)
