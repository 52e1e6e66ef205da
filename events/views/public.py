"""What anybody may see: the list of events, and one event with every answer on it."""

from itertools import groupby

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.public_pages import public_page
from events import eligibility, standing
from events.links import absolute
from events.models import Event, Registration
from events.permissions import event_for


@public_page
@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    """The public events to come, month by month; those without a date last."""
    months = [(name, list(group)) for name, group in groupby(Event.objects.for_cards(), key=_month)]
    context = {"months": months, "feed_url": absolute(reverse("events:feed"))}
    return render(request, "events/list.html", context)


def _month(event: Event) -> str:
    if event.starts_at is None:
        return _("New date to come")
    return date_format(event.starts_at.astimezone(event.zone), "F Y")


@public_page
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The event. Whoever is signed in also reads where they stand."""
    events = Event.objects.with_people_around().prefetch_related("course__agenda", "partners")
    event = event_for(request, slug, events)
    context = {
        "event": event,
        "blocker": next(iter(eligibility.of_event(event)), None),
        "offer": standing.offer(event),
        "own": _own(request, event),
        "others": other_dates(event)[:3],
    }
    response = render(request, "events/detail.html", context)
    if event.visibility == Event.Visibility.LINK or event.state == Event.State.DRAFT:
        response["X-Robots-Tag"] = "noindex"
    return response


def other_dates(event: Event) -> QuerySet[Event]:
    """Where else the same course can be taken."""
    off = (Event.State.CANCELLED, Event.State.POSTPONED)
    cards = Event.objects.for_cards().filter(course=event.course_id)
    return cards.exclude(pk=event.pk).exclude(state__in=off)


def _own(request: HttpRequest, event: Event) -> Registration | None:
    """The reader's latest registration here, if any."""
    if not request.user.is_authenticated:
        return None
    own = event.registrations.of_user(request.user).with_line().order_by("-pk").first()
    if own:
        own.event = event
    return own
