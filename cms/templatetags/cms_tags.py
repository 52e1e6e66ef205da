"""How pages show events, news, links and lengths of time."""

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from accounts.kept import KeptByKey, reads_anew
from cms import schema_org
from cms.blocks import LinkValue
from cms.brochure import Dates
from cms.models.news import NewsPage, newest
from courses.models import Course
from events import cards, listing
from events.cards import Card
from events.listing import Row
from events.models import Event

register = template.Library()


def _next_rows(count: int) -> list[Row]:
    return listing.rows(Event.objects.for_lists().taking_place().first_by_start(count))


next_rows = KeptByKey(_next_rows)


@register.simple_tag(takes_context=True)
def next_events(context, count: int) -> list[Card]:
    """The next public events that still take place on a known date."""
    return cards.of_rows(next_rows.get(count, anew=reads_anew(context["request"])))


@register.filter
def dates_of(dates: dict[int, Dates], course: Course) -> Dates | None:
    """The coming dates of a course, of those of all courses; None where it has none."""
    return dates.get(course.pk)


@register.simple_tag
def latest_news(count: int) -> list[NewsPage]:
    """The newest news."""
    return list(newest()[:count])


@register.simple_tag(takes_context=True)
def news_json_ld(context, page: NewsPage) -> SafeString:
    """The news for search engines. The browser never runs it, so no policy has to allow it."""
    script = json_script(schema_org.of_news(page, context.get("request")))
    return SafeString(script.replace("application/json", "application/ld+json", 1))


@register.simple_tag(takes_context=True)
def address_of(context, link: LinkValue) -> str:
    """Where a link leads; "" while its page is not published."""
    return link.address(context.get("request"))


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
