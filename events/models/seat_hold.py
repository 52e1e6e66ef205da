"""Seats that an agency holds without names, and until when it has to name who comes."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from events.models.event import Event


class SeatHoldQuerySet(models.QuerySet):
    def standing(self) -> "SeatHoldQuerySet":
        """Those whose seats are not released yet."""
        return self.filter(released_at=None)


class SeatHold(models.Model):
    """`seats` seats for `agency`, of which `named` have a person by now.

    The rest counts in Event.seats_held until it is named or released (seat_holds.py).
    """

    event = models.ForeignKey(Event, models.PROTECT, related_name="seat_holds")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="seat_holds")
    seats = models.PositiveIntegerField(_("seats"))
    named = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(_("to be named by"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    released_at = models.DateTimeField(null=True)

    objects = SeatHoldQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("held seats")
        verbose_name_plural = _("held seats")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seats__gte=1, named__lte=models.F("seats")),
                name="seat_hold_names_within_seats",
            ),
            models.UniqueConstraint(
                fields=["event", "agency"],
                condition=models.Q(released_at=None),
                name="seat_hold_one_per_agency_and_event",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}, {self.seats}"

    @property
    def left(self) -> int:
        """Seats without a name yet; 0 once it is released."""
        return 0 if self.released_at else self.seats - self.named
