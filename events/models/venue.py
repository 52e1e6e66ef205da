"""Where a class is held, and what holds there on the day."""

import zoneinfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.person import default_time_zone


def validate_time_zone(name: str) -> None:
    """Refuses what is not an IANA zone name, such as America/Chicago."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            _("%(name)s is no time zone. Write one such as America/Chicago."),
            params={"name": name},
        )


class Venue(models.Model):
    """A room at an address. Fire capacity >= set-up capacity >= the seats an event offers."""

    name = models.CharField(_("name"), max_length=160)
    room = models.CharField(_("room"), max_length=120, blank=True)
    address = models.CharField(_("address"), max_length=240)
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        default=default_time_zone,
        validators=[validate_time_zone],
    )
    fire_capacity = models.PositiveIntegerField(_("fire capacity"))
    setup_capacity = models.PositiveIntegerField(_("capacity as set up"))
    parking = models.TextField(_("parking"), blank=True)
    entry = models.TextField(_("how to get in"), blank=True)
    weapons = models.TextField(_("weapons"), blank=True)
    bags = models.TextField(_("bags"), blank=True)
    recording = models.TextField(_("recording"), blank=True)
    dress = models.TextField(_("dress"), blank=True)
    accessibility = models.TextField(_("accessibility"), blank=True)

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["name", "room"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(setup_capacity__lte=models.F("fire_capacity")),
                name="venue_setup_within_fire_capacity",
                violation_error_message=_("The set-up capacity exceeds the fire capacity."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.room}" if self.room else self.name

    @property
    def location(self) -> str:
        """One line for calendars and mail: name, room, address."""
        return ", ".join(part for part in (self.name, self.room, self.address) if part)
