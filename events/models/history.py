"""What was done to an event, in words, for the people who run it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Event


class EventChange(models.Model):
    """One act on an event: who, what, why. Never changed."""

    class Kind(models.TextChoices):
        PUBLISHED = "published", _("published it")
        CLOSED = "closed", _("closed registration")
        REOPENED = "reopened", _("reopened registration")
        RESCHEDULED = "rescheduled", _("changed time or place")
        POSTPONED = "postponed", _("postponed it")
        REDATED = "redated", _("set new dates")
        CANCELLED = "cancelled", _("cancelled it")
        HELD = "held", _("marked it as held")
        SEATS = "seats", _("changed the seats")
        COPIED = "copied", _("made it as a copy")
        RENAMED = "renamed", _("corrected a name on a certificate")
        OVERBOOKED = "overbooked", _("gave a place beyond the seats")
        WROTE = "wrote", _("wrote to people by hand")

    event = models.ForeignKey(Event, models.CASCADE, related_name="changes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    detail = models.TextField(blank=True)
    reason = models.CharField(max_length=240, blank=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("change of an event")
        verbose_name_plural = _("changes of events")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.detail}"


class Reminder(models.Model):
    """That the people of an event were reminded of a date: its row is what makes it once."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="reminders")
    days = models.PositiveSmallIntegerField()
    date = models.DateField()
    at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "days", "date"], name="reminder_once_per_event_and_date"
            )
        ]

    def __str__(self) -> str:
        return f"{self.event}, {self.days}"
