"""Who teaches."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Trainer(models.Model):
    """The public face of a teacher, under a name of their choice."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="trainer",
    )
    display_name = models.CharField(_("display name"), max_length=120)
    biography = models.TextField(_("biography"), blank=True)

    class Meta:
        verbose_name = _("trainer")
        verbose_name_plural = _("trainers")
        ordering = ["display_name"]

    def __str__(self) -> str:
        return self.display_name
