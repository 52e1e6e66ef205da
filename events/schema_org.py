"""An event as schema.org tells it to search engines: model in, plain dict out."""

from django.urls import reverse

from courses.models import Organization
from events.links import absolute
from events.models import Event, Slot

STATUS = {
    Event.State.CANCELLED: "https://schema.org/EventCancelled",
    Event.State.POSTPONED: "https://schema.org/EventPostponed",
}


def of_event(event: Event) -> dict:
    """An EducationEvent (https://schema.org/EducationEvent); several slots become sub-events."""
    page = absolute(reverse("events:detail", args=[event.slug]))
    slots = event.standing_slots
    data = {
        "@context": "https://schema.org",
        "@type": "EducationEvent",
        "name": event.name,
        "description": event.course.summary,
        "url": page,
        "eventStatus": STATUS.get(event.state, "https://schema.org/EventScheduled"),
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode"
        if event.is_online
        else "https://schema.org/OfflineEventAttendanceMode",
        "isAccessibleForFree": event.price == 0,
        "location": _place(event, page),
        "offers": _offer(event, page),
    }
    if slots:
        data |= {
            "startDate": _local(event, event.starts_at),
            "endDate": _local(event, event.ends_at),
        }
    if len(slots) > 1:
        data["subEvent"] = [_part(event, slot) for slot in slots]
    if body := event.host or event.course.provider:
        data["organizer"] = _organization(body)
    if event.sponsor:
        data["sponsor"] = _organization(event.sponsor)
    return data


def _local(event: Event, moment) -> str:
    return moment.astimezone(event.zone).isoformat()


def _place(event: Event, page: str) -> dict:
    """Online the page itself: the link to join is for those who have a place."""
    if event.venue is None:
        return {"@type": "VirtualLocation", "url": page}
    name = ", ".join(part for part in (event.venue.name, event.venue.room) if part)
    return {"@type": "Place", "name": name, "address": event.venue.address}


def _offer(event: Event, page: str) -> dict:
    left = event.state == Event.State.PUBLISHED and event.seats_left > 0
    return {
        "@type": "Offer",
        "price": event.price / 100,
        "priceCurrency": "USD",
        "url": page,
        "availability": f"https://schema.org/{'InStock' if left else 'SoldOut'}",
    }


def _part(event: Event, slot: Slot) -> dict:
    return {
        "@type": "Event",
        "name": event.name,
        "startDate": _local(event, slot.starts_at),
        "endDate": _local(event, slot.ends_at),
    }


def _organization(body: Organization) -> dict:
    data = {"@type": "Organization", "name": body.name}
    return data | ({"url": body.website} if body.website else {})
