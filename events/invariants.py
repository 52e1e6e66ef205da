"""What must hold in the database whatever happened: checked by `manage.py audit` and by tests.

The constraints of the models refuse most breaches as they happen; these queries look at what a
constraint cannot see, by replaying the history. Ids I1 to I12 name the promises.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from events import waitlist
from events.models import (
    Attendance,
    AttendanceChange,
    Event,
    EventChange,
    Invitation,
    Registration,
    SeatHold,
    Transition,
)
from events.transitions import MAIL_KINDS
from mail.models import OutgoingEmail

S = Registration.State
HOLD_GRACE = timedelta(seconds=60)


def breaches() -> Iterator[str]:
    """One sentence for each breach, beginning with the id of the promise; none when all holds."""
    yield from _seats()
    yield from _one_live_each()
    yield from _holds()
    yield from _history()
    yield from _calendar()
    yield from _attendance()
    yield from _mail()
    yield from _nobody_waits_for_a_free_seat()


def _seats() -> Iterator[str]:
    """I1, I2, I7, I8: the counters are the rows; only audited rows lie beyond the seats."""
    held = Count("registrations", filter=Q(registrations__holds_seat=True))
    beyond = Count("registrations", filter=Q(registrations__beyond_seats=True))
    for event in Event.objects.annotate(held=held, beyond=beyond).select_related("course"):
        taken = event.held - event.beyond + event.seats_held
        if taken > event.seats:
            yield f"I1 {event.slug}: {taken} seats held of {event.seats}"
        if (event.held, event.beyond) != (event.seats_taken, event.overbooked):
            yield (
                f"I2 {event.slug}: counted {event.seats_taken}+{event.overbooked},"
                f" rows {event.held}+{event.beyond}"
            )
    yield from _held_by_agencies()
    yield from _beyond_seats()


def _held_by_agencies() -> Iterator[str]:
    """I2: what agencies hold without a name is counted; no hold outlives its time."""
    left: Counter[int] = Counter()
    for hold in SeatHold.objects.standing():
        left[hold.event_id] += hold.left
        if hold.until < timezone.now() - HOLD_GRACE:
            yield f"I5 seats held by {hold.agency_id} in {hold.event_id}: their time is over"
    for pk, counted in Event.objects.values_list("pk", "seats_held"):
        if counted != left[pk]:
            yield f"I2 event {pk}: {counted} seats counted as held, rows {left[pk]}"


def _beyond_seats() -> Iterator[str]:
    """I1: every place that was given beyond the seats has its line in the event's history."""
    given = Transition.objects.filter(beyond_seats=True, to_state=S.CONFIRMED)
    noted = EventChange.objects.filter(kind=EventChange.Kind.OVERBOOKED)
    rows = Counter(given.values_list("registration__event", flat=True))
    lines = Counter(noted.values_list("event", flat=True))
    for event in sorted(rows.keys() | lines.keys()):
        if rows[event] != lines[event]:
            yield (
                f"I1 event {event}: {rows[event]} places beyond the seats,"
                f" {lines[event]} in its history"
            )


def _one_live_each() -> Iterator[str]:
    """I4: one live registration per person and event."""
    twice = Registration.objects.live().values("event", "person").annotate(n=Count("pk"))
    for row in twice.filter(n__gt=1):
        yield f"I4 event {row['event']}: person {row['person']} stands {row['n']} times"


def _holds() -> Iterator[str]:
    """I5: no hold that ended more than a minute ago keeps a seat."""
    late = Registration.objects.filter(hold_until__lt=timezone.now() - HOLD_GRACE)
    for pk in late.values_list("pk", flat=True):
        yield f"I5 registration {pk}: its hold is over and it keeps the seat"


def _history() -> Iterator[str]:
    """I6, I11: replays each event; promotions follow the line, and every change has its row."""
    events: dict[int, list[Transition]] = defaultdict(list)
    for change in Transition.objects.select_related("registration").order_by("pk"):
        events[change.registration.event_id].append(change)
    for changes in events.values():
        yield from _replay(changes)
    rows = Count("transitions")
    for registration in Registration.objects.annotate(rows=rows).exclude(rows=F("revision")):
        yield (
            f"I11 registration {registration.pk}: {registration.revision} changes,"
            f" {registration.rows} in the history"
        )


