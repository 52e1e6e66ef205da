"""The events of the sample site, with dates relative to the day they are loaded."""

import zoneinfo
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accounts import verification
from accounts.models import Person, User
from events import registrations, schedule
from events.models import Event, Slot, Transition
from events.sample import held
from events.sample.people import affiliate

ZONE = zoneinfo.ZoneInfo("America/Chicago")
MONDAY, THURSDAY, SATURDAY = 0, 3, 5


def weekday_after(day: date, weekday: int, *, weeks: int = 0) -> date:
    """The first `weekday` (Monday is 0) after `day`, and `weeks` more weeks on."""
    return day + timedelta(days=(weekday - day.weekday() - 1) % 7 + 1, weeks=weeks)


def next_clock_change(day: date) -> date:
    """The next day whose clocks change in the sample's zone."""
    offset = None
    while True:
        noon = datetime.combine(day, time(12), tzinfo=ZONE).utcoffset()
        if offset is not None and noon != offset:
            return day
        offset, day = noon, day + timedelta(days=1)


def hours(day: date, start: int, end: int) -> tuple[datetime, datetime]:
    """Full hours of a day in the sample's zone."""
    return (
        datetime.combine(day, time(start), tzinfo=ZONE),
        datetime.combine(day, time(end), tzinfo=ZONE),
    )


def load(records: dict, users: dict[str, User], crowd: list[Person]) -> None:
    """Makes and fills the events. `crowd` needs at least 310 people."""
    by, today = users["coordinator"], timezone.now().astimezone(ZONE).date()
    first = weekday_after(today, MONDAY, weeks=3)
    academy = dict(
        venue=records["venues"]["academy"],
        host=records["organizations"]["academy"],
        sponsor=records["organizations"]["sponsor"],
        seats=60,
        bring="Your agency badge, something to write with, and a jacket: the room is cool.",
        food="Coffee and water all day. Lunch is on your own; there are places within a mile.",
        contact="Write to access@httc.example about anything you need to take part.",
    )
    make = _Maker(records, by)
    responders = affiliate(crowd[:100], by=by)
    day = make("responder", hours(first, 8, 16), trainers=["lead", "second"], **academy)
    make.fill(day, crowd[:41], responders)
    _newcomer(day, users)
    full_on = first + timedelta(weeks=4)
    full = make("responder", hours(full_on, 8, 16), trainers=["lead", "guest"], **academy)
    make.fill(full, crowd[31:100], responders)
    _rest(make, records, academy, today, crowd, responders)
    past = make(
        "responder",
        hours(weekday_after(today, MONDAY, weeks=1), 8, 16),
        trainers=["lead"],
        **academy,
    )
    make.fill(past, crowd[50:91], responders)
    held.load(past, day=hours(first - timedelta(weeks=7), 8, 16), by=by)


def _newcomer(event: Event, users: dict[str, User]) -> None:
    """Two people whose agency lists no domain wait for a decision."""
    second = Person.objects.create(given_name="Pat", family_name="Pending")
    verification.claim(second, profession="fire", agency_name="Lake Fork Fire District")
    for person, user in ((users["newcomer"].person, users["newcomer"]), (second, None)):
        registrations.register(
            event, person=person, by=user, is_adult=True, affiliation=person.affiliations.first()
        )


def _rest(make, records: dict, academy: dict, today: date, crowd, responders) -> None:
    stadium = dict(
        venue=records["venues"]["stadium"],
        sponsor=records["organizations"]["freight"],
        seats=250,
        food="A boxed lunch is part of the day.",
        contact="Write to access@httc.example about anything you need to take part.",
    )
    open_day = weekday_after(today, SATURDAY, weeks=6)
    citizens = make("citizen", hours(open_day, 9, 15), trainers=["lead", "survivor"], **stadium)
    make.fill(citizens, crowd[100:281])
    change = next_clock_change(today + timedelta(days=1))
    spans = [hours(change - timedelta(days=1), 9, 13), hours(change, 9, 13)]
    make(
        "citizen",
        *spans,
        trainers=["second"],
        title="Citizen class in two mornings",
        **{**stadium, "venue": records["venues"]["patrol"], "seats": 40},
    )
    make(
        "brief",
        hours(weekday_after(today, THURSDAY, weeks=2), 14, 15),
        trainers=["guest"],
        title="Briefing for awareness week",
        visibility=Event.Visibility.LINK,
        venue=records["venues"]["patrol"],
        seats=40,
    )
    weather = make(
        "responder",
        hours(weekday_after(today, THURSDAY, weeks=1), 8, 16),
        trainers=["second"],
        **{**academy, "seats": 30},
    )
    make.fill(weather, crowd[:12], responders)
    schedule.cancel_event(weather, by=make.by, reason="A winter storm is forecast for that day.")
    later = make(
        "citizen",
        hours(weekday_after(today, SATURDAY, weeks=3), 9, 15),
        trainers=["second"],
        **{**stadium, "seats": 80},
    )
    make.fill(later, crowd[281:300])
    schedule.postpone(later, by=make.by, reason="The stadium needs the room on that day.")


class _Maker:
    """Makes published events and fills them through the same verbs as everyone uses."""

    def __init__(self, records: dict, by: User):
        self.records, self.by = records, by

    def __call__(self, course: str, *spans, trainers: list[str] = (), **fields) -> Event:
        subject = self.records["courses"][course]
        event = Event(course=subject, audience=subject.audience, time_zone=ZONE.key, **fields)
        event.save()
        event.trainers.set(self.records["trainers"][name] for name in trainers)
        Slot.objects.bulk_create(
            Slot(event=event, starts_at=start, ends_at=end) for start, end in spans
        )
        return schedule.publish(event, by=self.by)

    def fill(self, event: Event, people: list[Person], ties: dict | None = None) -> None:
        """Registers `people` in order: first come, first seated, then the waiting list."""
        for person in people:
            registrations.register(
                event,
                person=person,
                by=self.by,
                is_adult=True,
                affiliation=(ties or {}).get(person.pk),
                source=Transition.Source.STAFF,
            )
