"""A row for every mail: what it states, when it went, and why it did not."""

from datetime import datetime, timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

UNSENT = ["queued", "sending"]
# A mail that failed this often waits hours for its next try. From then on it holds back no later
# mail to the same address: news that is current ("cancelled") matters more than the order.
HOLDS_BACK_UNTIL_ATTEMPTS = 5


class OutgoingEmailQuerySet(models.QuerySet):
    """Sets of mails by where they are on their way."""

    def unsent(self) -> "OutgoingEmailQuerySet":
        """Not sent and not given up: waiting, or in a worker's hands."""
        return self.filter(next_try_at__isnull=False)

    def due(self, now: datetime) -> "OutgoingEmailQuerySet":
        """What a worker may take now, in the order of sending, codes first.

        A mail in the hands of a worker is due again when its lease has lapsed. A mail waits for
        an earlier one to the same address, of its own or a better priority, which is being sent
        or waits for another try: one person reads their mails in the order of what happened.
        """
        earlier = self.model.objects.filter(
            to=models.OuterRef("to"),
            pk__lt=models.OuterRef("pk"),
            priority__lte=models.OuterRef("priority"),
            next_try_at__gt=now,
            attempts__lt=HOLDS_BACK_UNTIL_ATTEMPTS,
        )
        due = self.filter(~models.Exists(earlier), next_try_at__lte=now)
        return due.order_by("priority", "pk")


class OutgoingEmail(models.Model):
    """A mail to one address. Its facts are frozen at queue time; the drain renders and sends.

    `next_try_at` is null for a mail that is sent or given up, and so keeps those out of the
    indexes; while a worker has the mail in hand it is when the worker's lease ends. `error` says
    in words why the mail is not sent (yet).
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("could not be sent")
        DROPPED = "dropped", _("too late to send")
        ABORTED = "aborted", _("stopped")

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
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    lease = models.CharField(max_length=32, blank=True)
    # The server took the whole mail, then its answer was lost: it may have arrived.
    unconfirmed = models.BooleanField(default=False)
    not_after = models.DateTimeField(null=True, blank=True)
    error = models.TextField(_("error"), blank=True)
    message_id = models.CharField(max_length=120)
    subject = models.CharField(_("subject"), max_length=240, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    calendar = models.TextField(blank=True)
    asked_by = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField(_("queued"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    purged_at = models.DateTimeField(null=True, blank=True)

    objects = OutgoingEmailQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["priority", "id"],
                condition=models.Q(next_try_at__isnull=False),
                name="mail_to_drain",
            ),
            models.Index(
                fields=["to", "id"],
                condition=models.Q(next_try_at__isnull=False),
                name="mail_unsent_by_address",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=UNSENT, next_try_at__isnull=False)
                | (~models.Q(state__in=UNSENT) & models.Q(next_try_at__isnull=True)),
                name="mail_tried_again_while_unsent",
            ),
        ]

    def __str__(self) -> str:
        if self.sensitive:
            return str(_("A code or a sign-in link"))
        return self.subject or self.kind_in_words

    @property
    def kind_in_words(self) -> str:
        """The kind without its path: "staff decide"."""
        return self.kind.rpartition("/")[2].replace("_", " ")

    @property
    def is_unsent(self) -> bool:
        """Whether it may still go out."""
        return self.state in UNSENT


class Heartbeat(models.Model):
    """When a process last said that it is alive."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def beat(cls, name: str) -> None:
        """Says that the process `name` ("worker", "clock") is alive; one statement."""
        cls.objects.bulk_create(
            [cls(name=name, at=timezone.now())],
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["at"],
        )

    @classmethod
    def is_fresh(cls, name: str, within: timedelta = timedelta(seconds=60)) -> bool:
        """Whether the process `name` said so lately."""
        return cls.objects.filter(name=name, at__gt=timezone.now() - within).exists()
