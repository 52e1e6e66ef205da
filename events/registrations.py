"""What can be done about a place: one path for page, mail link, staff screen and clock."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import verification
from accounts.models import Affiliation, Agency, Person, User
from events import asking, eligibility, needs, waitlist
from events.applying import Applicant, Outcome, foresee, new_place
from events.eligibility import Blocker
from events.locking import one_transaction
from events.models import Event, EventChange, Registration, SeatHold, Transition
from events.transitions import Act, move

S = Registration.State
DECLINE_REASONS = {
    "not_responder": gettext_lazy("We could not confirm that you work as a first responder."),
    "no_answer": gettext_lazy("Your agency did not answer our question in time."),
    "other_event": gettext_lazy("Another event fits better. Please choose one for your audience."),
}


class RegistrationRefused(Exception):
    """Why not, in a sentence for the person who asked; `findings` say more where there are any."""

    def __init__(self, reason: str, findings: Sequence[Blocker] = ()):
        super().__init__(reason)
        self.reason = reason
        self.findings = findings


def register(
    event: Event, *, by: User | None, source: str = Transition.Source.WEB, **applicant
) -> Registration:
    """A place for one person, a place in line, or a check first; see Applicant for the rest.

    Asked twice, it answers once. Raises RegistrationRefused with the reason.
    """
    asked = {"agreed_at": timezone.now()} | applicant
    (outcome,) = register_all(event, [Applicant(**asked)], by=by, source=source)
    if outcome.blockers:
        raise RegistrationRefused(outcome.blockers[0].sentence, outcome.blockers)
    return outcome.registration


@one_transaction
def register_all(
    event: Event,
    applicants: Sequence[Applicant],
    *,
    by: User | None,
    source: str,
    by_agency: Agency | None = None,
    whole: bool = False,
    hold: SeatHold | None = None,
) -> list[Outcome]:
    """Places for all of `applicants`, in their order, as far as they fit.

    `whole`: everyone gets a seat or nobody does; then RegistrationRefused says how many would.
    `by_agency`: its training coordinator asks for them; `hold` are seats that it holds here.
    """
    event = Event.objects.lock(event.pk)
    if hold:
        hold = SeatHold.objects.get(pk=hold.pk)
    outcomes = foresee(event, applicants, by_agency=by_agency is not None, hold=hold)
    if whole and (short := sum(one.becomes != S.CONFIRMED for one in outcomes)):
        raise RegistrationRefused(
            _("Nobody was registered: %(n)s of %(all)s would not get a seat now.")
            % {"n": short, "all": len(outcomes)}
        )
    groups: dict[tuple, list[Outcome]] = {}
    for one in outcomes:
        if one.becomes and not one.known:
            groups.setdefault((one.becomes, one.has_seat, one.named), []).append(one)
    facts = {"by_agency": by_agency.name} if by_agency else {}
    for (state, has_seat, named), group in groups.items():
        for one in group:
            one.registration = new_place(event, one.applicant)
        held = has_seat and state in Registration.UNDECIDED
        move(
            [one.registration for one in group],
            state,
            act=Act(by, source),
            hold_until=waitlist.hold_end(event) if held else None,
            from_hold=hold if named else None,
            **facts,
        )
    for one in outcomes:
        if one.registration and not one.known:
            _keep(one)
    return outcomes


def _keep(outcome: Outcome) -> None:
    """What was answered and asked for with the place."""
    applicant = outcome.applicant
    if applicant.answers:
        asking.keep(outcome.registration, applicant.answers)
    if applicant.needs or applicant.diet:
        needs.ask(outcome.registration, needs=applicant.needs, diet=applicant.diet)


def locked(registration: Registration) -> Registration:
    """The registration re-read under its event's lock, that event attached."""
    event = Event.objects.lock(registration.event_id)
    around = Registration.objects.select_related(
        "person__user", "affiliation__email", "affiliation__agency", "affiliation__profession"
    )
    fresh = around.get(pk=registration.pk)
    fresh.event = event
    if fresh.affiliation:
        fresh.affiliation.person = fresh.person
    return fresh


@one_transaction
def approve(registration: Registration, *, by: User, reason: str = "") -> Registration:
    """Staff vouch for the person: the held seat is theirs, or the place in line is.

    Raises RegistrationRefused where nobody waits any more, or they would decide about themselves.
    """
    registration = locked(registration)
    require_undecided(registration)
    if registration.person.user_id == by.pk:
        raise RegistrationRefused(_("Nobody decides about themselves. Ask a colleague."))
    seat(registration, act=Act(by, Transition.Source.STAFF, reason))
    tie = registration.affiliation
    if tie and not (tie.is_valid and tie.level >= registration.event.level):
        verification.approve(tie, by=by, reason=reason, tell=False)
    return registration


def seat(registration: Registration, *, act: Act) -> None:
    """Confirms who has been checked, if a seat is held or it is their turn; else in line."""
    mine = registration.holds_seat or _is_next(registration)
    move([registration], S.CONFIRMED if mine else S.WAITLISTED, act=act)


def require_undecided(registration: Registration) -> None:
    """RegistrationRefused where the decision was taken already."""
    if not registration.is_undecided:
        raise RegistrationRefused(_("Nobody waits for this decision any more."))


def _is_next(registration: Registration) -> bool:
    """Whether a seat is free and nobody in line came before."""
    event = registration.event
    if registration.priority == 0 and waitlist.in_members_time(event):
        return False
    first = waitlist.in_turn(event).first()
    return event.seats_left > 0 and (
        first is None
        or (-first.priority, first.arrival) > (-registration.priority, registration.arrival)
    )


@one_transaction
def decline(registration: Registration, *, by: User, reason: str) -> Registration:
    """Staff say no, with a reason that the person reads; a held seat goes to the next in line."""
    registration = locked(registration)
    require_undecided(registration)
    move([registration], S.DECLINED, act=Act(by, Transition.Source.STAFF, reason))
    if registration.affiliation and reason == DECLINE_REASONS["not_responder"]:
        verification.reject(registration.affiliation, by=by, reason=reason, tell=False)
    waitlist.fill(registration.event)
    return registration


@one_transaction
def withdraw(
    registration: Registration, *, by: User | None, source: str, reason: str = ""
) -> Registration:
    """Gives the place back before the start; pressed twice, it frees one seat."""
    registration = locked(registration)
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
    applicant = Applicant(person, affiliation)
    registration = new_place(event, applicant)
    act = Act(by, Transition.Source.STAFF, reason)
    free = waitlist.free_seats(event, registration.priority)
    if beyond_seats and not free:
        _overbook(registration, act)
    else:
        move([registration], S.CONFIRMED if free else S.WAITLISTED, act=act)
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
    registration = locked(registration)
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
def answer(registration: Registration, *, answers: Mapping[int, Any]) -> Registration:
    """What the person answers later, until the event begins; see asking.answer."""
    registration = locked(registration)
    event = registration.event
    if not registration.is_live or (event.starts_at and event.starts_at <= timezone.now()):
        raise RegistrationRefused(_("This can be answered until the event begins."))
    asking.answer(registration, answers)
    return registration


@one_transaction
def say_still_coming(registration: Registration) -> Registration:
    """Notes that someone keeps their place on a postponed event's new date."""
    registration = locked(registration)
    if registration.state != S.CONFIRMED:
        raise RegistrationRefused(_("This place is not yours any more."))
    registration.still_coming_at = timezone.now()
    registration.save(update_fields=["still_coming_at"])
    return registration
