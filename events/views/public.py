"""What anybody may see of one event: every answer on one page."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.kept import KeptByKey, has_just_changed, reads_anew
from accounts.public_pages import public_page
from courses.models import Course, CreditApproval, approvals_of
from events import cards, course_pages, day, eligibility, listing, standing
from events.cards import Card
from events.links import absolute
from events.listing import Row
from events.models import Event, Registration
from events.permissions import event_for

OTHERS = 3  # dates of the same course that a page offers


@dataclass(frozen=True)
class Shared:
    """What the pages of all events of a course tell; `dates` are those that come next."""

    course: Course
    approvals: list[CreditApproval]
    dates: list[Row]


def _read_shared(course: int) -> Shared:
    found = Course.objects.select_related("provider").prefetch_related("agenda").get(pk=course)
    return Shared(found, approvals_of(found), _dates(course))


shared = KeptByKey(_read_shared)


@public_page
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The event. Whoever is signed in also reads where they stand."""
    events = Event.objects.select_related("venue", "host", "sponsor").prefetch_related("slots")
    event = event_for(request, slug, events)
    common = shared.get(event.course_id, anew=reads_anew(request))
    event.course = common.course
    context = {
        "event": event,
        "blocker": next(iter(eligibility.of_event(event)), None),
        "offer": standing.offer(event),
        "address": absolute(reverse("events:detail", args=[event.slug])),
        "credits": day.credits(event, common.approvals),
        "course_page": course_pages.page_of(event.course, anew=has_just_changed(request)),
        "own": _own(request, event),
        "others": _cards(common.dates, event),
        "trainers": list(event.trainers.all()),
        "partners": list(event.partners.all()),
    }
    response = render(request, "events/detail.html", context)
    if event.visibility == Event.Visibility.LINK or event.state == Event.State.DRAFT:
        response["X-Robots-Tag"] = "noindex"
    return response


def other_dates(event: Event) -> list[Card]:
    """The next of the other dates on which the same course can be taken."""
    return _cards(_dates(event.course_id), event)


def _dates(course: int) -> list[Row]:
    """The next dates of a course: one more than is offered beside one of them."""
    coming = Event.objects.for_lists().taking_place().filter(course=course)
    return listing.rows(coming)[: OTHERS + 1]  # to let the database choose would cost more


def _cards(dates: list[Row], event: Event) -> list[Card]:
    return cards.of_rows([row for row in dates if row.pk != event.pk][:OTHERS])


def _own(request: HttpRequest, event: Event) -> Registration | None:
    """The reader's latest registration here, if any."""
    if not request.user.is_authenticated:
        return None
    own = event.registrations.of_user(request.user).with_line().order_by("-pk").first()
    if own:
        own.event = event
    return own
