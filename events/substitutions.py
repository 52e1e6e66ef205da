"""One person for another on the same seat, and the same person on another date."""

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Affiliation, Person, User
from events import eligibility, waitlist
from events.applying import Applicant, new_place
from events.eligibility import Blocker, NeedsApproval
from events.locking import one_transaction
from events.models import Event, EventChange, Registration, Transition
from events.registrations import RegistrationRefused, locked
from events.transitions import Act, move

S = Registration.State


@one_transaction
def substitute(
    registration: Registration,
    *,
    person: Person,
    affiliation: Affiliation | None,
    by: User,
    source: str = Transition.Source.AGENCY,
) -> Registration:
    """`person` takes the seat of `registration`, which is never free in between; returns theirs.

    The same agency, well enough proven, before the start. Who comes instead keeps the place in
    line, so that nobody is passed over; one gets a cancellation, the other an invitation. If they
    waited for this event themselves, that place ends. Raises RegistrationRefused.
    """
    old = locked(registration)
    event = old.event
    _replaceable(old, affiliation)
    _fits(event, affiliation)
    waits = event.registrations.live().filter(person=person).first()
    if waits and (waits.state == S.CONFIRMED or waits.pk == old.pk):
        raise RegistrationRefused(_("%(name)s has a place already.") % {"name": person})
    act = Act(by, source)
    if waits:
        waits.event, waits.person = event, person
        move([waits], S.WITHDRAWN, act=Act(by, source, _("Takes the seat of a colleague.")))
    was_beyond = old.beyond_seats
    move([old], S.WITHDRAWN, act=act, kind="substituted", instead=person.name_on_roster)
    new = new_place(event, Applicant(person, affiliation))
    new.arrival, new.priority = old.arrival, old.priority
    move([new], S.CONFIRMED, act=act, beyond_seats=was_beyond, **_agency(affiliation))
    if was_beyond:
        EventChange.objects.create(
            event=event,
            by=by,
            kind=EventChange.Kind.OVERBOOKED,
            detail=new.certificate_name,
            reason=_("Instead of %(name)s.") % {"name": old.certificate_name},
        )
    return new


def _replaceable(old: Registration, affiliation: Affiliation | None) -> None:
    event = old.event
    if old.state != S.CONFIRMED:
        raise RegistrationRefused(_("Only who has a place can be replaced."))
    if event.state not in Event.RUNNING or (event.starts_at and event.starts_at <= timezone.now()):
        raise RegistrationRefused(_("The event has begun. People can be replaced until then."))
    theirs = (old.affiliation and old.affiliation.agency_id, affiliation and affiliation.agency_id)
    if theirs[0] != theirs[1]:
        raise RegistrationRefused(_("Both have to work at the same agency."))


def _fits(event: Event, affiliation: Affiliation | None) -> None:
    """Whoever gets a seat at once has to have every proof that the event asks for."""
    findings = eligibility.of_person(event, affiliation=affiliation, by_agency=True)
    stops = eligibility.only(findings, Blocker) + eligibility.only(findings, NeedsApproval)
    if stops:
        raise RegistrationRefused(stops[0].sentence)


@one_transaction
def move_to(
    registration: Registration,
    *,
    event: Event,
    by: User,
    source: str = Transition.Source.AGENCY,
) -> Registration:
    """The person has a seat on another date of the course instead; returns the new place.

    Never without a seat in between: where none is free there, nothing changes. The seat that
    becomes free goes to the next in line. Raises RegistrationRefused.
    """
    for pk in sorted((registration.event_id, event.pk)):  # two who swap never wait for each other
        Event.objects.lock(pk)
    old = locked(registration)
    target = Event.objects.lock(event.pk)
    _movable(old, target)
    _fits(target, old.affiliation)
    tie = old.affiliation
    if not waitlist.free_seats(target, eligibility.priority(target, tie.agency if tie else None)):
        raise RegistrationRefused(_("No seat is free on that date."))
    if target.registrations.live().filter(person=old.person).exists():
        raise RegistrationRefused(_("This person is registered on that date already."))
    act = Act(by, source)
    new = new_place(target, Applicant(old.person, tie, old.is_adult, old.agreed_at))
    new.certificate_name = old.certificate_name
    move([old], S.MOVED, act=act)
    move([new], S.CONFIRMED, act=act, **_agency(tie))
    waitlist.fill(old.event)
    return new


def _movable(old: Registration, target: Event) -> None:
    if old.state not in (S.CONFIRMED, S.WAITLISTED):
        raise RegistrationRefused(_("Only who has a place, or waits for one, can be moved."))
    if old.event.course_id != target.course_id or old.event_id == target.pk:
        raise RegistrationRefused(_("Choose another date of the same course."))
    if old.event.starts_at and old.event.starts_at <= timezone.now():
        raise RegistrationRefused(_("The event has begun. People can be moved until then."))
    if findings := eligibility.of_event(target):
        raise RegistrationRefused(findings[0].sentence)


def _agency(affiliation: Affiliation | None) -> dict[str, str]:
    return {"by_agency": affiliation.agency.name} if affiliation else {}
