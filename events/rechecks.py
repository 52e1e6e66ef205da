"""When a tie to an agency begins to count, or counts no more, the places given for it follow."""

from collections.abc import Collection
from datetime import timedelta

from django.utils.translation import gettext_lazy

from events import eligibility, waitlist
from events.eligibility import NeedsApproval
from events.locking import one_transaction
from events.models import Event, Registration, Transition
from events.registrations import seat
from events.transitions import Act, move

S = Registration.State
SOURCE = Transition.Source.TIE
PROOF = ("affiliation__agency", "affiliation__email", "affiliation__profession")
NO_TIME = timedelta(0)  # it has begun
MEND = gettext_lazy("We have to check again that you work as a first responder.")


@one_transaction
def recheck(ties: Collection[int]) -> None:
    """Looks again at the places in classes for responders, still to come, given for `ties`.

    Who had a place goes back to be checked, the seat kept as for a newcomer; who was being
    checked and is known now gets the seat, or goes to the agency for its yes.
    """
    live = Registration.objects.live().filter(affiliation__in=ties, event__state__in=Event.RUNNING)
    for pk in live.order_by("event").values_list("event", flat=True).distinct():
        _recheck(Event.objects.lock(pk), ties)


def _recheck(event: Event, ties: Collection[int]) -> None:
    if not event.for_responders or (event.starts_at and event.starts_within(NO_TIME)):
        return
    around = event.registrations.live().filter(affiliation__in=ties).in_line()
    places = list(around.select_related("person__user", *PROOF))
    for place in places:
        place.event, place.affiliation.person = event, place.person
        if not place.affiliation.is_valid:
            _send_back(place)
        elif place.state == S.PENDING:
            _let_in(place)
    waitlist.fill(event)


def _send_back(place: Registration) -> None:
    if place.state not in (S.CONFIRMED, S.WAITLISTED):
        return
    hold = waitlist.hold_end(place.event) if place.holds_seat else None
    move([place], S.PENDING, act=Act(None, SOURCE, str(MEND)), hold_until=hold)


def _let_in(place: Registration) -> None:
    findings = eligibility.of_person(place.event, affiliation=place.affiliation)
    needed = {finding.code for finding in eligibility.only(findings, NeedsApproval)}
    if not needed:
        seat(place, act=Act(None, SOURCE))
    elif needed == {"agency"}:
        move([place], S.PENDING_AGENCY, act=Act(None, SOURCE), hold_until=place.hold_until)
