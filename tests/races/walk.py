"""Random steps of people and staff on a few small events, from several processes at once.

People press on the real site; staff and the clock call the same verbs that their pages call.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from events import expiring, registrations, schedule
from events.models import Event, Registration
from events.plans import Plan, ScheduleRefused, Span, current_plan
from events.registrations import RegistrationRefused
from tests.clients import Client
from tests.forms import main_form
from tests.people import create_person
from tests.races.buyers import WHAT_PEOPLE_TICK

S = Registration.State
WORKS_AT = {"profession": "police", "agency": "Blue River Police"}
MOST_SEATS = 5


@dataclass
class Walker:
    """One process's walk: the steps follow from the seed, their outcome from the others."""

    url: str
    seed: int
    events: list[Event]
    # The session of each person by their address.
    sessions: dict[str, str]
    staff: User

    def walk(self, steps: int) -> Counter[str]:
        """Takes the steps; returns how often each ended in which way."""
        self.rng = random.Random(self.seed)
        self.browsers = {
            email: Client(self.url, session=session) for email, session in self.sessions.items()
        }
        outcomes: Counter[str] = Counter()
        for _ in range(steps):
            (step,) = self.rng.choices(list(STEPS), weights=list(STEPS.values()))
            outcomes[f"{step.__name__}: {step(self)}"] += 1
        return outcomes

    def event(self) -> Event:
        return self.rng.choice(self.events)

    def any_of(self, state: str) -> Registration | None:
        """A registration in `state`, as it was a moment ago: others may be faster."""
        found = list(Registration.objects.filter(state=state, event__in=self.events).order_by("pk"))
        return self.rng.choice(found) if found else None

    def by_staff(self, verb: Callable, *args, **values) -> str:
        """A verb by the coordinator; "refused" where it has become impossible."""
        try:
            verb(*args, by=self.staff, **values)
        except (RegistrationRefused, ScheduleRefused):
            return "refused"
        return "done"


def press(browser: Client, path: str, **answers: str) -> str:
    """Opens a page and presses its button; returns the status, "gone" where it leads elsewhere."""
    page = browser.get(path)
    if page.status != 200:
        return str(page.status)
    if path not in page.url or 'method="post"' not in page.text:
        return "gone"
    form = main_form(page.text)
    answer = browser.post(form.action or page.url, form.fields | answers, follow=False)
    assert answer.status != 200, f"{path} shows its form again:\n{answer.text}"
    return str(answer.status)


def take_a_place(walker: Walker) -> str:
    """Someone who was not there yet a moment ago; now and then anyone."""
    event = walker.event()
    live = Registration.objects.live().filter(event=event)
    there = set(live.values_list("person__user__email", flat=True))
    new = [email for email in walker.browsers if email not in there]
    anyone = not new or walker.rng.random() < 0.2
    email = walker.rng.choice(list(walker.browsers) if anyone else new)
    path = f"/events/{event.slug}/register/"
    return press(walker.browsers[email], path, **WHAT_PEOPLE_TICK, **WORKS_AT)


def give_back(walker: Walker) -> str:
    """One of those who registered by themselves goes back to their place."""
    own = Registration.objects.live().filter(event__in=walker.events, person__user__isnull=False)
    found = list(own.order_by("pk").values_list("code", "person__user__email"))
    if not found:
        return "none"
    code, email = walker.rng.choice(found)
    return press(walker.browsers[email], f"/registrations/{code}/cancel/")


def change_seats(walker: Walker) -> str:
    seats = walker.rng.randint(1, MOST_SEATS)
    return walker.by_staff(schedule.change_seats, walker.event(), seats=seats)


def promote_next(walker: Walker) -> str:
    return walker.by_staff(registrations.promote_next, walker.event())


def approve(walker: Walker) -> str:
    pending = walker.any_of(S.PENDING)
    return walker.by_staff(registrations.approve, pending) if pending else "none"


def decline(walker: Walker) -> str:
    pending = walker.any_of(S.PENDING)
    return walker.by_staff(registrations.decline, pending, reason="no") if pending else "none"


def withdraw_for(walker: Walker) -> str:
    held = walker.any_of(S.CONFIRMED)
    return walker.by_staff(registrations.withdraw, held, source="staff") if held else "none"


def add_by_hand(walker: Walker) -> str:
    beyond = walker.rng.random() < 0.3
    return walker.by_staff(
        registrations.add_by_hand,
        walker.event(),
        person=create_person(given_name="Walk", family_name="In"),
        reason="phoned",
        beyond_seats=beyond,
    )


def end_holds(walker: Walker) -> str:
    later = timezone.now() + walker.rng.choice(
        [timedelta(0), timedelta(hours=73), timedelta(hours=73)]
    )
    return "some" if expiring.end_holds(later) else "none"


def move_event(walker: Walker) -> str:
    """An hour later; where it is postponed, its new date."""
    event = Event.objects.get(pk=walker.event().pk)
    hour = timedelta(hours=1)
    if event.state == Event.State.POSTPONED:
        begins = timezone.now() + timedelta(days=walker.rng.choice([1, 40]), hours=-3)
        plan = Plan([Span(begins, begins + hour)], event.time_zone, event.venue)
        return walker.by_staff(schedule.set_new_dates, event, plan=plan)
    now = current_plan(event)
    spans = [Span(one.starts_at + hour, one.ends_at + hour, one.slot) for one in now.spans]
    return walker.by_staff(schedule.reschedule, event, plan=replace(now, spans=spans))


def postpone(walker: Walker) -> str:
    return walker.by_staff(schedule.postpone, walker.event(), reason="storm")


def close(walker: Walker) -> str:
    return walker.by_staff(schedule.close, walker.event())


def reopen(walker: Walker) -> str:
    return walker.by_staff(schedule.reopen, walker.event())


STEPS: dict[Callable[[Walker], str], int] = {
    take_a_place: 16,
    give_back: 5,
    withdraw_for: 2,
    change_seats: 3,
    promote_next: 2,
    approve: 4,
    decline: 2,
    add_by_hand: 2,
    end_holds: 2,
    move_event: 2,
    postpone: 1,
    close: 1,
    reopen: 2,
}
