"""Who runs an agency's people, and the codes and invitations that they give out."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.agency import Agency
from accounts.models.profession import Profession

INVITED_FOR = timedelta(days=7)
CODE_LIVES = timedelta(days=90)
# Without vowels, no word comes of it; without 0, 1, I, L and O, nothing is read wrongly.
CODE_LETTERS = "BCDFGHJKMNPQRSTVWXZ23456789"
CODE_LENGTH = 12  # of 27 letters: 57 bits


def new_agency_code() -> str:
    """A code to read out or to print: "BCDF-GHJK-MNPQ"."""
    letters = "".join(secrets.choice(CODE_LETTERS) for _number in range(CODE_LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def digest(secret: str) -> str:
    """What is stored of a code or a token (SHA-256): both are random, so no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def digest_of_code(code: str) -> str:
    """The same of an agency code, however it was typed."""
    return digest("".join(letter for letter in code.upper() if letter.isalnum()))


class AgencyCoordinator(models.Model):
    """Someone who registers and vouches for the people of an agency."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="coordinators")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="coordinates")
    appointed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("training coordinator")
        verbose_name_plural = _("training coordinators")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "user"], name="coordinator_once_per_agency")
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.agency}"


class AgencyCodeQuerySet(models.QuerySet):
    def usable(self) -> "AgencyCodeQuerySet":
        """Neither revoked, nor over, nor used up."""
        return self.filter(
            revoked_at=None, expires_at__gt=timezone.now(), used__lt=models.F("quota")
        )


class AgencyCode(models.Model):
    """A code that proves to us that someone works at an agency. Only its digest is stored."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64, unique=True)
    quota = models.PositiveIntegerField(_("how many people"))
    used = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AgencyCodeQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("agency code")
        verbose_name_plural = _("agency codes")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(used__lte=models.F("quota")), name="agency_code_within_quota"
            ),
            models.UniqueConstraint(
                fields=["agency"],
                condition=models.Q(revoked_at=None),
                name="agency_code_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}, {self.created_at:%Y-%m-%d}"


def invitation_end():
    """Seven days from now."""
    return timezone.now() + INVITED_FOR


class AgencyInvitation(models.Model):
    """A colleague asked to join; its link works once, for one address, for seven days."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    profession = models.ForeignKey(Profession, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=invitation_end)
    used_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("invitation to an agency")
        verbose_name_plural = _("invitations to agencies")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                "agency",
                Lower("email"),
                condition=models.Q(used_at=None),
                name="agency_invitation_one_open_each",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email}, {self.agency}"

    @property
    def is_open(self) -> bool:
        """Whether its link still works."""
        return self.used_at is None and self.expires_at > timezone.now()
