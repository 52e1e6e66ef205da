"""What responders work as. Staff add to the list; what people chose from it stays."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProfessionQuerySet(models.QuerySet):
    def offered(self) -> "ProfessionQuerySet":
        """Those that a form offers, in order."""
        return self.filter(is_offered=True)


class Profession(models.Model):
    """A profession that first-responder classes are made for. `code` is its name for machines."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    is_sworn = models.BooleanField(
        _("sworn law enforcement"),
        default=False,
        help_text=_("May be given what is for sworn officers only."),
    )
    is_offered = models.BooleanField(
        _("offered"), default=True, help_text=_("Forms offer it to whoever registers.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    objects = ProfessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("profession")
        verbose_name_plural = _("professions")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name
