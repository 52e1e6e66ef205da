"""The back office's first page: today, what is next, what waits for a person, what changed."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import F, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from accounts.models import User
from courses.models import Course
from events import verifying
from events.models import Event, Registration, Venue
from events.roles import may_run_events, may_verify
from events.views.office import history, mail_words
from mail.models import OutgoingEmail

CARDS = 8
LISTED = 40  # further events, each a link, so that nothing to come is three presses away
DECISIONS_SHOWN = 8
STUCK_SHOWN = 4
CHANGES_SHOWN = 12
CHANGES_OF = timedelta(days=7)
JUST_NOW = timedelta(minutes=1)  # less is no number of minutes to wait


class NextEvents(Component):
    """Today first, then the next events with their fill; decisions, mail and changes."""

    name = "next_events"
    template_name = "events/office/home.html"
    order = 10

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        """A few queries, whatever the number of events."""
        user = parent_context["request"].user
        now = timezone.now()
        coming = list(_coming()[: CARDS + LISTED])
        today = [event for event in coming if _is_today(event)]
        later = [event for event in coming if event not in today]
        context = {
            "today": today,
            "events": later[:CARDS],
            "further": later[CARDS:],
            "deciding": _deciding(),
            "moment_ago": now - JUST_NOW,
            "stuck": _stuck(),
            "verifying": verifying.cases().count() if may_verify(user) else 0,
            "changes": history.latest(now - CHANGES_OF, CHANGES_SHOWN),
            "events_url": reverse("event:index"),
            "add_url": reverse("event:add") if user.has_perm("events.add_event") else "",
        }
        return context | {"steps": [] if coming else _first_steps(user)}

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> str:
        """Nothing for staff who do not run events."""
        user = parent_context["request"].user
        return super().render_html(parent_context) if may_run_events(user) else ""


def _coming() -> QuerySet[Event]:
    """What is not over: the running ones and drafts by start, without a date last."""
    standing = Q(last_end__gt=timezone.now()) | Q(last_end=None) | Q(state=Event.State.POSTPONED)
    events = Event.objects.with_times().filter(standing).with_waiting()
    shown = events.filter(state__in=(*Event.RUNNING, Event.State.DRAFT))
    by_start = F("first_start").asc(nulls_last=True)
    return (
        shown.select_related("course", "venue").prefetch_related("slots").order_by(by_start, "pk")
    )


def _is_today(event: Event) -> bool:
    """Whether any of its slots is on today's date where it takes place."""
    if event.state not in Event.SEATED:
        return False
    today = timezone.now().astimezone(event.zone).date()
    return any(
        slot.starts_at.astimezone(event.zone).date() <= today
        and today <= slot.ends_at.astimezone(event.zone).date()
        for slot in event.standing_slots
    )


def _deciding() -> dict[str, Any]:
    """Who waits for a decision, who waits longest first; and how many there are."""
    pending = Registration.objects.filter(
        state__in=Registration.UNDECIDED, event__state__in=Event.RUNNING
    )
    since = Min("transitions__at", filter=Q(transitions__to_state__in=Registration.UNDECIDED))
    oldest = pending.annotate(since=since).order_by("since", "pk")
    around = ("event__course", "person", "affiliation__agency")
    return {
        "people": list(
            oldest.select_related(*around).prefetch_related("event__slots")[:DECISIONS_SHOWN]
        ),
        "number": pending.count(),
    }


def _stuck() -> dict[str, Any]:
    """Mail that did not go out: how many, and the latest few with what is wrong."""
    failed = OutgoingEmail.objects.filter(state=OutgoingEmail.State.FAILED)
    short = failed.defer("facts", "text", "html", "calendar").order_by("-pk")
    return {
        "number": failed.count(),
        "mails": [(row, mail_words.title(row)) for row in short[:STUCK_SHOWN]],
        "url": f"{reverse('outgoingemail:index')}?state=failed",
    }


def _first_steps(user: User) -> list[dict[str, Any]]:
    """What to do on a site without events, in order, and what is done already."""
    steps = (
        ("course", Course, "courses.add_course"),
        ("venue", Venue, "events.add_venue"),
        ("event", Event, "events.add_event"),
    )
    return [
        {
            "name": name,
            "done": model is not Event and model.objects.exists(),
            "url": reverse(f"{name}:add") if user.has_perm(right) else "",
        }
        for name, model, right in steps
    ]
