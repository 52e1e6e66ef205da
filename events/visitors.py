"""What is known of the person who stands at an event's door, so that nothing is asked twice."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import BigAutoField, QuerySet
from django.utils import timezone

from accounts.models import Affiliation, Person
from accounts.prepared import Given, Prepared
from courses.models import Audience
from events.models import Event, Registration


@dataclass(frozen=True)
class Visitor:
    """`code`: of their live registration here. `agreed` and `adult`: said on an earlier one.
    `ties`: to agencies, the newest first, read only where the event is for responders.

    `hurried`: took more places in the last hour than a person would. It is counted in the rows
    read anyway: a limit that takes a lock would turn a classroom away that presses at once.
    """

    person: Person | None = None
    code: str = ""
    agreed: bool = False
    adult: bool = False
    ties: tuple[Affiliation, ...] = ()
    hurried: bool = False
    has_places: bool = False

    @property
    def affiliation(self) -> Affiliation | None:
        """The tie to count on: a verified one before a claimed one, then the newest."""
        State = Affiliation.State
        known = [tie for tie in self.ties if tie.state in (State.VERIFIED, State.CLAIMED)]
        return max(known, key=lambda tie: tie.is_valid, default=None)

    def unknown(self, event: Event, *, other_agency: bool = False) -> set[str]:
        """The fields of the registration form that `event` still has to ask."""
        asked = set() if self.agreed else {"agreed"}
        if self.person is None:
            asked |= {"email"}
        if self.person is None or not self.person.name:
            asked |= {"given_name", "family_name"}
        if event.serves_food:
            asked |= {"diet"}
        if event.for_responders:
            return asked if self.affiliation and not other_agency else asked | AGENCY
        return asked if self.adult else asked | {"is_adult"}


AGENCY = {"profession", "agency"}
PLACES_AN_HOUR = 15
READ = ("event__audience", "state", "code", "agreed_at", "created_at", "person")


PLACES = Prepared(
    lambda: (
        Registration.objects.select_related("event")
        .only(*READ)
        .filter(person=Given("person", BigAutoField()))
    )
)


def visitor(event: Event, person: Person | None) -> Visitor:
    """Looks `person` up: one statement, one more where the event is for responders."""
    if person is None:
        return Visitor()
    rows = PLACES.all(person=person.pk)
    here = [row.code for row in rows if row.event_id == event.pk and row.is_live]
    agreed_for = {row.event.audience for row in rows if row.agreed_at}
    hour_ago = timezone.now() - timedelta(hours=1)
    return Visitor(
        person=person,
        code=here[0] if here else "",
        agreed=bool(agreed_for),
        adult=bool(agreed_for - {Audience.RESPONDERS}),
        ties=tuple(_ties(person)) if event.for_responders else (),
        has_places=any(row.state == Registration.State.CONFIRMED for row in rows),
        hurried=sum(row.created_at > hour_ago for row in rows) >= PLACES_AN_HOUR,
    )


def _ties(person: Person) -> QuerySet[Affiliation]:
    return person.affiliations.select_related("agency", "email", "profession").order_by("-pk")
