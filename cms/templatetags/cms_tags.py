"""How pages show events and lengths of time."""

from django import template
from django.utils.translation import ngettext

from cms.brochure import Dates
from courses.models import Course
from events import cards
from events.cards import Card
from events.models import Event

register = template.Library()


@register.simple_tag
def next_events(count: int) -> list[Card]:
    """The next public events that still take place on a known date."""
    return cards.of_events(Event.objects.for_lists().taking_place(), count)


@register.filter
def dates_of(dates: dict[int, Dates], course: Course) -> Dates | None:
    """The coming dates of a course, of those of all courses; None where it has none."""
    return dates.get(course.pk)


@register.filter
def total_minutes(course: Course) -> int:
    """Minutes from the first item of the agenda to the last, breaks included."""
    return sum(item.minutes for item in course.agenda.all())


@register.filter
def duration(minutes: int) -> str:
    """380 -> "6 hours 20 minutes"."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours})
    if rest or not hours:
        parts.append(ngettext("%(n)d minute", "%(n)d minutes", rest) % {"n": rest})
    return " ".join(parts)
