"""What the benchmark runs on: 500 events, 125 of them in one month, and 10,000 registrations.

Made by the product's own verbs, so that every invariant holds. People get their addresses after
their places, so that no mail of the loading is left to send.
"""

from datetime import UTC, datetime, timedelta

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from accounts import agencies
from accounts.models import Agency, AgencyDomain, Person, Profession, User
from courses.models import Course
from events.locking import one_transaction
from events.models import Event, Registration, Slot
from events.tests.factories import create_course, create_event, create_organization, create_venue
from events.transitions import Act, move
from tests.people import create_user, sign_in

EVENTS, A_MONTH = 500, 125
REGISTRATIONS, IN_THE_LARGE_ONE = 10_000, 500
PREFIX = "bench-course-"
MARK = f"{PREFIX}1"
OUR_LOGINS = r"^(bench|rush|visitor)-[^@]*@example\.org$"


class NotOurs(Exception):
    """The database holds something that this benchmark did not make."""


def load() -> None:
    """An empty database, or one that this made earlier, is filled. Raises NotOurs for any other."""
    if _holds_other_data():
        raise NotOurs
    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    call_command("build_pages", verbosity=0)
    courses = [
        create_course(title=f"{name} {number}", slug=f"{PREFIX}{number}")
        for number, name in enumerate(("See it, report it", "First contact", "Road safety"), 1)
    ]
    venues = [create_venue(seats=600, name=f"Hall {number}") for number in range(1, 6)]
    sponsor = create_organization()
    for number in range(EVENTS):
        _event(number, courses[number % 3], venues[number % 5], sponsor)
    with transaction.atomic():
        _fill()


def _holds_other_data() -> bool:
    """Asked before anything is written. Every course and login of ours is known by its name."""
    if User._meta.db_table not in connection.introspection.table_names():
        return False
    ours = Course.objects.filter(slug__startswith=PREFIX)
    return (
        User.objects.exclude(email__regex=OUR_LOGINS).exists()
        or Course.objects.exclude(pk__in=ours).exists()
        or (Person.objects.exists() and not ours.exists())
    )


def _event(number: int, course: Course, venue, sponsor) -> None:
    month, place = divmod(number, A_MONTH)
    first = (timezone.now().replace(day=1) + timedelta(days=32)).replace(day=1)
    year, index = divmod(first.month - 1 + month, 12)
    day = datetime(first.year + year, index + 1, 1 + place % 28, 14, tzinfo=UTC)
    create_event(
        course=course, venue=venue, sponsor=sponsor, seats=600, starts_at=day, title=f"Day {number}"
    )


def _fill() -> None:
    """500 people in the first event, the others shared out evenly."""
    people = Person.objects.bulk_create(
        Person(given_name=f"Given{index}", family_name=f"Family{index % 997}")
        for index in range(REGISTRATIONS)
    )
    events = list(Event.objects.order_by("pk"))
    _seat(events[0], people[:IN_THE_LARGE_ONE])
    rest, share = people[IN_THE_LARGE_ONE:], (REGISTRATIONS - IN_THE_LARGE_ONE) / (EVENTS - 1)
    for index, event in enumerate(events[1:]):
        _seat(event, rest[round(index * share) : round((index + 1) * share)])
    Person.objects.filter(user=None).update(
        contact_email=Concat(Value("person"), Cast("pk", CharField()), Value("@example.org"))
    )


@one_transaction
def _seat(event: Event, people: list[Person]) -> None:
    event = Event.objects.lock(event.pk)
    places = [
        Registration(event=event, person=one, state="", certificate_name=one.name, is_adult=True)
        for one in people
    ]
    move(places, Registration.State.CONFIRMED, act=Act(None, "web"))


def agency_of_responders() -> tuple[Agency, User]:
    """An agency whose people have addresses at example.org, and its training coordinator."""
    Profession.objects.get_or_create(code="police", defaults={"name": "Police officer"})
    agency, made = Agency.objects.get_or_create(name="Bench Police")
    if made:
        AgencyDomain.objects.create(agency=agency, domain="example.org")
    email = "bench-chief@example.org"
    chief = User.objects.filter(email=email).first() or create_user(email=email)
    agencies.appoint(agency, user=chief, by=chief)
    return agency, chief


def new_event(*, seats: int, **fields) -> Event:
    """One more event, with nobody in it."""
    course = Course.objects.get(slug=MARK)
    return create_event(course=course, seats=seats, title=f"Rush for {seats}", **fields)


def sign_in_people(number: int, name: str) -> list[str]:
    """New logins, each with its person; returns the value of a session cookie for each."""
    with transaction.atomic():
        return [
            sign_in(create_user(email=f"{name}{index}@example.org", given_name="Ada"))
            for index in range(number)
        ]


def sign_in_staff(name: str) -> str:
    """An administrator who signed in with a second factor just now."""
    email = f"{name}@example.org"
    user = User.objects.filter(email=email).first() or create_user(email=email, superuser=True)
    return sign_in(user, second_factor=True)


def busiest_month() -> str:
    """The month with 125 events, as the catalogue's address names it: "2026-12"."""
    return f"{Slot.objects.earliest('starts_at').starts_at:%Y-%m}"
