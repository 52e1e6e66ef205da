"""What can be done about a place: one path for page, mail link, staff screen and clock."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import BigAutoField, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import verification
from accounts.models import Affiliation, Person, User
from accounts.prepared import Given, Prepared
from events import eligibility, waitlist
from events.eligibility import Blocker, NeedsApproval
from events.locking import one_transaction
from events.models import Event, EventChange, Registration, Transition
from events.transitions import Act, move

S = Registration.State
DECLINE_REASONS = {
    "not_responder": gettext_lazy("We could not confirm that you work as a first responder."),
    "no_answer": gettext_lazy("Your agency did not answer our question in time."),
    "other_event": gettext_lazy("Another event fits better. Please choose one for your audience."),
}

UNCHECKED = gettext_lazy("We could not finish checking who you are before the event began.")
UNSEATED = gettext_lazy("No seat was free before the event began.")


class RegistrationRefused(Exception):
    """Why not, in a sentence for the person who asked; `findings` say more where there are any."""

    def __init__(self, reason: str, findings: list[Blocker] | None = None):
        super().__init__(reason)
        self.reason = reason
        self.findings = findings or []


BEFORE = Prepared(
    lambda: Registration.objects.filter(
        event=Given("event", BigAutoField()), person=Given("person", BigAutoField())
    ).order_by("pk")
)


@one_transaction
def register(
    event: Event,
    *,
    person: Person,
    by: User | None,
    is_adult: bool,
    affiliation: Affiliation | None = None,
    intent: str = "",
    source: str = Transition.Source.WEB,
) -> Registration:
    """A place for `person`, a place in line, or a check first. Asked twice, it answers once.

    `intent` is unique per shown form: a second press, a refresh or a second tab gets the first
    answer. Raises RegistrationRefused with the reason.
    """
    event = Event.objects.lock(event.pk)
    before = BEFORE.all(event=event.pk, person=person.pk)
    for known in before:
        if known.is_live or (intent and known.intent == intent):
            known.event = event
            return known
    findings = eligibility.of_event(event)
    findings += eligibility.of_person(
        event, affiliation=affiliation, is_adult=is_adult, last=before[-1] if before else None
    )
    if blockers := eligibility.only(findings, Blocker):
        raise RegistrationRefused(blockers[0].sentence, blockers)
    registration = _new(
        event, person, affiliation, is_adult=is_adult, agreed_at=timezone.now(), intent=intent
    )
    needs_approval = bool(eligibility.only(findings, NeedsApproval))
    _seat(registration, needs_approval=needs_approval, act=Act(by, source))
    return registration


def _new(
    event: Event,
    person: Person,
    affiliation: Affiliation | None,
    *,
    is_adult: bool,
    agreed_at: datetime | None = None,
    intent: str = "",
) -> Registration:
    return Registration(
        event=event,
        person=person,
        affiliation=affiliation,
        state="",
        intent=intent,
        certificate_name=person.name_on_roster,
        is_adult=is_adult,
        agreed_at=agreed_at,
    )


def _seat(registration: Registration, *, needs_approval: bool, act: Act) -> None:
    free = waitlist.has_free_seat(registration.event)
    if needs_approval:
        hold_until = waitlist.hold_end(registration.event) if free else None
        move([registration], S.PENDING, act=act, hold_until=hold_until)
    else:
        move([registration], S.CONFIRMED if free else S.WAITLISTED, act=act)


def _locked(registration: Registration) -> Registration:
    """The registration re-read under its event's lock, that event attached."""
    event = Event.objects.lock(registration.event_id)
    around = Registration.objects.select_related("person", "affiliation__email")
    fresh = around.get(pk=registration.pk)
    fresh.event = event
    return fresh


@one_transaction
def approve(registration: Registration, *, by: User, reason: str = "") -> Registration:
    """Staff vouch for the person: the held seat is theirs, or the place in line is."""
    registration = _locked(registration)
    _require(registration, S.PENDING, _("Nobody waits for this decision any more."))
    act = Act(by, Transition.Source.STAFF, reason)
    if registration.affiliation:
        verification.approve(registration.affiliation, by=by)
    if registration.holds_seat or _is_next(registration):
        move([registration], S.CONFIRMED, act=act)
    else:
        move([registration], S.WAITLISTED, act=act)
    return registration


def _is_next(registration: Registration) -> bool:
    """Whether a seat is free and nobody in line came before."""
    first = registration.event.registrations.waiting().first()
    return registration.event.seats_left > 0 and (
        first is None
        or (-first.priority, first.arrival) > (-registration.priority, registration.arrival)
    )


@one_transaction
def decline(registration: Registration, *, by: User, reason: str) -> Registration:
    """Staff say no, with a reason that the person reads; a held seat goes to the next in line."""
    registration = _locked(registration)
    _require(registration, S.PENDING, _("Nobody waits for this decision any more."))
    move([registration], S.DECLINED, act=Act(by, Transition.Source.STAFF, reason))
    if registration.affiliation and reason == DECLINE_REASONS["not_responder"]:
        verification.reject(registration.affiliation, by=by)
    waitlist.fill(registration.event)
    return registration


@one_transaction
def withdraw(
    registration: Registration, *, by: User | None, source: str, reason: str = ""
) -> Registration:
    """Gives the place back before the start; pressed twice, it frees one seat."""
    registration = _locked(registration)
    if registration.state == S.WITHDRAWN:
        return registration
    event = registration.event
    if event.starts_at and event.starts_at <= timezone.now():
        raise RegistrationRefused(_("The event has begun. A place can be given back until then."))
    if not registration.is_live:
        raise RegistrationRefused(_("This place is not yours to give back any more."))
    goes_on = waitlist.goes_on(registration)
    move([registration], S.WITHDRAWN, act=Act(by, source, reason), goes_on=goes_on)
    waitlist.fill(event)
    return registration


