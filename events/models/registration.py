"""A person's place in an event, its history, and its entries in that person's calendar."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Affiliation, Person
from accounts.prepared import Given, Prepared
from events.models.event import Event
from events.models.slot import Slot


def new_code() -> str:
    """120 random bits: the registration's name in an address."""
    return secrets.token_urlsafe(15)


AROUND = (
    "person__user",
    "affiliation__agency",
    "event__course",
    "event__venue",
    "accommodation",
)


def shown_name(certificate_name: str, roster_name: str, name: str) -> str:
    """The name by which screens, files and paper call whoever has a place. Never an address.

    The one they chose, before the one on the certificate, which credit may need to be legal.
    """
    return roster_name or certificate_name or name or gettext("No name")


class RegistrationQuerySet(models.QuerySet):
    def live(self) -> "RegistrationQuerySet":
        """Those that stand for a place or wait for one: at most one per person and event."""
        return self.filter(state__in=Registration.LIVE)

    def in_line(self) -> "RegistrationQuerySet":
        """In the order in which seats are given: priority, then arrival."""
        return self.order_by("-priority", "arrival")

    def waiting(self) -> "RegistrationQuerySet":
        """The waiting list in order."""
        return self.filter(state=Registration.State.WAITLISTED).in_line()

    def with_line(self) -> "RegistrationQuerySet":
        """With `line`: for those on the waiting list their number in it, from 1."""
        before = models.Q(priority__gt=models.OuterRef("priority")) | models.Q(
            priority=models.OuterRef("priority"), arrival__lte=models.OuterRef("arrival")
        )
        waiting = Registration.objects.filter(before, state=Registration.State.WAITLISTED)
        numbers = (
            waiting.filter(event=models.OuterRef("event"))
            .order_by()
            .values("event")
            .annotate(number=models.Count("pk"))
            .values("number")
        )
        return self.annotate(line=models.Subquery(numbers))

    def of_user(self, user) -> "RegistrationQuerySet":
        """Those of the person who signs in as `user`."""
        return self.filter(person__user=user)

    def with_all(self) -> "RegistrationQuerySet":
        """With what pages and mail need to name a registration."""
        return self.select_related(*AROUND).prefetch_related("event__slots")


class RegistrationManager(models.Manager.from_queryset(RegistrationQuerySet)):
    """What is read by one prepared statement, of all registrations: no filter could narrow it."""

    def at(self, code: str) -> "Registration | None":
        """The one with this code, with all that its page names."""
        registration = AT_CODE.first(code=code)
        if registration:
            registration.event.read_slots()
        return registration


class Registration(models.Model):
    """Booking only: attendance and money are records of their own.

    `state` and `holds_seat` are written by transitions.move() alone.
    """

    class State(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        PENDING = "pending_eligibility", _("being checked")
        PENDING_AGENCY = "pending_agency", _("waits for the agency")
        WAITLISTED = "waitlisted", _("on the waiting list")
        WITHDRAWN = "withdrawn", _("given back")
        DECLINED = "declined", _("declined")
        EXPIRED = "expired", _("expired")
        CANCELLED = "cancelled_by_organizer", _("cancelled by the organizer")
        MOVED = "moved", _("moved to another date")

    UNDECIDED = (State.PENDING, State.PENDING_AGENCY)
    LIVE = (State.CONFIRMED, *UNDECIDED, State.WAITLISTED)

    code = models.CharField(max_length=32, unique=True, default=new_code, editable=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="registrations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="registrations")
    affiliation = models.ForeignKey(
        Affiliation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="registrations",
    )
    state = models.CharField(_("state"), max_length=24, choices=State.choices)
    holds_seat = models.BooleanField(default=False)
    beyond_seats = models.BooleanField(default=False)
    hold_until = models.DateTimeField(null=True, blank=True)
    priority = models.SmallIntegerField(default=0)
    arrival = models.PositiveIntegerField()
    revision = models.PositiveIntegerField(default=0)
    reason = models.CharField(_("reason"), max_length=240, blank=True)
    intent = models.CharField(max_length=32, blank=True, editable=False)
    certificate_name = models.CharField(_("name on the certificate"), max_length=160)
    agreed_at = models.DateTimeField(null=True, blank=True)
    is_adult = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    still_coming_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RegistrationManager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person"],
                condition=models.Q(
                    state__in=["confirmed", "pending_eligibility", "pending_agency", "waitlisted"]
                ),
                name="registration_one_live_per_person",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(state="confirmed", holds_seat=True)
                    | models.Q(state__in=["pending_eligibility", "pending_agency"])
                    | (
                        ~models.Q(state__in=["confirmed", "pending_eligibility", "pending_agency"])
                        & models.Q(holds_seat=False)
                    )
                ),
                name="registration_seat_fits_state",
            ),
            models.CheckConstraint(
                condition=models.Q(hold_until=None)
                | models.Q(state__in=["pending_eligibility", "pending_agency"], holds_seat=True),
                name="registration_hold_only_while_checked",
            ),
            models.CheckConstraint(
                condition=models.Q(beyond_seats=False) | models.Q(holds_seat=True),
                name="registration_beyond_seats_holds_one",
            ),
        ]
        indexes = [
            models.Index(fields=["event", "state"], name="registration_event_state"),
            models.Index(
                fields=["hold_until"],
                condition=models.Q(hold_until__isnull=False),
                name="registration_hold",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_name}, {self.event}"

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE

    @property
    def is_undecided(self) -> bool:
        """Whether a verifier, or the person's agency, has still to say yes or no."""
        return self.state in self.UNDECIDED

    @property
    def shown_name(self) -> str:
        """Whose place it is; needs `person`."""
        return shown_name(self.certificate_name, self.person.roster_name, self.person.name)


AT_CODE = Prepared(
    lambda: Registration.objects.select_related(*AROUND).filter(
        code=Given("code", models.CharField())
    )
)


class Transition(models.Model):
    """One change of a registration's state: who did it, for whom, and why. Never changed."""

    class Source(models.TextChoices):
        WEB = "web", _("on the website")
        LINK = "link", _("from the link in a mail")
        STAFF = "staff", _("by staff")
        CLOCK = "clock", _("by the clock")
        EVENT = "event", _("with the event")
        AGENCY = "agency", _("by the agency")
        TIE = "tie", _("because the tie to the agency changed")

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="transitions")
    subject = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    from_state = models.CharField(max_length=24, blank=True)
    to_state = models.CharField(max_length=24, choices=Registration.State.choices)
    held_seat = models.BooleanField()
    told = models.BooleanField()
    beyond_seats = models.BooleanField(default=False)
    # The seat was set aside for the person's agency before anyone in line came.
    set_aside = models.BooleanField(default=False)
    reason = models.CharField(max_length=240, blank=True)
    source = models.CharField(max_length=10, choices=Source.choices)
    at = models.DateTimeField(db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("change of a registration")
        verbose_name_plural = _("changes of registrations")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.from_state or '-'} > {self.to_state}"

    @property
    def shown_name(self) -> str:
        """Whose place was changed; needs `registration` and `subject`."""
        return shown_name(
            self.registration.certificate_name, self.subject.roster_name, self.subject.name
        )


class Invitation(models.Model):
    """The calendar entry of one registration for one slot: one UID for life.

    `sequence` is what the person's calendar was last told; it rises when time, place or status
    changes (RFC 5546, section 2.1.4).
    """

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="invitations")
    slot = models.ForeignKey(Slot, models.CASCADE, related_name="invitations")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["slot__starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "slot"],
                name="invitation_one_per_registration_and_slot",
            )
        ]

    def __str__(self) -> str:
        return str(self.uid)
