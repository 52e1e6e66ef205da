"""How pages show events and lengths of time."""

from django import template
from django.utils.translation import ngettext

from courses.models import Course
from events.models import Event

register = template.Library()


@register.simple_tag
def next_events(count: int) -> list[Event]:
    """The next public events that still take place on a known date."""
    off = (Event.State.CANCELLED, Event.State.POSTPONED)
    return list(Event.objects.for_cards().exclude(state__in=off)[:count])


@register.simple_tag
def course_events(course: Course) -> list[Event]:
    """Every public event of a course to come, cancelled and postponed ones included."""
    return list(Event.objects.for_cards().filter(course=course))


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
