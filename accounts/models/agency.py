"""Agencies, their other names and units, and the mail domains of the people who work there."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from accounts.addresses import validate_agency_domain


class AgencyQuerySet(models.QuerySet):
    def named(self, name: str) -> "AgencyQuerySet":
        """The agency of this name or alias, whatever its case; not one merged into another."""
        name = " ".join(name.split())
        by_name = models.Q(name__iexact=name) | models.Q(aliases__name__iexact=name)
        return self.filter(by_name).exclude(status=Agency.Status.MERGED).distinct()

    def active(self) -> "AgencyQuerySet":
        """Those whose people can be verified, and that forms offer."""
        return self.filter(status=Agency.Status.ACTIVE)


class Agency(ClusterableModel):
    """A police department, fire district, hospital, school district ...

    `status` is written by agencies.py alone: what is suspended ends what its people may.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("asked for, not checked yet")
        ACTIVE = "active", _("active")
        SUSPENDED = "suspended", _("suspended")
        MERGED = "merged", _("merged into another")

    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=40, blank=True)
    is_member = models.BooleanField(
        _("member"),
        default=False,
        help_text=_("Its people come first where an event gives members the first seats."),
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=Status.choices,
        default=Status.ACTIVE,
        editable=False,
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="agency_name_unique"),
            models.CheckConstraint(
                condition=models.Q(status="merged", merged_into__isnull=False)
                | (~models.Q(status="merged") & models.Q(merged_into=None)),
                name="agency_merged_into_another",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        """Whether its people can be verified."""
        return self.status == self.Status.ACTIVE


class AgencyAlias(models.Model):
    """Another name by which people write an agency, such as one before a merge."""

    agency = ParentalKey(Agency, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(_("other name"), max_length=160)

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="agency_alias_unique")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        others = Agency.objects.filter(name__iexact=self.name.strip()).exclude(pk=self.agency_id)
        if others.exclude(status=Agency.Status.MERGED).exists():
            raise ValidationError({"name": _("Another agency has this name.")})


class AgencyUnit(models.Model):
    """A part of an agency, such as a patrol division."""

    agency = ParentalKey(Agency, on_delete=models.CASCADE, related_name="units")
    name = models.CharField(_("unit"), max_length=120)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("agency", Lower("name"), name="agency_unit_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class AgencyDomain(models.Model):
    """The part after the @ of an agency's own addresses, exactly: no sub-domain is implied."""

    class Proof(models.TextChoices):
        AUTOMATIC = "automatic", _("Automatic: whoever has an address there works there")
        MANUAL = "manual", _("Manual: citizens have addresses there too, so a person decides")

    agency = ParentalKey(Agency, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(_("mail domain"), max_length=253, validators=[validate_agency_domain])
    proof = models.CharField(
        _("what an address proves"),
        max_length=10,
        choices=Proof.choices,
        default=Proof.AUTOMATIC,
    )

    class Meta:
        verbose_name = _("mail domain")
        verbose_name_plural = _("mail domains")
        constraints = [models.UniqueConstraint(Lower("domain"), name="agency_domain_unique")]

    def __str__(self) -> str:
        return self.domain

    def save(self, *args, **kwargs):
        self.domain = self.domain.strip().lower()
        super().save(*args, **kwargs)
