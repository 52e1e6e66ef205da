"""What anybody may see of one event: every answer on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.public_pages import public_page
from events import cards, course_pages, day, eligibility, standing
from events.cards import Card
from events.links import absolute
from events.models import Event, Registration
from events.permissions import event_for


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
        "address": absolute(reverse("events:detail", args=[event.slug])),
        "credits": day.credits(event),
        "course_page": course_pages.page_of(event.course),
        "own": _own(request, event),
        "others": other_dates(event),
    }
    response = render(request, "events/detail.html", context)
    if event.visibility == Event.Visibility.LINK or event.state == Event.State.DRAFT:
        response["X-Robots-Tag"] = "noindex"
    return response


def other_dates(event: Event, number: int = 3) -> list[Card]:
    """The next of the other dates on which the same course can be taken."""
    same = Event.objects.for_lists().taking_place().filter(course=event.course_id)
    return cards.of_events(same.exclude(pk=event.pk), number)


def _own(request: HttpRequest, event: Event) -> Registration | None:
    """The reader's latest registration here, if any."""
    if not request.user.is_authenticated:
        return None
    own = event.registrations.of_user(request.user).with_line().order_by("-pk").first()
    if own:
        own.event = event
    return own
