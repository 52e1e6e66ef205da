"""Who learns. A person has at most one login, and may have none."""

import secrets
import zoneinfo
from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def default_time_zone() -> str:
    """The zone of a person who has not chosen one (an IANA name)."""
    return settings.DEFAULT_TIME_ZONE


def today() -> date:
    """The day it is where the organization is, whatever the clock of the server says."""
    return timezone.localdate(timezone=zoneinfo.ZoneInfo(default_time_zone()))


def new_feed_token() -> str:
    """128 random bits for the address of a private calendar."""
    return secrets.token_urlsafe(16)


class Person(models.Model):
    """Names, the name for roster and certificate, and where to write."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
    )
    given_name = models.CharField(_("given name"), max_length=80, blank=True)
    family_name = models.CharField(_("family name"), max_length=80, blank=True)
    roster_name = models.CharField(
        _("name for roster and certificate"),
        max_length=160,
        blank=True,
        help_text=_(
            "The name that others see: on rosters, at the door, in mail to staff. Leave empty to "
            "use given and family name. Your legal name is then shown only where credit needs it."
        ),
    )
    contact_email = models.EmailField(
        _("contact address"),
        blank=True,
        help_text=_("May be shared with a colleague, or empty for someone without e-mail."),
    )
    is_unlisted = models.BooleanField(
        _("leave me out of lists and files"),
        default=False,
        help_text=_(
            "Printed lists and downloads leave you out. Whoever runs the class still sees that "
            "you come."
        ),
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged"
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default=default_time_zone)
    language = models.CharField(_("language"), max_length=10, default="en")
    feed_token = models.CharField(
        max_length=32, unique=True, default=new_feed_token, editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["family_name", "given_name", "pk"]
        permissions = [
            ("see_legal_names", _("Can see the legal name of who has chosen another")),
            ("merge_person", _("Can make two people one")),
        ]

    def __str__(self) -> str:
        return self.name_on_roster or self.contact_email or str(_("Person without a name"))

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def name_on_roster(self) -> str:
        """The name that roster and certificate carry unless a registration says otherwise."""
        return self.roster_name or self.name

    @property
    def greeting(self) -> str:
        """How a mail begins: the chosen name, else the given one."""
        return self.roster_name if self.has_chosen_name else self.given_name or self.name

    @property
    def has_chosen_name(self) -> bool:
        """Whether they stand under another name than their legal one."""
        return bool(self.roster_name) and self.roster_name != self.name

    @property
    def agencies(self) -> str:
        """Where the person says they work; prefetch `affiliations__agency` for a list of people."""
        return ", ".join(affiliation.agency.name for affiliation in self.affiliations.all())


class PersonMerge(models.Model):
    """That two rows were one person: who said so, when and why, and what moved. Never changed."""

    kept = models.ForeignKey(Person, models.PROTECT, related_name="merges")
    dropped = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=240)
    moved = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("merge of two people")
        verbose_name_plural = _("merges of people")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.dropped_id} > {self.kept_id}"
