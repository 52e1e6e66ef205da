"""The first thing on the back office's home page: the next events and what waits."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count
from django.urls import reverse
from wagtail.admin.ui.components import Component

from events.models import Event, Registration
from mail.models import OutgoingEmail

SHOWN = 6


class NextEvents(Component):
    """The next events with their fill; decisions and mail that need a person."""

    name = "next_events"
    template_name = "events/office/home.html"
    order = 10

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        """A few queries, whatever the number of events."""
        user = parent_context["request"].user
        states = (Event.State.PUBLISHED, Event.State.CLOSED, Event.State.POSTPONED)
        pending = Registration.objects.filter(
            state=Registration.State.PENDING, event__state__in=states
        )
        numbers = dict(pending.values_list("event").order_by("event").annotate(n=Count("pk")))
        deciding = Event.objects.filter(pk__in=numbers).select_related("course").order_by("pk")
        coming = Event.objects.coming().filter(state__in=states).with_people_around()
        return {
            "events": coming[:SHOWN],
            "deciding": [(event, numbers[event.pk]) for event in deciding],
            "stuck": OutgoingEmail.objects.filter(state=OutgoingEmail.State.FAILED).count(),
            "stuck_url": f"{reverse('outgoingemail:index')}?state=failed",
            "events_url": reverse("event:index"),
            "add_url": reverse("event:add") if user.has_perm("events.add_event") else "",
        }

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> str:
        """Nothing for staff who do not run events."""
        user = parent_context["request"].user
        return super().render_html(parent_context) if user.has_perm("events.run_event") else ""
