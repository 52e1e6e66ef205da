"""Places that wait for the person's agency: its coordinator says yes or no, here or by a link."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import agencies, vouching
from accounts.models import User
from accounts.proofs import VerificationRefused
from events import eligibility, notices, waitlist
from events.eligibility import NeedsApproval
from events.locking import one_transaction
from events.models import Registration, Transition
from events.registrations import RegistrationRefused, locked, require_undecided, seat
from events.transitions import Act, move
from mail import outbox

S = Registration.State
REMINDED_AFTER = timedelta(hours=24)
DENY_REASONS = {
    "not_ours": gettext_lazy("Your agency does not know you as one of its people."),
    "not_now": gettext_lazy("Your agency needs you on that day."),
    "other_event": gettext_lazy("Your agency would rather send you on another day."),
}


@one_transaction
def approve(
    registration: Registration, *, by: User, source: str = Transition.Source.AGENCY
) -> Registration:
    """The coordinator says yes, and so that the person works there.

    Who is still not known well enough for the event then waits for a verifier. Raises
    RegistrationRefused.
    """
    registration = _asked(registration, by)
    tie = registration.affiliation
    act = Act(by, source)
    if not tie.is_valid:
        # By itself the tie would send the place on; here it is this act that does.
        tie = _vouched(registration, by)
    findings = eligibility.of_person(registration.event, affiliation=tie, by_agency=True)
    if eligibility.only(findings, NeedsApproval):
        move([registration], S.PENDING, act=act, hold_until=registration.hold_until)
    else:
        seat(registration, act=act)
    return registration


def _vouched(registration: Registration, by: User):
    try:
        vouching.vouch_all([registration.affiliation], by=by, tell=False)
        return registration.affiliation
    except VerificationRefused as refusal:
        raise RegistrationRefused(str(refusal)) from refusal


@one_transaction
def deny(
    registration: Registration,
    *,
    by: User,
    reason: str,
    source: str = Transition.Source.AGENCY,
) -> Registration:
    """The coordinator says no, with a reason that the person reads; the seat goes on."""
    registration = _asked(registration, by)
    move([registration], S.DECLINED, act=Act(by, source, reason))
    waitlist.fill(registration.event)
    return registration


def _asked(registration: Registration, by: User) -> Registration:
    registration = locked(registration)
    require_undecided(registration)
    tie = registration.affiliation
    if registration.state != S.PENDING_AGENCY or tie is None:
        raise RegistrationRefused(_("This is not for the agency to decide."))
    if not agencies.coordinates(by, tie.agency):
        raise RegistrationRefused(_("Only a training coordinator of this agency may decide."))
    if registration.person.user_id == by.pk:
        raise RegistrationRefused(_("Nobody decides about themselves. Ask a colleague."))
    return registration


def remind(now: datetime | None = None) -> int:
    """Asks coordinators a second time, a day after the first; returns of how many places."""
    now = now or timezone.now()
    waiting = Registration.objects.filter(
        state=S.PENDING_AGENCY,
        transitions__to_state=S.PENDING_AGENCY,
        transitions__at__lte=now - REMINDED_AFTER,
    ).distinct()
    around = waiting.select_related("person", "affiliation__agency", "event__course")
    asked = 0
    for registration in around.select_related("event__venue", "event__host", "event__sponsor"):
        facts = notices.event_facts(registration.event)
        mails = notices.to_coordinators(registration, facts, again=True)
        new = outbox.unknown(mails)
        outbox.queue(*new)
        asked += bool(new)
    return asked
