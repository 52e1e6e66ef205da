"""Agencies and the mail domains that prove someone works there."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from accounts.addresses import validate_agency_domain


class AgencyQuerySet(models.QuerySet):
    def named(self, name: str) -> "AgencyQuerySet":
        """The active agency of this name, whatever its case."""
        return self.filter(name__iexact=name.strip(), is_active=True)


class Agency(ClusterableModel):
    """A police department, fire district, hospital, school district ..."""

    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=40, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="agency_name_unique")]

    def __str__(self) -> str:
        return self.name


class AgencyDomain(models.Model):
    """The part after the @ of an agency's own addresses, exactly: no sub-domain is implied."""

    agency = ParentalKey(Agency, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(_("mail domain"), max_length=253, validators=[validate_agency_domain])

    class Meta:
        verbose_name = _("verified mail domain")
        verbose_name_plural = _("verified mail domains")
        constraints = [models.UniqueConstraint(Lower("domain"), name="agency_domain_unique")]

    def __str__(self) -> str:
        return self.domain

    def save(self, *args, **kwargs):
        self.domain = self.domain.strip().lower()
        super().save(*args, **kwargs)
