"""The log of exports: whoever took a list of names out of Rollcall, and who tried to."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Event


class Export(models.Model):
    """One list of people that left, or was refused. Rows are added, never deleted.

    Only exports.py writes them; what changes afterwards is how far it came and how it ended.
    """

    class What(models.TextChoices):
        ROSTER = "roster", _("roster")
        REGISTRATIONS = "registrations", _("list of registrations")
        CREDIT = "credit", _("credit list, with legal names")

    class Format(models.TextChoices):
        XLSX = "xlsx", _("XLSX")
        CSV = "csv", _("CSV")
        PAPER = "paper", _("sign-in sheet")

    class Result(models.TextChoices):
        BEGUN = "begun", _("begun")
        DONE = "done", _("done")
        BROKEN = "broken", _("broke off")
        CODE = "code", _("asked for a fresh proof first")
        FORBIDDEN = "forbidden", _("refused: may not run events")
        LIMITED = "limited", _("refused: too often")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who")
    )
    what = models.CharField(_("what"), max_length=20, choices=What.choices)
    format = models.CharField(_("format"), max_length=10, choices=Format.choices, blank=True)
    event = models.ForeignKey(
        Event, models.PROTECT, null=True, related_name="exports", verbose_name=_("event")
    )
    filters = models.TextField(_("filters"), blank=True)
    rows_total = models.PositiveIntegerField(_("rows"), default=0)
    rows_done = models.PositiveIntegerField(default=0)
    result = models.CharField(_("result"), max_length=10, choices=Result.choices)
    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    ended_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(what="registrations", event=None)
                | models.Q(what__in=["roster", "credit"], event__isnull=False),
                name="export_of_a_roster_names_its_event",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}, {self.get_format_display()}"
