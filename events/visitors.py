"""What is known of the person who stands at an event's door, so that nothing is asked twice."""

from dataclasses import dataclass

from accounts.models import Affiliation, Person
from courses.models import Audience
from events.models import Event, Registration


@dataclass(frozen=True)
class Visitor:
    """`code`: of their live registration here. `agreed` and `adult`: said on an earlier one."""

    person: Person | None = None
    code: str = ""
    agreed: bool = False
    adult: bool = False
    affiliation: Affiliation | None = None

    def unknown(self, event: Event, *, other_agency: bool = False) -> set[str]:
        """The fields of the registration form that `event` still has to ask."""
        asked = set() if self.agreed else {"agreed"}
        if self.person is None:
            asked |= {"email"}
        if self.person is None or not self.person.name:
            asked |= {"given_name", "family_name"}
        if event.for_responders:
            return asked if self.affiliation and not other_agency else asked | AGENCY
        return asked if self.adult else asked | {"is_adult"}


AGENCY = {"profession", "agency"}


def visitor(event: Event, person: Person | None) -> Visitor:
    """Looks `person` up: one statement, one more where the event is for responders."""
    if person is None:
        return Visitor()
    rows = list(
        person.registrations.values_list("event", "event__audience", "state", "code", "agreed_at")
    )
    here = [code for pk, _, state, code, _ in rows if pk == event.pk and state in Registration.LIVE]
    agreed_for = {audience for _, audience, _, _, agreed_at in rows if agreed_at}
    return Visitor(
        person=person,
        code=here[0] if here else "",
        agreed=bool(agreed_for),
        adult=bool(agreed_for - {Audience.RESPONDERS}),
        affiliation=_affiliation(person) if event.for_responders else None,
    )


def _affiliation(person: Person) -> Affiliation | None:
    """The tie to count on: a verified one before a claimed one, then the newest."""
    State = Affiliation.State
    known = person.affiliations.filter(state__in=[State.VERIFIED, State.CLAIMED])
    ties = known.select_related("agency", "email").order_by("-pk")
    return max(ties, key=lambda tie: tie.is_valid, default=None)
