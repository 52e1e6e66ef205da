"""The same act for many people, done one after another, and what became of each."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from events.models.registration import Registration


class BulkRun(models.Model):
    """Chosen people and what is to be done; begun with the press after the review.

    It goes on in slices, each item in its own transaction: a server that dies leaves a run that
    can be continued. Written by bulk.py alone.
    """

    class Act(models.TextChoices):
        APPROVE = "approve", _("approve")
        DECLINE = "decline", _("decline")
        GIVE_BACK = "give_back", _("give back")
        MAIL = "mail", _("write to")

    event = models.ForeignKey(Event, models.CASCADE, related_name="bulk_runs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    act = models.CharField(max_length=10, choices=Act.choices)
    reason = models.CharField(max_length=240, blank=True)
    subject = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("act for many people")
        verbose_name_plural = _("acts for many people")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_act_display()}, {self.event_id}"


class BulkItem(models.Model):
    """One chosen person, and once it was their turn what came of it, in a sentence."""

    class Outcome(models.TextChoices):
        WAITING = "", _("still to do")
        DONE = "done", _("done")
        REFUSED = "refused", _("not done")

    run = models.ForeignKey(BulkRun, models.CASCADE, related_name="items")
    registration = models.ForeignKey(Registration, models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("person in an act for many")
        verbose_name_plural = _("people in an act for many")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "registration"], name="bulk_item_once_per_run_and_registration"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="", at=None)
                | (models.Q(outcome__in=["done", "refused"]) & models.Q(at__isnull=False)),
                name="bulk_item_done_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.position}"
