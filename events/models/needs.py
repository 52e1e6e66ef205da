"""What someone needs to take part, and what they eat: for those who arrange it, and no longer."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.registration import Registration


class Accommodation(models.Model):
    """A request for something that someone needs to take part; deleted 30 days after the event.

    In no roster, export, calendar or mail.
    """

    class Stage(models.TextChoices):
        ASKED = "asked", _("asked")
        PROMISED = "promised", _("promised")
        TOLD = "told", _("told to the venue")
        CLOSED = "closed", _("closed")

    registration = models.OneToOneField(Registration, models.CASCADE, related_name="accommodation")
    asked = models.TextField(_("what is needed"))
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.ASKED)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    promised = models.TextField(_("what is promised"), blank=True)
    told_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("access need")
        verbose_name_plural = _("access needs")
        ordering = ["registration__event", "pk"]

    def __str__(self) -> str:
        return self.get_stage_display()


class AccommodationChange(models.Model):
    """Who did what about a request; deleted with it."""

    accommodation = models.ForeignKey(Accommodation, models.CASCADE, related_name="changes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    stage = models.CharField(max_length=10, choices=Accommodation.Stage.choices)
    note = models.CharField(max_length=240, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("change of an access need")
        verbose_name_plural = _("changes of access needs")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.get_stage_display()


class Diet(models.Model):
    """What someone does not eat, where food is served; deleted 30 days after the event."""

    registration = models.OneToOneField(Registration, models.CASCADE, related_name="diet")
    needs = models.CharField(_("dietary needs"), max_length=200)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("dietary need")
        verbose_name_plural = _("dietary needs")

    def __str__(self) -> str:
        return self.needs
