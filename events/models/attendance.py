"""Who was there: a mark for each person and slot, apart from the booking, and its history."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Slot
from events.models.registration import Registration


class Mark(models.TextChoices):
    """What was seen at the door, or heard later."""

    CAME = "came", _("came")
    LATE = "late", _("came late")
    LEFT_EARLY = "left_early", _("left early")
    NO_SHOW = "no_show", _("no-show")
    EXCUSED = "excused", _("excused")


PRESENT = (Mark.CAME, Mark.LATE, Mark.LEFT_EARLY)


class Attendance(models.Model):
    """One registration in one slot. An empty `mark` says that nobody has noted it yet.

    Once a person's first slot is noted they have a row for each slot that stands, so that what
    is missing shows. Written by attendance.py alone.
    """

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="attendance")
    slot = models.ForeignKey(Slot, models.PROTECT, related_name="attendance")
    mark = models.CharField(_("mark"), max_length=12, choices=Mark.choices, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        ordering = ["slot__starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "slot"],
                name="attendance_one_per_registration_and_slot",
            ),
            models.CheckConstraint(
                condition=models.Q(mark="", at=None, by=None)
                | models.Q(mark__in=Mark.values, at__isnull=False, by__isnull=False),
                name="attendance_noted_by_someone_or_not_at_all",
            ),
        ]

    def __str__(self) -> str:
        return self.get_mark_display() or str(_("not noted"))


class AttendanceChange(models.Model):
    """That somebody noted, corrected or cleared a mark. Never changed.

    `act` is shared by what one press noted, so that it can be undone as one.
    """

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="attendance_changes"
    )
    slot = models.ForeignKey(Slot, models.PROTECT, related_name="attendance_changes")
    before = models.CharField(max_length=12, choices=Mark.choices, blank=True)
    mark = models.CharField(max_length=12, choices=Mark.choices, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=240, blank=True)
    act = models.UUIDField()
    at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("change of attendance")
        verbose_name_plural = _("changes of attendance")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["slot", "act"], name="attendance_change_act")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(before=models.F("mark")), name="attendance_change_changes"
            )
        ]

    def __str__(self) -> str:
        return f"{self.before or '-'} > {self.mark or '-'}"
