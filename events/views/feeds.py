"""Calendars to subscribe to or to save: the public one, an event, one's own place, all of them."""

import hashlib
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Person
from accounts.public_pages import declare
from events import catalogue, ical, listing
from events.entries import invitation_entry, public_entry
from events.models import Event, Invitation, Registration, Slot
from events.permissions import CODE, event_for, private, registration_for

# What is over, or was called off, stays this long: a calendar that looks rarely must hear of it.
KEPT_FOR = timedelta(days=30)


@require_safe
def public_feed(request: HttpRequest) -> HttpResponse:
    """Every public event, the cancelled and moved ones as cancelled entries.

    Takes the filters of the catalogue: one statement, one more with filters, two with a search.
    """
    events = Event.objects.listed()
    slots = (
        Slot.objects.filter(_recent(), event__in=events)
        .select_related("event__course", "event__venue")
        .order_by("starts_at", "pk")
    )
    name, wanted = _chosen(request, events)
    entries = [
        public_entry(slot.event, slot)
        for slot in slots
        if wanted is None or slot.event_id in wanted
    ]
    return declare(_calendar(request, ical.feed(name, entries)))


def _chosen(request: HttpRequest, events: QuerySet[Event]) -> tuple[str, set[int] | None]:
    """The name of the feed, and the events in it; None for all of them.

    A place without events gives an empty feed, not a full one: whoever subscribed to a room that
    is not used at the moment must not find everything in their calendar.
    """
    name = _("Training events")
    if not request.GET:
        return name, None
    recent = _recent("slots__ends_at", "slots__updated_at")
    events = events.filter(recent).distinct()
    rows = listing.rows(events, recent)
    asked = request.GET.get(catalogue.PLACE, "").strip()
    places = {asked: asked, **catalogue.places(rows)}
    filters = catalogue.read(request.GET, places)
    if not filters.values:
        return name, None
    found = catalogue.find(rows, filters, events, keep_off=True)
    words = ", ".join(catalogue.in_words(filters, places).values())
    return f"{name}: {words}", {row.pk for row in found.met}


@require_safe
def event_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """One event as a file; a date that was dropped is in it as cancelled."""
    events = Event.objects.select_related("course", "venue").prefetch_related("slots")
    event = event_for(request, slug, events)
    entries = [public_entry(event, slot) for slot in event.slots.all()]
    response = _calendar(request, ical.publish(entries), file_name="event.ics")
    if event.visibility == Event.Visibility.LINK:
        response["X-Robots-Tag"] = "noindex"
    return declare(response, signed_in=event.state == Event.State.DRAFT)


@private
@require_safe
def invite(request: HttpRequest, code: str) -> HttpResponse:
    """The entries of one place as a file; 404 while there are none."""
    access = registration_for(request, code)
    invitations = access.registration.invitations.select_related("slot")
    entries = [_own_entry(access.registration, invitation) for invitation in invitations]
    if not entries:
        raise Http404
    return _calendar(request, ical.publish(entries), file_name="invite.ics")


@require_safe
def personal_feed(request: HttpRequest, token: str) -> HttpResponse:
    """All entries of the person who has this token; every other token gets one and the same 404."""
    known = Person.objects.filter(feed_token=token, user__is_active=True)
    person = known.first() if CODE.fullmatch(token) else None
    if person is None:
        return _no_calendar()
    entries = [_own_entry(entry.registration, entry) for entry in _invitations(person)]
    response = _calendar(request, ical.feed(_("My training"), entries))
    patch_cache_control(response, private=True, no_cache=True)
    response["X-Robots-Tag"] = "noindex"
    return response


def _recent(ends_at: str = "ends_at", updated_at: str = "updated_at") -> Q:
    """What is to come or just over, and whatever changed lately, by these two fields."""
    since = timezone.now() - KEPT_FOR
    return Q(**{f"{ends_at}__gt": since}) | Q(**{f"{updated_at}__gt": since})


def _invitations(person: Person) -> QuerySet[Invitation]:
    around = ("slot", "registration__person", "registration__event__course")
    own = Invitation.objects.filter(_recent("slot__ends_at"), registration__person=person)
    return own.select_related(*around, "registration__event__venue").order_by(
        "slot__starts_at", "pk"
    )


def _own_entry(registration: Registration, invitation: Invitation) -> ical.Entry:
    status = "CANCELLED" if invitation.cancelled_at else "CONFIRMED"
    return invitation_entry(registration, invitation, invitation.slot, status=status)


def _calendar(request: HttpRequest, text: str, *, file_name: str = "") -> HttpResponse:
    """The text with its ETag: 304 for who has it already."""
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    if file_name:
        response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response["ETag"] = etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=etag, response=response)


def _no_calendar() -> HttpResponse:
    """The same for an unknown, a revoked and a closed one."""
    response = HttpResponseNotFound(_("There is no calendar at this address.") + "\n", "text/plain")
    patch_cache_control(response, private=True, no_store=True)
    return response
