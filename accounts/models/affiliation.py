"""The tie of a person to an agency: claimed by the person, verified by a domain or by staff."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.agency import Agency
from accounts.models.person import Person


class Profession(models.TextChoices):
    """The professions that first-responder classes are made for."""

    POLICE = "police", _("Police officer")
    SCHOOL_RESOURCE = "sro", _("School resource officer")
    FIRE = "fire", _("Firefighter")
    EMS = "ems", _("EMT or paramedic")
    MEDICAL = "medical", _("Hospital or clinic staff")
    SOCIAL_WORK = "social", _("Social worker")
    DISPATCH = "dispatch", _("Dispatcher")
    OTHER = "other", _("Other first responder")


class AffiliationQuerySet(models.QuerySet):
    def valid(self) -> "AffiliationQuerySet":
        """Verified and in time; one proven by its mail domain only while that address stands."""
        in_time = models.Q(valid_until=None) | models.Q(valid_until__gt=timezone.now())
        address = ~models.Q(method=Affiliation.Method.DOMAIN) | models.Q(email__verified=True)
        return self.filter(in_time, address, state=Affiliation.State.VERIFIED)


class Affiliation(models.Model):
    """One row per person and agency, whatever the spelling of its case."""

    class State(models.TextChoices):
        CLAIMED = "claimed", _("claimed")
        VERIFIED = "verified", _("verified")
        REJECTED = "rejected", _("rejected")
        REVOKED = "revoked", _("revoked")

    class Method(models.TextChoices):
        NONE = "", _("not verified")
        DOMAIN = "domain", _("mail domain")
        STAFF = "staff", _("decided by staff")

    person = models.ForeignKey(Person, models.CASCADE, related_name="affiliations")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="affiliations")
    agency_name = models.CharField(_("agency"), max_length=160)
    profession = models.CharField(_("profession"), max_length=20, choices=Profession.choices)
    state = models.CharField(max_length=20, choices=State.choices, default=State.CLAIMED)
    method = models.CharField(max_length=20, choices=Method.choices, blank=True)
    email = models.ForeignKey(
        "account.EmailAddress", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AffiliationQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        constraints = [
            models.UniqueConstraint(
                "person", Lower("agency_name"), name="affiliation_person_agency_unique"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="verified") | ~models.Q(method=""),
                name="affiliation_verified_by_a_method",
            ),
        ]

    @property
    def is_valid(self) -> bool:
        """The same rule as the queryset's valid(), for one row (reads `email`)."""
        if self.state != self.State.VERIFIED:
            return False
        if self.valid_until and self.valid_until <= timezone.now():
            return False
        by_domain = self.method == self.Method.DOMAIN
        return not by_domain or (self.email is not None and self.email.verified)

    def __str__(self) -> str:
        return f"{self.get_profession_display()}, {self.agency_name}"