@one_transaction
def add_by_hand(
    event: Event,
    *,
    person: Person,
    by: User,
    reason: str,
    affiliation: Affiliation | None = None,
    beyond_seats: bool = False,
) -> Registration:
    """Staff register someone who phones or walks in; `by` vouches for who they are.

    A full event puts them in line, unless `beyond_seats` gives a place over the seats, which
    needs the right to overbook and a reason, and is written into the event's history.
    """
    event = Event.objects.lock(event.pk)
    if event.registrations.live().filter(person=person).exists():
        raise RegistrationRefused(_("This person has a place or waits for one already."))
    if event.state not in Event.SEATED:
        raise RegistrationRefused(eligibility.of_event(event)[0].sentence)
    registration = _new(event, person, affiliation, is_adult=True)
    act = Act(by, Transition.Source.STAFF, reason)
    if beyond_seats and not waitlist.has_free_seat(event):
        _overbook(registration, act)
    else:
        _seat(registration, needs_approval=False, act=act)
    return registration


def _overbook(registration: Registration, act: Act) -> None:
    if not (act.by and act.by.has_perm("events.overbook_event")):
        raise RegistrationRefused(_("You may not give places beyond the seats."))
    if not act.reason:
        raise RegistrationRefused(_("Say why this person gets a place beyond the seats."))
    move([registration], S.CONFIRMED, act=act, beyond_seats=True)
    EventChange.objects.create(
        event=registration.event,
        by=act.by,
        kind=EventChange.Kind.OVERBOOKED,
        detail=registration.certificate_name,
        reason=act.reason,
    )


@one_transaction
def promote_next(event: Event, *, by: User, reason: str = "") -> int:
    """A coordinator gives one free seat to the first in line, also on the last day."""
    event = Event.objects.lock(event.pk)
    given = waitlist.fill(event, act=Act(by, Transition.Source.STAFF, reason), at_most=1)
    if not given:
        raise RegistrationRefused(_("No seat is free, or nobody is waiting for one."))
    return given


@one_transaction
def rename(registration: Registration, *, name: str, by: User, reason: str = "") -> Registration:
    """Corrects the name on the certificate: the person until the event is held, staff after."""
    registration = _locked(registration)
    own = by == registration.person.user
    if own and registration.event.state == Event.State.HELD:
        raise RegistrationRefused(
            _("The event is over. Please write to us, and we correct the name for you.")
        )
    if not own and not reason:
        raise RegistrationRefused(_("Say why the name is corrected."))
    before, registration.certificate_name = registration.certificate_name, name
    registration.save(update_fields=["certificate_name"])
    EventChange.objects.create(
        event=registration.event,
        by=by,
        kind=EventChange.Kind.RENAMED,
        detail=f"{before} > {name}",
        reason=reason,
    )
    return registration


@one_transaction
def say_still_coming(registration: Registration) -> Registration:
    """Notes that someone keeps their place on a postponed event's new date."""
    registration = _locked(registration)
    _require(registration, S.CONFIRMED, _("This place is not yours any more."))
    registration.still_coming_at = timezone.now()
    registration.save(update_fields=["still_coming_at"])
    return registration


def _require(registration: Registration, state: str, otherwise: str) -> None:
    if registration.state != state:
        raise RegistrationRefused(otherwise)


def end_holds(now: datetime | None = None) -> int:
    """Lets seats go whose hold is over; the people keep their place in line and are told."""
    now = now or timezone.now()
    due = Registration.objects.filter(hold_until__lte=now)
    return _each_event(due, lambda event: _end_holds_of(event, now))


@one_transaction
def _end_holds_of(event: Event, now: datetime) -> int:
    return _move_all(Event.objects.lock(event.pk), Q(hold_until__lte=now), S.PENDING)


def expire_unseated(now: datetime | None = None) -> int:
    """When an event starts, who still waits or is being checked is told that it went without."""
    now = now or timezone.now()
    unseated = Registration.objects.filter(state__in=[S.PENDING, S.WAITLISTED])
    begun = Event.objects.with_times().filter(first_start__lte=now).values("pk")
    return _each_event(unseated.filter(event__in=begun), lambda event: _expire_in(event, now))


@one_transaction
def _expire_in(event: Event, now: datetime) -> int:
    event = Event.objects.lock(event.pk)
    if event.starts_at is None or event.starts_at > now:
        return 0  # it moved after the clock had looked
    unchecked = _move_all(event, Q(state=S.PENDING), S.EXPIRED, UNCHECKED)
    return unchecked + _move_all(event, Q(state=S.WAITLISTED), S.EXPIRED, UNSEATED)


def _each_event(registrations, verb: Callable[[Event], int]) -> int:
    # One event at a time, each its own transaction: no lock is held for another's sake.
    pks = registrations.order_by("event").values_list("event", flat=True).distinct()
    return sum(verb(event) for event in Event.objects.filter(pk__in=list(pks)).order_by("pk"))


def _move_all(event: Event, condition: Q, state: str, reason: str = "") -> int:
    moved = list(event.registrations.filter(condition).in_line().select_related("person"))
    for registration in moved:
        registration.event = event
    move(moved, state, act=Act(None, Transition.Source.CLOCK, str(reason)))
    waitlist.fill(event)
    return len(moved)
