"""Courses, venues, events, people and places for tests: keyword-only, made by the real verbs."""

from datetime import datetime, timedelta
from itertools import count

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts import agencies
from accounts.models import Affiliation, Agency, AgencyDomain, Level, Person, User
from courses.models import AgendaItem, Audience, Course, Organization
from events import attendance, registrations, schedule
from events.models import Attendance, Event, Mark, Registration, Slot, Venue
from tests.people import create_coordinator, create_user

_numbers = count(1)


def create_organization(*, name: str = "", **fields) -> Organization:
    """A body that may host, provide, sponsor or be a partner."""
    return Organization.objects.create(
        name=name or f"Neighbors Together {next(_numbers)}", **fields
    )


def create_venue(*, seats: int = 60, **fields) -> Venue:
    """A room in Kansas City that holds `seats` people as set up."""
    values = {
        "name": "Regional Training Academy",
        "room": "Classroom A",
        "address": "6885 NE Pleasant Valley Rd, Kansas City, MO",
        "time_zone": "America/Chicago",
        "fire_capacity": seats + 20,
        "setup_capacity": seats,
        "entry": "Show a photo ID at the front desk.",
        "parking": "Park in lot B.",
        "weapons": "Leave weapons in the lockers.",
        "bags": "Bags are looked into.",
        "recording": "No recording.",
        "dress": "Uniform or business clothes.",
        "accessibility": "Step-free from lot B.",
    }
    return Venue.objects.create(**values | fields)


def create_course(*, audience: str = Audience.CITIZENS, agenda: bool = True, **fields) -> Course:
    """A course with two objectives and, unless told not, an agenda of three items."""
    number = next(_numbers)
    values = {
        "title": "See it, report it safely",
        "slug": f"see-it-{number}",
        "summary": "Learn to see the signs. Learn to report them safely.",
        "objectives": "Know the signs\nReport safely",
        "audience": audience,
        "content_information": "A survivor's account is read aloud. You may step out.",
    }
    course = Course.objects.create(**values | fields)
    if agenda:
        for order, (title, minutes, teaching) in enumerate(
            (("Check-in", 30, False), ("What to look for", 90, True), ("How to report", 60, True))
        ):
            AgendaItem.objects.create(
                course=course,
                sort_order=order,
                title=title,
                minutes=minutes,
                instructional=teaching,
            )
    return course


def create_event(
    *,
    seats: int = 10,
    starts_at: datetime | None = None,
    starts_in: timedelta = timedelta(days=30),
    hours: float = 8,
    days: int = 1,
    audience: str = Audience.CITIZENS,
    published: bool = True,
    course: Course | None = None,
    venue: Venue | None = None,
    online: bool = False,
    **fields,
) -> Event:
    """An event of `days` slots, a day apart, published unless told not.

    It starts at `starts_at`, else `starts_in` from now, to the minute. A start in the past is
    written after publication, as no verb would publish it.
    """
    now = timezone.now()
    starts = (starts_at or now + starts_in).replace(second=0, microsecond=0)
    place = None if online else venue or create_venue(seats=max(seats, 60))
    values = {
        "course": course or create_course(audience=audience),
        "venue": place,
        "online_url": "https://meet.example/room" if online else "",
        "time_zone": "America/Chicago",
        "seats": seats,
        "audience": audience,
        "bring": "A photo ID.",
        "food": "Lunch is provided.",
        "contact": "Ask events@example.org about access needs.",
    }
    event = Event.objects.create(**values | fields)
    early = timedelta(0) if starts > now else now - starts + timedelta(days=1)
    for day in range(days):
        begins = starts + early + timedelta(days=day)
        Slot.objects.create(event=event, starts_at=begins, ends_at=begins + timedelta(hours=hours))
    if published:
        event = schedule.publish(event, by=None)
    for slot in event.slots.all() if early else []:
        slot.starts_at, slot.ends_at = slot.starts_at - early, slot.ends_at - early
        slot.save()
    return Event.objects.with_people_around().get(pk=event.pk)


def create_user_person(*, email: str = "", **person) -> Person:
    """A person who signs in with `email`, a verified address; `.user` is the login."""
    user = create_user(email=email or f"person{next(_numbers)}@example.org", **person)
    return Person.objects.select_related("user").get(user=user)


def create_agency(*, name: str = "Blue River Police", domain: str = "") -> Agency:
    """An agency; with `domain` its own addresses prove who works there."""
    agency = Agency.objects.create(name=name)
    if domain:
        AgencyDomain.objects.create(agency=agency, domain=domain)
    return agency


def create_affiliation(
    *, person: Person, agency_name: str = "Blue River Police", verified: bool = True, **fields
) -> Affiliation:
    """A tie to an agency, decided by staff unless told that it is only claimed."""
    agency = fields.pop("agency", None) or Agency.objects.named(agency_name).first()
    values = {"profession_id": "police", "agency": agency or create_agency(name=agency_name)}
    if verified:
        address = EmailAddress.objects.filter(user=person.user_id, primary=True).first()
        values |= {
            "state": Affiliation.State.VERIFIED,
            "method": Affiliation.Method.STAFF,
            "level": Level.VOUCHED,
            "valid_until": timezone.now() + timedelta(days=365),
            "email": address if person.user_id else None,
            "address": address.email if person.user_id and address else "",
        }
    return Affiliation.objects.create(person=person, **values | fields)


def create_chief(*, agency: Agency, email: str = "") -> User:
    """The training coordinator of `agency`, signing in with an address of it where it has one."""
    domain = agency.domains.first()
    host = domain.domain if domain else "example.org"
    person = create_user_person(email=email or f"chief{next(_numbers)}@{host}")
    agencies.appoint(agency, user=person.user, by=person.user)
    return person.user


def create_officer(*, agency: Agency, level: int = Level.VOUCHED, **person) -> Affiliation:
    """The tie of someone who works at `agency`, verified to `level`; `.person.user` signs in."""
    domain = agency.domains.first()
    host = domain.domain if domain else "example.org"
    who = create_user_person(email=f"officer{next(_numbers)}@{host}", **person)
    return create_affiliation(person=who, agency=agency, level=level)


def create_registration(
    *, event: Event, person: Person | None = None, affiliation: Affiliation | None = None, **fields
) -> Registration:
    """A place, a place in line or a check, as the verb decides; for a new person unless given."""
    person = person or create_user_person()
    return registrations.register(
        event, person=person, by=person.user, is_adult=True, affiliation=affiliation, **fields
    )


def create_attendance(
    *,
    registration: Registration,
    mark: str = Mark.CAME,
    slot: Slot | None = None,
    by: User | None = None,
    reason: str = "",
) -> Attendance:
    """A mark in the first slot unless given; its event has begun, or begins today."""
    by = by or User.objects.filter(email="coordinator@example.org").first() or create_staff()
    slot = slot or registration.event.standing_slots[0]
    return attendance.note(registration, slot=slot, mark=mark, by=by, reason=reason)


def create_staff(
    *, email: str = "coordinator@example.org", rights: tuple[str, ...] = ("run_event",)
) -> User:
    """A coordinator, whose group gets `rights` beside those that it is made with."""
    user = create_coordinator(email=email)
    user.groups.get().permissions.add(*Permission.objects.filter(codename__in=rights))
    return user
