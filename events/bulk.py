"""The same for many people: chosen, foreseen, begun with a press, done one after another.

Each person is their own transaction, and what came of it is written in the same one: a server
that dies in between leaves nothing half done, and nobody is done twice. What happens to a place
is done by the verbs of registrations.py, as for one person.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from events import notices, registrations, waitlist
from events.locking import one_transaction
from events.models import BulkItem, BulkRun, Event, EventChange, Registration, Transition
from events.registrations import RegistrationRefused
from events.roles import may_run_events
from mail import outbox
from mail.models import OutgoingEmail

SLICE_SECONDS = 0.6  # a request answers within the second
DRAFTS_KEPT = timedelta(days=1)
Act = BulkRun.Act
S = Registration.State
UNDECIDED = set(Registration.UNDECIDED)
FITS = {
    Act.APPROVE: UNDECIDED,
    Act.DECLINE: UNDECIDED,
    Act.GIVE_BACK: set(Registration.LIVE),
    Act.MAIL: set(S),
}
# Who leaves the line goes first: else a seat given back would be theirs for a moment.
LEAVE_FIRST = {S.WAITLISTED: 0, S.PENDING: 1, S.PENDING_AGENCY: 1}


class BulkRefused(Exception):
    """Why it cannot be begun, or not for this person; a sentence for staff."""


@dataclass
class Foreseen:
    """What the press will do as things stand, by registration."""

    seated: list[Registration] = field(default_factory=list)
    queued: list[Registration] = field(default_factory=list)
    ended: list[Registration] = field(default_factory=list)
    written: list[Registration] = field(default_factory=list)
    refused: list[tuple[Registration, str]] = field(default_factory=list)
    next_in_line: list[Registration] = field(default_factory=list)
    freed: int = 0
    mails: int = 0

    @property
    def done(self) -> list[Registration]:
        """Those for whom it will be done."""
        return [*self.seated, *self.queued, *self.ended, *self.written]

    words: tuple[str, str] = ("", "")

    @property
    def seen(self) -> str:
        """What a review showed; another value means that it no longer holds."""
        people = (self.seated, self.queued, self.ended, self.written, self.next_in_line)
        shown = [[(one.pk, one.state) for one in group] for group in people]
        facts = repr((shown, self.freed, self.mails, self.words))
        return hashlib.sha256(facts.encode()).hexdigest()


@one_transaction
def choose(event: Event, *, act: str, places: Iterable[int], by: User) -> BulkRun:
    """A run for those of `places` that are registrations of `event`; nothing is done yet.

    Raises BulkRefused where nobody is chosen.
    """
    BulkRun.objects.filter(
        by=by, started_at=None, created_at__lt=timezone.now() - DRAFTS_KEPT
    ).delete()
    chosen = list(event.registrations.filter(pk__in=set(places)).in_line())
    if act == Act.GIVE_BACK:
        chosen.sort(key=lambda one: LEAVE_FIRST.get(one.state, 2))
    if not chosen:
        raise BulkRefused(_("Nobody is chosen. Tick the people first, or choose the whole list."))
    run = BulkRun.objects.create(event=event, by=by, act=Act(act))
    BulkItem.objects.bulk_create(
        BulkItem(run=run, registration=one, position=number)
        for number, one in enumerate(chosen, start=1)
    )
    return run


@one_transaction
def write(run: BulkRun, *, subject: str, text: str) -> BulkRun:
    """The words of a mail that is not sent yet."""
    if not BulkRun.objects.filter(pk=run.pk, started_at=None).update(subject=subject, text=text):
        raise BulkRefused(_("This mail is being sent. It cannot be changed any more."))
    run.subject, run.text = subject, text
    return run


@one_transaction
def start(run: BulkRun, *, by: User, seen: str, reason: str = "") -> BulkRun:
    """Begins what a review showed. Begun twice, it is begun once; `go_on` does it.

    Raises BulkRefused where `by` may not, or where what was `seen` does not hold any more.
    """
    if not may_run_events(by):
        raise BulkRefused(_("You may not run events."))
    event = Event.objects.lock(run.event_id)
    run = BulkRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.started_at:
        return run
    if run.act == Act.MAIL and not run.subject:
        raise BulkRefused(_("The mail is not written yet."))
    if foresee(run, event).seen != seen:
        raise BulkRefused(_("Something changed meanwhile. Nothing was done. Please look again."))
    run.started_at, run.reason = timezone.now(), reason
    run.save(update_fields=["started_at", "reason"])
    if run.act == Act.MAIL:
        number = run.items.count()
        people = ngettext("%(n)s person", "%(n)s people", number) % {"n": number}
        EventChange.objects.create(
            event=event, by=by, kind=EventChange.Kind.WROTE, detail=f"{run.subject} ({people})"
        )
    return run


def go_on(run: BulkRun, *, by: User, seconds: float = SLICE_SECONDS) -> int:
    """Does as many as fit into `seconds`, at least one; returns how many are still to do.

    Safe at the same time in two windows, and after anything died.
    """
    if run.started_at is None:
        raise BulkRefused(_("This is not begun yet."))
    ends = monotonic() + seconds
    left = list(run.items.filter(outcome="").values_list("pk", flat=True))
    for done, pk in enumerate(left, start=1):
        _do(run, pk, by=by)
        if monotonic() >= ends:
            return len(left) - done
    return 0


@one_transaction
def _do(run: BulkRun, pk: int, *, by: User) -> None:
    event = Event.objects.lock(run.event_id)  # first, as every verb does
    item = BulkItem.objects.select_for_update(of=("self",)).get(pk=pk)
    if item.outcome:
        return
    registration = Registration.objects.select_related("person").get(pk=item.registration_id)
    registration.event = event
    try:
        with transaction.atomic():
            item.note = _VERBS[run.act](run, registration, by)
        item.outcome = BulkItem.Outcome.DONE
    except (RegistrationRefused, BulkRefused) as refusal:
        item.note, item.outcome = str(refusal)[:300], BulkItem.Outcome.REFUSED
    item.at = timezone.now()
    item.save(update_fields=["note", "outcome", "at"])


def _approve(run: BulkRun, registration: Registration, by: User) -> str:
    moved = registrations.approve(registration, by=by, reason=run.reason)
    return _("has a place") if moved.state == S.CONFIRMED else _("is on the waiting list")


def _decline(run: BulkRun, registration: Registration, by: User) -> str:
    registrations.decline(registration, by=by, reason=run.reason)
    return _("is declined")


def _give_back(run: BulkRun, registration: Registration, by: User) -> str:
    if why := _why_not(run.act, registration):
        raise BulkRefused(why)  # given back meanwhile by the person, say
    source = Transition.Source.STAFF
    registrations.withdraw(registration, by=by, source=source, reason=run.reason)
    return _("the place is given back")


def _mail(run: BulkRun, registration: Registration, by: User) -> str:
    mail = letter(run, registration)
    if mail is None:
        raise BulkRefused(_("No e-mail address: tell the person yourself."))
    outbox.queue(mail)
    return _("a mail is on its way")


_VERBS: dict[str, Callable[[BulkRun, Registration, User], str]] = {
    Act.APPROVE: _approve,
    Act.DECLINE: _decline,
    Act.GIVE_BACK: _give_back,
    Act.MAIL: _mail,
}


def letter(run: BulkRun, registration: Registration) -> outbox.Mail | None:
    """The mail of a run to one person; None without an address. Its key makes a second impossible.

    What staff wrote is a fact like any other: nothing in it is looked up or filled in.
    """
    return notices.about(
        registration,
        "note",
        notices.event_facts(registration.event) | {"subject": run.subject, "text": run.text},
        key=f"bulk/{run.pk}/{registration.pk}",
        priority=OutgoingEmail.Priority.BULK,
    )


def foresee(run: BulkRun, event: Event | None = None) -> Foreseen:
    """What a run not begun yet will do, in its order, by the rules of the verbs."""
    event = event or Event.objects.with_people_around().get(pk=run.event_id)
    items = run.items.select_related("registration__person")
    found = Foreseen(words=(run.subject, run.text))
    for registration in [item.registration for item in items]:
        registration.event = event
        if why := _why_not(run.act, registration):
            found.refused.append((registration, why))
        else:
            found.ended.append(registration)
    if run.act == Act.APPROVE:
        _foresee_seats(event, found)
    elif run.act == Act.MAIL:
        found.written, found.ended = found.ended, []
    else:
        _foresee_next(event, found)
    found.mails = _mails(event, found)
    return found


def _why_not(act: str, registration: Registration) -> str:
    event = registration.event
    if registration.state not in FITS[Act(act)]:
        return _("is now: %(state)s") % {"state": registration.get_state_display()}
    if act == Act.MAIL and not registration.person.contact_email:
        return _("no e-mail address: tell the person yourself")
    if act == Act.GIVE_BACK and event.starts_at and event.starts_at <= timezone.now():
        return _("the event has begun")
    return ""


def _foresee_seats(event: Event, found: Foreseen) -> None:
    """Who of the approved gets a seat: who holds one, or is next while one is free."""
    free, first = event.seats_left, event.registrations.waiting().first()
    place = (-first.priority, first.arrival) if first else None
    for one in found.ended:
        own = (-one.priority, one.arrival)
        if one.holds_seat:
            found.seated.append(one)
        elif free > 0 and (place is None or own < place):
            found.seated.append(one)
            free -= 1
        else:
            found.queued.append(one)
            place = own if place is None else min(place, own)
    found.ended = []


def _foresee_next(event: Event, found: Foreseen) -> None:
    """How many seats are let go, and who in line gets one at once."""
    going = {one.pk for one in found.ended}
    found.freed = sum(one.holds_seat and not one.beyond_seats for one in found.ended)
    automatic = not event.starts_within(waitlist.AUTOMATIC_UNTIL)
    if found.ended and automatic and event.state in Event.SEATED:
        line = waitlist.in_turn(event).exclude(pk__in=going).select_related("person")
        found.next_in_line = list(line[: event.seats_left + found.freed])


def _mails(event: Event, found: Foreseen) -> int:
    """How many mails go: one for each date to who gets or loses a seat, else one each."""
    dates = max(len(event.standing_slots), 1)
    entries = [*found.seated, *found.next_in_line]
    entries += [one for one in found.ended if one.state == S.CONFIRMED]
    single = [*found.queued, *found.written]
    single += [one for one in found.ended if one.state != S.CONFIRMED]
    reached = [sum(bool(one.person.contact_email) for one in group) for group in (entries, single)]
    return reached[0] * dates + reached[1]