def _replay(changes: list[Transition]) -> Iterator[str]:
    state: dict[int, str] = {}
    line: dict[int, tuple[int, int]] = {}
    holding: set[int] = set()
    for change in changes:
        registration = change.registration
        pk, place = registration.pk, (-registration.priority, registration.arrival)
        if state.get(pk, "") != change.from_state:
            yield f"I11 registration {pk}: history jumps to {change.from_state}"
        ahead = [other for other, their in line.items() if their < place and other != pk]
        given = change.to_state == S.CONFIRMED and not (change.beyond_seats or change.set_aside)
        if given and ahead and pk not in holding:
            yield f"I6 registration {pk} was confirmed before {ahead}, who came earlier"
        state[pk] = change.to_state
        holding.discard(pk)
        if change.held_seat:
            holding.add(pk)
        line.pop(pk, None)
        if change.to_state == S.WAITLISTED:
            line[pk] = place


def _calendar() -> Iterator[str]:
    """I9: as many standing entries as the event has slots for each confirmed person, else none."""
    standing = Q(invitations__cancelled_at=None, invitations__isnull=False)
    slots = Q(event__slots__dropped_at=None, event__slots__isnull=False)
    counted = Registration.objects.annotate(
        entries=Count("invitations", filter=standing, distinct=True),
        due=Count("event__slots", filter=slots, distinct=True),
    )
    for registration in counted.filter(state=S.CONFIRMED).exclude(entries=F("due")):
        yield f"I9 registration {registration.pk}: {registration.entries} of {registration.due}"
    left = Invitation.objects.filter(cancelled_at=None).exclude(registration__state=S.CONFIRMED)
    for pk in left.values_list("registration", flat=True).distinct():
        yield f"I9 registration {pk}: an entry stands although there is no place"


def _attendance() -> Iterator[str]:
    """I9: for each confirmed person a row for every slot that stands or for none; each as noted."""
    standing = Q(attendance__slot__dropped_at=None, attendance__isnull=False)
    slots = Q(event__slots__dropped_at=None, event__slots__isnull=False)
    counted = Registration.objects.annotate(
        rows=Count("attendance", filter=standing, distinct=True),
        due=Count("event__slots", filter=slots, distinct=True),
    )
    partly = counted.filter(state=S.CONFIRMED, rows__gt=0).exclude(rows=F("due"))
    for one in partly:
        yield f"I9 registration {one.pk}: attendance in {one.rows} slots of {one.due}"
    foreign = Attendance.objects.exclude(slot__event=F("registration__event"))
    for pk in foreign.values_list("pk", flat=True):
        yield f"I9 attendance {pk}: its slot belongs to another event"
    latest = AttendanceChange.objects.filter(
        registration=OuterRef("registration"), slot=OuterRef("slot")
    ).order_by("-pk")
    said = Coalesce(Subquery(latest.values("mark")[:1]), Value(""))
    for pk in (
        Attendance.objects.alias(said=said).exclude(mark=F("said")).values_list("pk", flat=True)
    ):
        yield f"I9 attendance {pk}: its mark is not what was noted last"


def _mail() -> Iterator[str]:
    """I3, I11: each change that was to be told has its one mail, and no mail lacks its row."""
    told = Count("transitions", filter=Q(transitions__told=True))
    due = dict(Registration.objects.annotate(told=told).values_list("pk", "told"))
    kinds = [f"events/email/{kind}" for kind in MAIL_KINDS]
    mails = OutgoingEmail.objects.filter(related__startswith="registration/", asked_by="")
    of_changes = Count("pk", filter=Q(kind__in=kinds))
    by_registration = mails.values("related").annotate(count=of_changes).order_by("related")
    for name, count in by_registration.values_list("related", "count"):
        pk = int(name.rpartition("/")[2])
        if pk not in due:
            yield f"I3 {name} was written to and has no row"
        elif (expected := due.pop(pk)) != count:
            yield f"I11 {name}: {expected} changes were to be told, {count} mails"
    for pk in (pk for pk, expected in due.items() if expected):
        yield f"I11 registration/{pk}: no mail was ever queued"


def _nobody_waits_for_a_free_seat() -> Iterator[str]:
    """I12: until a day before the start, no seat is free while someone waits for it."""
    waiting = Event.objects.filter(
        state__in=Event.SEATED, registrations__state=S.WAITLISTED
    ).distinct()
    for event in waiting.select_related("course").prefetch_related("slots"):
        if (
            event.seats_left
            and waitlist.in_turn(event).exists()
            and not event.starts_within(waitlist.AUTOMATIC_UNTIL)
        ):
            yield f"I12 {event.slug}: {event.seats_left} seats free and people waiting"
