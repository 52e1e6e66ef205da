"""Reminders a week and two days ahead, timed by the date that stands when they fall due."""

from datetime import datetime, timedelta

from django.db.models import Max, Q
from django.utils import timezone

from events import notices
from events.locking import one_transaction
from events.models import Event, EventChange, Registration, Reminder
from mail import outbox
from mail.models import OutgoingEmail

DAYS_AHEAD = (7, 2)
DATED = (EventChange.Kind.RESCHEDULED, EventChange.Kind.REDATED)


def send_due(now: datetime | None = None) -> int:
    """Queues what is due by `now`; returns the number of mails. Safe to run twice, or on two hosts.

    A reminder falls due `days` before the first start and lapses when the next one is due, so a
    clock that stood still sends one, not two. Nobody gets one who was confirmed after it was due,
    and none goes out for a date that was set after it was due: the mail about the change did.
    """
    now = now or timezone.now()
    coming = (
        Event.objects.with_times()
        .filter(
            state__in=Event.SEATED,
            first_start__gt=now,
            first_start__lte=now + timedelta(days=max(DAYS_AHEAD)),
        )
        .annotate(dated_at=Max("changes__at", filter=Q(changes__kind__in=DATED)))
    )
    return sum(_remind(event, now) for event in coming.order_by("pk"))


def _remind(event: Event, now: datetime) -> int:
    left = event.first_start - now
    days = min(days for days in DAYS_AHEAD if left <= timedelta(days=days))
    due = event.first_start - timedelta(days=days)
    if event.dated_at and event.dated_at > due:
        return 0
    return _queue(event.pk, days, due)


@one_transaction
def _queue(pk: int, days: int, due: datetime) -> int:
    event = Event.objects.lock(pk)
    if event.starts_at is None or event.starts_at - timedelta(days=days) != due:
        return 0  # it moved meanwhile; the next round looks again
    date = event.starts_at.astimezone(event.zone).date()
    _row, first = Reminder.objects.get_or_create(event=event, days=days, date=date)
    if not first:
        return 0
    facts = notices.event_facts(event)
    to_remind = event.registrations.filter(
        state=Registration.State.CONFIRMED, confirmed_at__lte=due
    ).select_related("person")
    mails = [_mail(event, registration, facts, days, date) for registration in to_remind]
    return outbox.queue(*filter(None, mails))


def _mail(event: Event, registration: Registration, facts: dict, days: int, date):
    registration.event = event
    return notices.about(
        registration,
        "reminder",
        facts,
        key=f"registration/{registration.pk}/reminder/{days}/{date}",
        days_ahead=days,
        priority=OutgoingEmail.Priority.BULK,
        not_after=event.starts_at,
    )
