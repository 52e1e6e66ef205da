"""The tie of a person to an agency: claimed by the person, verified on a ladder of proofs."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.agency import Agency, AgencyUnit
from accounts.models.person import Person
from accounts.models.profession import Profession


class Level(models.IntegerChoices):
    """How sure we are that a person works where they say. A class says which it needs."""

    CLAIMED = 0, _("says so")
    ADDRESS = 1, _("has an address of the agency")
    VOUCHED = 2, _("the agency says so")
    DOCUMENT = 3, _("showed a document")


class AffiliationQuerySet(models.QuerySet):
    def valid(self) -> "AffiliationQuerySet":
        """Those that count now: see Affiliation.is_valid."""
        V = Affiliation.State.VERIFIED
        same = models.Q(email__email=models.F("address"))
        known = models.Q(email__verified=True) | ~models.Q(method=Affiliation.Method.DOMAIN)
        return self.filter(
            models.Q(person__user=None) | (same & known),
            state=V,
            valid_until__gt=timezone.now(),
            agency__status=Agency.Status.ACTIVE,
        )

    def with_proof(self) -> "AffiliationQuerySet":
        """With what `is_valid` and a line about it read."""
        return self.select_related("agency", "profession", "email", "person")


class Affiliation(models.Model):
    """One row per person and agency. verification.py alone writes what is proven."""

    class State(models.TextChoices):
        CLAIMED = "claimed", _("not checked yet")
        IN_REVIEW = "in_review", _("proof is being looked at")
        VERIFIED = "verified", _("verified")
        REJECTED = "rejected", _("could not be confirmed")
        EXPIRED = "expired", _("has run out")
        REVOKED = "revoked", _("ended")
        TRANSFERRED = "transferred", _("works elsewhere now")

    class Method(models.TextChoices):
        NONE = "", _("not verified")
        DOMAIN = "domain", _("mail domain")
        CODE = "code", _("agency code")
        VOUCH = "vouch", _("the agency's coordinator")
        STAFF = "staff", _("the agency, asked by staff")
        DOCUMENT = "document", _("a document")

    WAITING = (State.CLAIMED, State.IN_REVIEW)

    person = models.ForeignKey(Person, models.CASCADE, related_name="affiliations")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="affiliations")
    unit = models.ForeignKey(
        AgencyUnit, models.SET_NULL, null=True, blank=True, related_name="affiliations"
    )
    profession = models.ForeignKey(
        Profession,
        models.PROTECT,
        to_field="code",
        db_column="profession",
        related_name="affiliations",
    )
    state = models.CharField(max_length=20, choices=State.choices, default=State.CLAIMED)
    level = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.CLAIMED)
    method = models.CharField(max_length=20, choices=Method.choices, blank=True)
    email = models.ForeignKey(
        "account.EmailAddress", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    address = models.EmailField(blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    # Who looked first, where the highest level takes two.
    first_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True)
    # How many days before its end the person was last told of it.
    warned_days = models.PositiveSmallIntegerField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AffiliationQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        permissions = [("verify_affiliation", _("Can decide who works where, and see documents"))]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "agency"], name="affiliation_person_agency_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="verified", level__gte=1, valid_until__isnull=False)
                & ~models.Q(method="")
                | ~models.Q(state="verified"),
                name="affiliation_verified_by_a_method",
            ),
            models.CheckConstraint(
                condition=models.Q(level__range=(0, 3)), name="affiliation_level_of_the_ladder"
            ),
        ]

    @property
    def is_valid(self) -> bool:
        """Verified, in time, at an active agency, and the address that it is bound to stands.

        Someone without a login has no address to lose. What a person decided counts for someone
        who has not signed in yet: whoever signs in has then confirmed the address.
        """
        if self.state != self.State.VERIFIED or self.valid_until <= timezone.now():
            return False
        if not self.agency.is_active:
            return False
        if self.person.user_id is None:
            return True
        if self.email is None or self.email.email != self.address:
            return False
        return self.email.verified or self.method != self.Method.DOMAIN

    def __str__(self) -> str:
        return f"{self.profession}, {self.agency}"


class AffiliationChange(models.Model):
    """One change of a tie: who did it, what it became, and why. Never changed."""

    affiliation = models.ForeignKey(Affiliation, models.CASCADE, related_name="changes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, choices=Affiliation.State.choices)
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    method = models.CharField(max_length=20, choices=Affiliation.Method.choices, blank=True)
    reason = models.CharField(max_length=240, blank=True)
    at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("change of an affiliation")
        verbose_name_plural = _("changes of affiliations")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.from_state or '-'} > {self.to_state}"


class Evidence(models.Model):
    """A document that someone sent as proof. The file and this row are destroyed on decision."""

    affiliation = models.ForeignKey(Affiliation, models.CASCADE, related_name="evidence")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40)  # the media type that its bytes have
    file = models.CharField(max_length=100)  # its random name in the private storage
    sent_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.key)
