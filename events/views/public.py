"""What anybody may see of one event: every answer on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.kept import has_just_changed, reads_anew
from accounts.public_pages import public_page
from events import course_facts, course_pages, day, eligibility, standing
from events.links import absolute
from events.models import Event, Registration
from events.permissions import event_for


@public_page
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The event. Whoever is signed in also reads where they stand."""
    events = Event.objects.select_related("venue", "host", "sponsor").prefetch_related("slots")
    event = event_for(request, slug, events)
    facts = course_facts.of_course.get(event.course_id, anew=reads_anew(request))
    event.course = facts.course
    context = {
        "event": event,
        "blocker": next(iter(eligibility.of_event(event)), None),
        "offer": standing.offer(event),
        "address": absolute(reverse("events:detail", args=[event.slug])),
        "credits": day.credits(event, facts.approvals),
        "course_page": course_pages.page_of(event.course, anew=has_just_changed(request)),
        "own": _own(request, event),
        "requirements": eligibility.requirements(event),
        "others": course_facts.beside(event, facts.dates),
        "trainers": list(event.trainers.all()),
        "partners": list(event.partners.all()),
    }
    response = render(request, "events/detail.html", context)
    if event.visibility == Event.Visibility.LINK or event.state == Event.State.DRAFT:
        response["X-Robots-Tag"] = "noindex"
    return response


def _own(request: HttpRequest, event: Event) -> Registration | None:
    """The reader's latest registration here, if any."""
    if not request.user.is_authenticated:
        return None
    own = event.registrations.of_user(request.user).with_line().order_by("-pk").first()
    if own:
        own.event = event
    return own
