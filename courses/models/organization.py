"""Organizations: who provides, hosts, sponsors or partners. The role lies in the field that points
here, so one organization may have many."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Organization(models.Model):
    """A body that stands behind a course or an event."""

    name = models.CharField(_("name"), max_length=160)
    statement = models.TextField(
        _("statement"),
        blank=True,
        help_text=_("One or two sentences shown beside the name."),
    )
    website = models.URLField(_("website"), blank=True)

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="organization_name_unique")]

    def __str__(self) -> str:
        return self.name
