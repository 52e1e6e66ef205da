"""Who was there: noted by staff from the morning of the day on, corrected with a reason later.

Booking and attendance are two things: nothing here changes a registration's state, a seat or a
mail. The event row is locked first, as by every verb, so that nobody is noted whose place is
given back at the same moment. What was noted for someone who lost the place later stays as a
fact; it is counted for confirmed people and slots that stand alone.
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from events.locking import one_transaction
from events.models import Attendance, AttendanceChange, Event, Mark, Registration, Slot
from events.roles import may_run_events

NOTED_STATES = (*Event.SEATED, Event.State.HELD)


class AttendanceRefused(Exception):
    """Why it cannot be noted, in a sentence for staff."""


def why_not(event: Event, slot: Slot, now: datetime | None = None) -> str:
    """What stands in the way of noting who is in `slot`; empty where nothing does."""
    if event.state not in NOTED_STATES:
        return _("Attendance cannot be noted: the event is now %(state)s.") % {
            "state": event.get_state_display()
        }
    if slot.dropped_at:
        return _("This date was taken back. Attendance is noted for the dates that stand.")
    today = (now or timezone.now()).astimezone(event.zone).date()
    if slot.starts_at.astimezone(event.zone).date() > today:
        return _("Attendance can be noted from the morning of the day on.")
    return ""


def is_open(event: Event, now: datetime | None = None) -> bool:
    """Whether attendance of any of its slots can be noted."""
    return any(not why_not(event, slot, now) for slot in event.standing_slots)


@one_transaction
def note(
    registration: Registration,
    *,
    slot: Slot,
    mark: str,
    by: User,
    reason: str = "",
    shown: str | None = None,
) -> Attendance:
    """Notes one person in one slot. Noted the same twice, it is noted once.

    `shown` is the mark that `by` saw while choosing, empty for none; None asks nothing.
    Raises AttendanceRefused: see `why_not`; for someone without a place; once the event is held
    for a correction without a reason; and where another mark than `shown` was noted meanwhile.
    """
    return _note_one(registration, slot, Mark(mark).value, by, reason, shown)


@one_transaction
def clear(
    registration: Registration,
    *,
    slot: Slot,
    by: User,
    reason: str = "",
    shown: str | None = None,
) -> Attendance:
    """Takes a mark back: not noted. The history keeps that it was there. Raises as `note`."""
    return _note_one(registration, slot, "", by, reason, shown)


@one_transaction
def note_rest(event: Event, *, slot: Slot, mark: str, by: User) -> int:
    """Notes everyone with a place who is not noted yet in `slot`; returns how many. One undo."""
    event, slot = _open(event.pk, slot, by)
    noted = Attendance.objects.filter(slot=slot).exclude(mark="")
    rest = event.registrations.filter(state=_CONFIRMED).exclude(pk__in=noted.values("registration"))
    pks = list(rest.order_by("pk").values_list("pk", flat=True))
    _write(event, slot, pks, Mark(mark).value, by=by)
    return len(pks)


@one_transaction
def undo(event: Event, *, slot: Slot, act: uuid.UUID, by: User) -> int:
    """Clears what one press noted, where nobody has noted otherwise since; returns how many.

    Once the event is held it is refused as any correction without a reason.
    """
    event, slot = _open(event.pk, slot, by)
    pks = list(standing_of(slot, act).values_list("registration", flat=True))
    reason = "" if event.state == Event.State.HELD else _("Undone.")
    _write(event, slot, pks, "", by=by, reason=reason)
    return len(pks)


def standing_of(slot: Slot, act: uuid.UUID) -> QuerySet[AttendanceChange]:
    """What one press noted that nobody has noted otherwise since."""
    same = {"slot": OuterRef("slot"), "registration": OuterRef("registration")}
    later = AttendanceChange.objects.filter(pk__gt=OuterRef("pk"), **same)
    return AttendanceChange.objects.filter(~Exists(later), slot=slot, act=act).exclude(mark="")


def expect(event: Event, added: Sequence[Slot]) -> None:
    """Slots were added to the locked event: who is noted already is expected there too."""
    known = Attendance.objects.filter(
        slot__event=event, slot__dropped_at=None, registration__state=_CONFIRMED
    )
    if added:
        pks = known.exclude(slot__in=added).values_list("registration", flat=True).distinct()
        _make_rows(list(pks), added)


def counts(event: Event) -> dict[int, dict[str, int]]:
    """How many confirmed people have each mark, by slot that stands: one statement."""
    rows = Attendance.objects.filter(
        slot__event=event, slot__dropped_at=None, registration__state=_CONFIRMED
    ).exclude(mark="")
    found: dict[int, dict[str, int]] = {}
    grouped = rows.order_by().values_list("slot", "mark").annotate(n=Count("pk"))
    for slot, mark, number in grouped:
        found.setdefault(slot, {})[mark] = number
    return found


# --- how it is done ---------------------------------------------------------------------------

_CONFIRMED = Registration.State.CONFIRMED


def _open(event: int, slot: Slot, by: User) -> tuple[Event, Slot]:
    """The event under its lock and its slot re-read, where `by` may note it now."""
    if not may_run_events(by):
        raise AttendanceRefused(_("You may not note attendance."))
    locked = Event.objects.lock(event)
    fresh = next((one for one in locked.slots.all() if one.pk == slot.pk), None)
    if fresh is None:
        raise AttendanceRefused(_("This date belongs to another event."))
    if reason := why_not(locked, fresh):
        raise AttendanceRefused(reason)
    return locked, fresh


def _note_one(
    registration: Registration, slot: Slot, mark: str, by: User, reason: str, shown: str | None
) -> Attendance:
    event, slot = _open(registration.event_id, slot, by)
    if not event.registrations.filter(pk=registration.pk, state=_CONFIRMED).exists():
        raise AttendanceRefused(_("This person has no place any more."))
    if shown is not None:
        _as_shown(registration, slot, mark, shown)
    _write(event, slot, [registration.pk], mark, by=by, reason=reason)
    return Attendance.objects.get(registration=registration, slot=slot)


def _as_shown(registration: Registration, slot: Slot, mark: str, shown: str) -> None:
    """Refuses to overwrite what someone else noted after `shown` was read; the same is no harm."""
    known = Attendance.objects.filter(registration=registration, slot=slot)
    row = known.select_related("by__person").first()
    standing = row.mark if row else ""
    if standing in (shown, mark):
        return
    if not standing:
        raise AttendanceRefused(_("Taken back meanwhile: not noted. Press again to note it."))
    raise AttendanceRefused(
        _("Noted meanwhile as %(mark)s, by %(who)s. Press again to change it.")
        % {"mark": row.get_mark_display(), "who": row.by.get_full_name()}
    )


def _write(
    event: Event, slot: Slot, pks: Sequence[int], mark: str, *, by: User, reason: str = ""
) -> None:
    """Sets the mark of each, and appends one line of history for each that changes."""
    _make_rows(pks, event.standing_slots)
    rows = Attendance.objects.filter(slot=slot, registration__in=pks)
    before = dict(rows.exclude(mark=mark).values_list("registration", "mark"))
    corrected = any(before.values())
    if corrected and event.state == Event.State.HELD and not reason:
        raise AttendanceRefused(_("The event is over. Say why this is corrected."))
    act, now = uuid.uuid4(), timezone.now()
    noted = {"by": by, "at": now} if mark else {"by": None, "at": None}
    rows.filter(registration__in=before).update(mark=mark, **noted)
    AttendanceChange.objects.bulk_create(
        AttendanceChange(
            registration_id=pk,
            slot=slot,
            before=old,
            mark=mark,
            by=by,
            reason=reason,
            act=act,
            at=now,
        )
        for pk, old in sorted(before.items())
    )


def _make_rows(pks: Iterable[int], slots: Sequence[Slot]) -> None:
    """A row for each person and slot, where it is missing."""
    Attendance.objects.bulk_create(
        [Attendance(registration_id=pk, slot=slot) for pk in pks for slot in slots],
        ignore_conflicts=True,
    )
