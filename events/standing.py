"""Where a place stands, in one of five sentences, and what an event has to offer to a newcomer."""

from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import ordinal
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Affiliation
from events import eligibility, waitlist, wording
from events.models import Event, Registration
from events.transitions import place_in_line

S = Registration.State


@dataclass(frozen=True)
class Standing:
    """`sentence` says it, `more` what follows from it, `tone` how it is shown."""

    sentence: str
    more: str = ""
    tone: str = ""


def of(registration: Registration) -> Standing:
    """The sentence for the person. A list annotates `line` (with_line()) to spare a query each."""
    by_state = {
        S.CONFIRMED: _confirmed,
        S.PENDING: _checking,
        S.PENDING_AGENCY: _asking,
        S.WAITLISTED: _waiting,
        S.WITHDRAWN: _given_back,
    }
    return by_state.get(registration.state, _not_possible)(registration)


def _confirmed(registration: Registration) -> Standing:
    event = registration.event
    if event.state == Event.State.POSTPONED:
        more = _("The event is postponed. You keep your place, and we write when the date is set.")
        return Standing(_("You have a place."), more, "warn")
    if event.state == Event.State.HELD:
        return Standing(_("You had a place."), _("The event is over."))
    return Standing(_("You have a place."), tone="ok")


def _checking(registration: Registration) -> Standing:
    sentence = _("We are checking that you are a first responder.")
    return Standing(sentence, _held(registration), "warn")


def _asking(registration: Registration) -> Standing:
    return Standing(_("We are asking your agency."), _held(registration), "warn")


def _held(registration: Registration) -> str:
    if registration.hold_until:
        until = registration.hold_until.astimezone(registration.event.zone)
        return _("A seat is held for you until %(until)s. We write as soon as it is decided.") % {
            "until": f"{date_format(until, 'l, F j')}, {wording.clock(until, with_zone=True)}"
        }
    return _("You keep your place in line meanwhile. We write as soon as it is decided.")


def _waiting(registration: Registration) -> Standing:
    line = getattr(registration, "line", None) or place_in_line(registration)
    return Standing(
        _("You are %(place)s in line.") % {"place": ordinal(line)},
        _("When a seat is free, the first in line gets it, and we write to you."),
        "warn",
    )


def _given_back(registration: Registration) -> Standing:
    return Standing(_("This place was given back."), registration.reason)


def _not_possible(registration: Registration) -> Standing:
    sentences = {
        S.DECLINED: _("A place is not possible, because we could not take you this time."),
        S.EXPIRED: _("A place was not possible, because the event has begun."),
        S.CANCELLED: _("A place is not possible, because the event was cancelled."),
        S.MOVED: _("You were moved to another date of this class."),
    }
    return Standing(sentences[registration.state], registration.reason, "stop")


@dataclass(frozen=True)
class Offer:
    """What a newcomer gets: a seat, or a place in line behind `waiting` people.

    `for_members`: the seats that are free go to people of member agencies for now.
    """

    has_seat: bool
    waiting: int
    for_members: bool = False

    @property
    def button(self) -> str:
        """What the one button says."""
        if self.has_seat:
            return _("Take my seat")
        if self.waiting == 0:
            return _("Join the waiting list: you are the first")
        return ngettext(
            "Join the waiting list: %(count)s person before you",
            "Join the waiting list: %(count)s people before you",
            self.waiting,
        ) % {"count": self.waiting}


def offer(event: Event, affiliation: Affiliation | None = None) -> Offer:
    """The same rule as the verb: a newcomer never overtakes the line, nor the members' time."""
    waiting = event.registrations.waiting().count() if event.may_have_line else 0
    has_seat = event.seats_left > 0 and not (waiting and waitlist.has_line(event))
    for_members = has_seat and eligibility.waits_for_members(event, affiliation)
    return Offer(has_seat and not for_members, waiting, for_members)


FEW = 6
NO_SEATS = {
    "cancelled": gettext_lazy("Cancelled"),
    "postponed": gettext_lazy("Postponed"),
    "held": gettext_lazy("It has taken place"),
    "closed": gettext_lazy("Registration is closed"),
    "started": gettext_lazy("It has begun"),
    "not_open_yet": gettext_lazy("Registration is not open yet"),
    "draft": gettext_lazy("Draft: not published yet"),
}


@dataclass(frozen=True)
class Seats:
    """An event's seats in words; `tone` is how they are shown (few, full, off or nothing)."""

    words: str
    tone: str = ""
    is_off: bool = False


def seats(event: Event, waiting: int | None = None) -> Seats:
    """What a card says last, or first where nothing takes place. `waiting` where it is known.

    `event` may be the row of a list: what `eligibility.obstacle` asks, and `seats_left`.
    """
    if code := eligibility.obstacle(event, timezone.now()):
        return Seats(str(NO_SEATS[code]), "off", is_off=code in ("cancelled", "postponed"))
    if waiting:
        full = ngettext("Full: %(n)s person waiting", "Full: %(n)s people waiting", waiting)
        return Seats(full % {"n": waiting}, "full")
    if event.seats_left == 0:
        return Seats(_("Full: you can join the waiting list"), "full")
    left = ngettext("%(n)s seat left", "%(n)s seats left", event.seats_left)
    return Seats(left % {"n": event.seats_left}, "few" if event.seats_left < FEW else "")
