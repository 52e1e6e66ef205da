"""What the pages of all events of a course tell alike, and the other dates it can be taken on."""

from dataclasses import dataclass

from accounts.kept import KeptByKey
from courses.models import Course, CreditApproval, approvals_of
from events import cards, listing
from events.cards import Card
from events.listing import Row
from events.models import Event

OTHERS = 3  # dates that a page offers beside its own


@dataclass(frozen=True)
class CourseFacts:
    """`dates` are those that come next, one more than is offered beside one of them."""

    course: Course
    approvals: list[CreditApproval]
    dates: list[Row]


def _read(course: int) -> CourseFacts:
    found = Course.objects.select_related("provider").prefetch_related("agenda").get(pk=course)
    return CourseFacts(found, approvals_of(found), dates_of(course))


of_course: KeptByKey[int, CourseFacts] = KeptByKey(_read)


def dates_of(course: int) -> list[Row]:
    """The next dates of a course."""
    coming = Event.objects.for_lists().taking_place().filter(course=course)
    return listing.rows(coming)[: OTHERS + 1]  # to let the database choose would cost more


def beside(event: Event, dates: list[Row]) -> list[Card]:
    """The next of `dates` beside that of `event`."""
    return cards.of_rows([row for row in dates if row.pk != event.pk][:OTHERS])
