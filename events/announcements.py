"""What everyone with a place is told when an event changes, and what their calendars learn."""

from datetime import datetime

from django.db.models import F, Q
from django.utils import timezone

from events import notices
from events.models import Event, EventChange, Invitation, Registration, Slot
from mail import outbox

S = Registration.State
EVERYONE = Q()


def standing_invitations(
    event: Event, slots: list[Slot] | None = None, *, of: Q = EVERYONE
) -> list[Invitation]:
    """The entries that stand in people's calendars, of `slots` or of all; by person, in order.

    `of` narrows whose, by a condition on the registration.
    """
    standing = Invitation.objects.filter(
        registration__in=event.registrations.filter(of, state=S.CONFIRMED), cancelled_at=None
    )
    if slots is not None:
        standing = standing.filter(slot__in=slots)
    around = standing.select_related("slot", "registration__person")
    return list(around.order_by("registration", "slot__starts_at"))


def raise_sequence(
    invitations: list[Invitation], now: datetime, cancelled_at: datetime | None = None
) -> None:
    """Counts SEQUENCE up (RFC 5546, section 2.1.4), in the rows and in the objects."""
    pks = [invitation.pk for invitation in invitations]
    Invitation.objects.filter(pk__in=pks).update(
        sequence=F("sequence") + 1, cancelled_at=cancelled_at, updated_at=now
    )
    for invitation in invitations:
        invitation.sequence += 1
        invitation.cancelled_at, invitation.updated_at = cancelled_at, now


def invite_all(event: Event, slots: list[Slot], *, of: Q = EVERYONE) -> list[Invitation]:
    """New entries for `slots` in the calendars of all who have a place."""
    now = timezone.now()
    confirmed = event.registrations.filter(of, state=S.CONFIRMED).select_related("person")
    return Invitation.objects.bulk_create(
        Invitation(registration=registration, slot=slot, updated_at=now)
        for registration in confirmed.order_by("pk")
        for slot in slots
    )


def tell_moved(
    event: Event,
    change: EventChange,
    changes: list[dict],
    *,
    moved: list[Slot],
    added: list[Slot] = (),
    dropped: list[Slot] = (),
) -> None:
    """Updates the entries of `moved` slots, sends those of `added`, takes back `dropped` ones.

    Only to who had a place before the change: who got one by it has been told of it as it is.
    """
    now, before = timezone.now(), Q(confirmed_at__lt=change.at)
    updated = standing_invitations(event, moved, of=before)
    raise_sequence(updated, now)
    gone = standing_invitations(event, dropped, of=before)
    raise_sequence(gone, now, cancelled_at=now)
    updated += invite_all(event, added, of=before)
    updated.sort(key=lambda entry: (entry.registration_id, entry.slot.starts_at))
    tell(event, "updated", updated, "REQUEST", change, changes=changes)
    tell(event, "removed_day", gone, "CANCEL", change, others=False)


def tell(
    event: Event,
    kind: str,
    invitations: list[Invitation],
    method: str,
    change: EventChange,
    *,
    others: bool = True,
    **extra,
) -> None:
    """Mails everyone with a place their entries, and the others of the event the news alone."""
    facts = notices.event_facts(event)
    facts["state_reason"] = event.state_reason
    by_registration: dict[int, list[Invitation]] = {}
    for invitation in invitations:
        by_registration.setdefault(invitation.registration_id, []).append(invitation)
    mails = []
    for entries in by_registration.values():
        registration = entries[0].registration
        registration.event = event
        mails += notices.with_entries(registration, kind, facts, entries, method=method, **extra)
    waiting = event.registrations.filter(state__in=[*Registration.UNDECIDED, S.WAITLISTED])
    for registration in waiting.select_related("person") if others else []:
        registration.event = event
        key = f"registration/{registration.pk}/change/{change.pk}"
        mails.append(notices.about(registration, kind, facts, key=key, **extra))
    outbox.queue(*filter(None, mails))
