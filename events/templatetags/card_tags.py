"""The cards of a list as HTML. Written here and not in a template: a page shows hundreds of them,
and a template takes five times as long for each."""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from events.cards import Card, Entry

register = template.Library()


@register.filter
def cards_html(cards: Iterable[Card]) -> SafeString:
    """The cards of a list (includes/event_cards.html)."""
    free = escape(_("free"))
    return SafeString("".join(_card(card, free) for card in cards))


@register.filter
def entries_html(entries: Iterable[Entry]) -> SafeString:
    """The cards in a day of the sheet (events/parts/sheet.html)."""
    return SafeString("".join(map(_entry, entries)))


def _card(card: Card, free: str) -> str:
    seats = f'<p class="seats {card.tone}">{escape(card.seats)}</p>'
    days = f", {escape(card.more)}" if card.more else ""
    hours = f"<strong>{escape(card.hours)}</strong>{days}, " if card.hours else ""
    return f"""<li><article class="event-card">
      {_date(card)}
      <div class="body">
        {seats if card.is_off else ""}
        <p class="when">{hours}{escape(card.place)}</p>
        <h3><a href="{escape(card.url)}">{escape(card.name)}</a></h3>
        <p class="what">{escape(card.audience)} ·&nbsp;{free}</p>
        {"" if card.is_off else seats}
      </div>
    </article></li>"""


def _date(card: Card) -> str:
    """The date leads."""
    if card.block is None:
        return f'<p class="date-block none">{escape(_("New date to come"))}</p>'
    block, off = card.block, " off" if card.is_cancelled else ""
    year = f' <span class="year">{block.year}</span>' if block.year else ""
    return (
        f'<time class="date-block{off}" datetime="{block.iso}">'
        f'<span class="weekday">{escape(block.weekday)}</span> <span class="day">{block.day}</span>'
        f' <span class="month">{escape(block.month)}</span>{year}</time>'
    )


def _entry(entry: Entry) -> str:
    card = entry.card
    seats = f'<span class="seats {card.tone}">{escape(card.seats)}</span>'
    first, last = (f"{seats} ", "") if card.is_off else ("", f" {seats}")
    part = f", {escape(entry.part)}" if entry.part else ""
    return (
        f'<li>{first}<a href="{escape(card.url)}"><span class="hour">{escape(entry.hour)}</span> '
        f"{escape(card.name)}{part}</a>{last}</li>"
    )
