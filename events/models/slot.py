"""The time slices of an event."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.prepared import Given, Prepared


class Slot(models.Model):
    """One of an event's time slices: what a calendar entry and an attendance mark are about.

    `uid` and `sequence` are those of the public calendar; each person's invitation has its own.
    """

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    dropped_at = models.DateTimeField(null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="slot_ends_after_it_starts",
                violation_error_message=_("The end must come after the start."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


SLOTS = Prepared(lambda: Slot.objects.filter(event=Given("event", models.BigAutoField())))
