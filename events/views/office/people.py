"""Who hears of a change by mail, and whom staff must tell themselves, by name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person
from events import schedule
from events.models import Event, Registration

S = Registration.State
NAMES_SHOWN = 12


@dataclass(frozen=True)
class Named:
    """A sentence and all the names that belong to it; many are folded."""

    sentence: str
    names: Sequence[str]

    @property
    def folded(self) -> bool:
        """Whether there are too many to read in a line."""
        return len(self.names) > NAMES_SHOWN

    def __str__(self) -> str:
        return f"{self.sentence} {', '.join(self.names)}."


def names_of(registrations: Iterable[Registration]) -> list[str]:
    """Their names; each comes with its `person`."""
    return [one.shown_name for one in registrations]


def told_of(event: Event) -> dict[str, int]:
    """How many hear of a change by mail: with a place, waiting, being checked."""
    told = schedule.people_told(event)
    checked = event.registrations.filter(state__in=Registration.UNDECIDED).exclude(
        person__contact_email=""
    )
    number = checked.count()
    return told | {"waiting": told["waiting"] - number, "checked": number}


def people_lines(
    event: Event, told: dict[str, int], *, invited: str, seated: Sequence[Registration] = ()
) -> list[str | Named]:
    """How many hear of it, and whom staff must tell; `seated` have sentences of their own."""
    lines = [invited] if told["invited"] else [_("Nobody with an e-mail address has a place yet.")]
    waiting = ngettext(
        "%(n)s person who waits gets a mail that says so.",
        "%(n)s people who wait get a mail that says so.",
        told["waiting"],
    )
    checked = ngettext(
        "%(n)s person who is being checked gets a mail that says so.",
        "%(n)s people who are being checked get a mail that says so.",
        told["checked"],
    )
    lines += [waiting % {"n": told["waiting"]}] if told["waiting"] else []
    lines += [checked % {"n": told["checked"]}] if told["checked"] else []
    return lines + _unreached(event, seated)


def _unreached(event: Event, seated: Sequence[Registration]) -> list[Named]:
    live = event.registrations.live().filter(person__contact_email="").order_by("pk")
    among = list(live.exclude(pk__in=[one.pk for one in seated]).select_related("person"))
    place = [one for one in among if one.state == S.CONFIRMED]
    waits = [one for one in among if one.state == S.WAITLISTED]
    checked = [one for one in among if one.is_undecided]
    sentences = (
        (no_address(len(place)), place),
        (
            ngettext(
                "%(n)s person who waits has no e-mail address: tell them yourself.",
                "%(n)s people who wait have no e-mail address: tell them yourself.",
                len(waits),
            ),
            waits,
        ),
        (
            ngettext(
                "%(n)s person who is being checked has no e-mail address: tell them yourself.",
                "%(n)s people who are being checked have no e-mail address: tell them yourself.",
                len(checked),
            ),
            checked,
        ),
    )
    return [Named(words % {"n": len(who)}, names_of(who)) for words, who in sentences if who]


def no_address(number: int) -> str:
    """Of people with a place; with "%(n)s" still in it."""
    return ngettext(
        "%(n)s person has no e-mail address: tell them yourself.",
        "%(n)s people have no e-mail address: tell them yourself.",
        number,
    )


def unheard(event: Event) -> int:
    """How many of those with a place, in line or being checked no mail reaches."""
    return event.registrations.live().filter(person__contact_email="").count()


def everyone_told(sentence: str, unreached: int) -> str:
    """`sentence`, and how far "everyone is told" holds; on the event's page, which names them."""
    if unreached:
        whom = no_address(unreached) % {"n": unreached}
        names = _("Their names are in the lists below.")
        return format_html('{} {} <a href="#roster">{}</a>', sentence, whom, names)
    return _("%(sentence)s Everyone is told.") % {"sentence": sentence}


def or_yourself(person: Person, sentence: str, otherwise: str) -> str:
    """`sentence`, which promises a mail, or for someone without an address the truth."""
    if person.contact_email:
        return sentence
    return _("%(sentence)s There is no e-mail address: tell the person yourself.") % {
        "sentence": otherwise
    }
