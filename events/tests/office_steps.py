"""What a coordinator's browser does: the forms of the back office, filled in and pressed."""

import html
import re
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.test import Client
from django.utils.html import strip_tags

from events.models import Event
from events.tests.factories import create_course
from mail.models import OutgoingEmail


def text(response: HttpResponse) -> str:
    """The words of a page, on one line."""
    return " ".join(html.unescape(strip_tags(response.content.decode())).split())


def url(event: Event, act: str = "") -> str:
    """The address of the event's own page, or of something done on it."""
    return f"/admin/events/{event.pk}/" + (f"{act}/" if act else "")


def wall(moment: datetime, event: Event) -> str:
    """What is typed into a box of date and time."""
    return moment.astimezone(event.zone).strftime("%Y-%m-%dT%H:%M")


def plan_data(event: Event, *, later: timedelta = timedelta(0), **fields) -> dict[str, str]:
    """The form of time and place as it is shown, every slot moved by `later`, then `fields`."""
    slots = event.standing_slots
    data = {
        "venue": str(event.venue_id or ""),
        "online_url": event.online_url,
        "time_zone": event.time_zone,
        "slots-TOTAL_FORMS": str(len(slots)),
        "slots-INITIAL_FORMS": str(len(slots)),
    }
    for number, slot in enumerate(slots):
        data[f"slots-{number}-slot"] = str(slot.pk)
        data[f"slots-{number}-starts_at"] = wall(slot.starts_at + later, event)
        data[f"slots-{number}-ends_at"] = wall(slot.ends_at + later, event)
    return data | fields


def new_slots(*spans: tuple[str, str], **fields) -> dict[str, str]:
    """The same form with new dates alone, each a start and an end."""
    data = {"slots-TOTAL_FORMS": str(len(spans)), "slots-INITIAL_FORMS": "0"}
    for number, (starts, ends) in enumerate(spans):
        data |= {f"slots-{number}-starts_at": starts, f"slots-{number}-ends_at": ends}
    return data | fields


def signed(review: HttpResponse) -> dict[str, str]:
    """What the second press of a review sends."""
    value = re.search(r'name="signed" value="([^"]+)"', review.content.decode())
    assert value, text(review)
    return {"signed": html.unescape(value[1])}


def both_presses(client: Client, event: Event, act: str, data: dict) -> HttpResponse:
    """The form, its review, and the press there; follows to the event's page."""
    review = client.post(url(event, act), data)
    return client.post(url(event, f"{act}/send"), signed(review), follow=True)


def fresh(event: Event) -> Event:
    """The event as it is now."""
    return Event.objects.with_people_around().get(pk=event.pk)


def mails(kind: str) -> list[OutgoingEmail]:
    """The mails of one kind, in the order in which they were written."""
    return list(OutgoingEmail.objects.filter(kind=f"events/email/{kind}").order_by("pk"))


def event_data(**fields) -> dict[str, str]:
    """The form of an event's texts."""
    course = Event.objects.first().course if Event.objects.exists() else create_course()
    values = {
        "course": str(course.pk),
        "audience": "citizens",
        "visibility": "public",
        "seats": "40",
        "time_zone": "America/Chicago",
    }
    return values | fields
