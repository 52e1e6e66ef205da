"""A row for every mail: what it states, when it went, and why it did not."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OutgoingEmail(models.Model):
    """A mail to one address. Its facts are frozen at queue time; the drain renders and sends."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("could not be sent")
        DROPPED = "dropped", _("too late to send")
        ABORTED = "aborted", _("stopped by staff")

    class Priority(models.IntegerChoices):
        CODE = 0, _("code")
        NORMAL = 10, _("normal")
        BULK = 20, _("bulk")

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=100)
    to = models.CharField(_("to"), max_length=254)
    to_name = models.CharField(max_length=160, blank=True)
    language = models.CharField(max_length=10, default="en")
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.NORMAL)
    sensitive = models.BooleanField(default=False)
    topic = models.CharField(max_length=60, blank=True, db_index=True)
    related = models.CharField(max_length=60, blank=True, db_index=True)
    facts = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    lease = models.CharField(max_length=32, blank=True)
    not_after = models.DateTimeField(null=True, blank=True)
    error = models.TextField(_("error"), blank=True)
    message_id = models.CharField(max_length=120)
    subject = models.CharField(_("subject"), max_length=240, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    calendar = models.TextField(blank=True)
    created_at = models.DateTimeField(_("queued"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    purged_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["priority", "id"],
                condition=models.Q(state__in=["queued", "sending"]),
                name="mail_to_drain",
            ),
            models.Index(
                fields=["to"],
                condition=models.Q(state__in=["queued", "sending"]),
                name="mail_unsent_by_address",
            ),
        ]

    def __str__(self) -> str:
        return self.subject or self.kind


class Heartbeat(models.Model):
    """When a process last said that it is alive."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.name
