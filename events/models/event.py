"""An occasion of a course, its seats, and its slots in time."""

import secrets
import zoneinfo
from datetime import UTC, datetime, timedelta

from django.db import models
from django.db.models import functions
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Level, Profession
from accounts.models.person import default_time_zone
from accounts.prepared import Given, Prepared
from courses.models import Audience, Course, Organization, Trainer
from events.models.slot import SLOTS, Slot
from events.models.venue import Venue, validate_time_zone


class EventQuerySet(models.QuerySet):
    def with_people_around(self) -> "EventQuerySet":
        """With all that pages and mail name: course, venue, host, sponsor, slots, trainers."""
        return self.select_related("course__provider", "venue", "host", "sponsor").prefetch_related(
            "slots", "trainers"
        )

    def for_lists(self) -> "EventQuerySet":
        """The public ones not over yet, and the postponed; `listing.rows` reads them."""
        live = Slot.objects.filter(dropped_at=None, ends_at__gt=timezone.now()).values("event")
        postponed = models.Q(state=Event.State.POSTPONED)
        return self.listed().filter(models.Q(pk__in=live) | postponed)

    def first_by_start(self, number: int) -> "EventQuerySet":
        """The first `number` of these by start, those without a date last; in no order yet."""
        standing = models.Q(slots__dropped_at=None)
        starts = self.annotate(first_start=models.Min("slots__starts_at", filter=standing))
        by_start = (models.F("first_start").asc(nulls_last=True), "pk")
        first = starts.order_by(*by_start).values("pk")[:number]
        return Event.objects.filter(pk__in=models.Subquery(first))

    def taking_place(self) -> "EventQuerySet":
        """Neither cancelled nor postponed."""
        return self.exclude(state__in=Event.OFF)

    def shown(self) -> "EventQuerySet":
        """Past draft: anyone who has the address may see it."""
        return self.exclude(state=Event.State.DRAFT)

    def listed(self) -> "EventQuerySet":
        """What lists, feeds, search and the sitemap may show."""
        return self.shown().filter(visibility=Event.Visibility.PUBLIC)

    def with_times(self) -> "EventQuerySet":
        """With `first_start` and `last_end` over the slots that still stand."""
        standing = models.Q(slots__dropped_at=None)
        return self.annotate(
            first_start=models.Min("slots__starts_at", filter=standing),
            last_end=models.Max("slots__ends_at", filter=standing),
        )

    def with_waiting(self) -> "EventQuerySet":
        """With `waiting`: how many people are on the waiting list."""
        line = (
            Event.objects.filter(pk=models.OuterRef("pk"), registrations__state="waitlisted")
            .order_by()
            .values("pk")
            .annotate(number=models.Count("registrations"))
            .values("number")
        )
        return self.annotate(waiting=functions.Coalesce(models.Subquery(line), 0))

    def coming(self) -> "EventQuerySet":
        """Not over yet, by start; the postponed ones, which have no date, come last."""
        return (
            self.with_times()
            .filter(models.Q(last_end__gt=timezone.now()) | models.Q(state=Event.State.POSTPONED))
            .order_by(models.F("first_start").asc(nulls_last=True), "pk")
        )


class EventManager(models.Manager.from_queryset(EventQuerySet)):
    """What is read by one prepared statement, of all events: no filter could narrow it."""

    def lock(self, pk: int) -> "Event":
        """The event, its row locked until the transaction ends: lock first, count after.

        PostgreSQL locks the row; on SQLite the transaction has held the write lock since BEGIN.
        """
        event = LOCKED.first(pk=pk)
        if event is None:
            raise Event.DoesNotExist(pk)
        return event.read_slots()

    def at(self, slug: str, *, with_slots: bool = True) -> "Event | None":
        """The event at this address with its course, venue and, unless spared, its slots."""
        event = AT_ADDRESS.first(slug=slug)
        return event.read_slots() if event and with_slots else event


def new_public_id() -> str:
    """96 random bits, for an address that nobody can guess."""
    return secrets.token_urlsafe(12)


# Written under the event's lock, by transitions.py and schedule.py, and by no saved form.
WRITTEN_BY_VERBS = frozenset(
    (
        "state state_reason seats seats_taken seats_held overbooked arrivals "
        "venue online_url time_zone"
    ).split()
)


class SeatsCounted:
    """What the counters of an event say, also where a list has read no more of it."""

    __slots__ = ()

    @property
    def seats_left(self) -> int:
        """Seats that nobody has and no agency holds: 0 or more."""
        return max(self.seats + self.overbooked - self.seats_taken - self.seats_held, 0)

    @property
    def may_have_line(self) -> bool:
        """False where certainly nobody waits: everyone who ever came has a seat."""
        return self.arrivals > self.seats_taken


class Event(SeatsCounted, models.Model):
    """A dated occasion. Seats and state have one writer each: transitions.py and schedule.py."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        CLOSED = "closed", _("registration closed")
        POSTPONED = "postponed", _("postponed")
        CANCELLED = "cancelled", _("cancelled")
        HELD = "held", _("held")

    # Takes place on dates that are set; still to come, dated or not; does not take place as told.
    SEATED = (State.PUBLISHED, State.CLOSED)
    RUNNING = (*SEATED, State.POSTPONED)
    OFF = (State.POSTPONED, State.CANCELLED)

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("Public: in lists, feeds and search")
        LINK = "link", _("By its link alone: in no list, feed, search or sitemap")

    course = models.ForeignKey(Course, models.PROTECT, related_name="events")
    slug = models.SlugField(_("address"), max_length=120, unique=True, editable=False)
    title = models.CharField(
        _("title"),
        max_length=160,
        blank=True,
        help_text=_("Empty: the title of the course."),
    )
    audience = models.CharField(
        _("audience"),
        max_length=20,
        choices=Audience.choices,
        blank=True,
        help_text=_("Empty: the audience of the course."),
    )
    level = models.PositiveSmallIntegerField(
        _("proof needed"),
        choices=Level.choices[1:],
        default=Level.ADDRESS,
        help_text=_("Of first responders: who has less is checked by a person first."),
    )
    professions = models.ManyToManyField(
        Profession,
        blank=True,
        related_name="+",
        verbose_name=_("professions"),
        help_text=_("Of first responders. None chosen: all of them."),
    )
    agency_approves = models.BooleanField(
        _("the agency must approve"),
        default=False,
        help_text=_("Its training coordinator says yes before someone gets a place."),
    )
    members_first_days = models.PositiveSmallIntegerField(
        _("members first until so many days before"),
        null=True,
        blank=True,
        help_text=_("Until then others wait in line. Empty: first come, first served."),
    )
    visibility = models.CharField(
        _("visibility"),
        max_length=10,
        choices=Visibility.choices,
        default=Visibility.PUBLIC,
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=State.choices,
        default=State.DRAFT,
        editable=False,
    )
    state_reason = models.CharField(_("reason"), max_length=240, blank=True, editable=False)
    venue = models.ForeignKey(
        Venue,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("venue"),
        help_text=_("Empty: held online."),
    )
    online_url = models.URLField(
        _("link to join online"),
        blank=True,
        help_text=_("Shown only to people who have a place."),
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        default=default_time_zone,
        validators=[validate_time_zone],
    )
    opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    closes_at = models.DateTimeField(
        _("registration closes"),
        null=True,
        blank=True,
        help_text=_("Empty: when it starts."),
    )
    seats = models.PositiveIntegerField(_("seats"))
    seats_taken = models.PositiveIntegerField(default=0, editable=False)
    seats_held = models.PositiveIntegerField(default=0, editable=False)
    overbooked = models.PositiveIntegerField(default=0, editable=False)
    arrivals = models.PositiveIntegerField(default=0, editable=False)
    price = models.PositiveIntegerField(
        _("price"), default=0, editable=False, help_text=_("In cents.")
    )
    host = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hosted_events",
    )
    sponsor = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sponsored_events",
    )
    partners = models.ManyToManyField(Organization, blank=True, related_name="partnered_events")
    trainers = models.ManyToManyField(Trainer, blank=True, related_name="events")
    bring = models.TextField(_("what to bring"), blank=True)
    food = models.TextField(_("food"), blank=True)
    serves_food = models.BooleanField(
        _("food is served"), default=False, help_text=_("Then people are asked what they eat.")
    )
    contact = models.CharField(
        _("whom to ask"),
        max_length=240,
        blank=True,
        help_text=_("For access needs and questions."),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = EventManager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-pk"]
        permissions = [
            ("run_event", _("Can publish, move, cancel and decide who comes")),
            ("overbook_event", _("Can give a place beyond the seats")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    seats_taken__lte=models.F("seats")
                    + models.F("overbooked")
                    - models.F("seats_held")
                ),
                name="event_never_oversold",
            ),
            models.CheckConstraint(condition=models.Q(price=0), name="event_is_free"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        if not self.slug:
            self.slug = self.new_slug()
        self.audience = self.audience or self.course.audience
        if self.pk and not kwargs.get("update_fields"):
            # An edit of the texts was read before someone took a seat: it must not undo that.
            names = {field.name for field in self._meta.concrete_fields if not field.primary_key}
            kwargs["update_fields"] = names - WRITTEN_BY_VERBS
        super().save(*args, **kwargs)

    def new_slug(self) -> str:
        """The course's address and a short random part; unguessable where the link is the key."""
        if self.visibility == self.Visibility.LINK:
            return new_public_id().replace("_", "-").strip("-").lower() + secrets.token_hex(4)
        return f"{self.course.slug}-{secrets.token_hex(3)}"

    @property
    def name(self) -> str:
        """The event's own title, else its course's."""
        return self.title or self.course.title

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The zone in which people read this event's times."""
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def is_online(self) -> bool:
        return self.venue_id is None

    @property
    def location(self) -> str:
        """One line: the venue's, or that it is online. Never the link to join."""
        if self.venue:
            return self.venue.location
        return str(_("Online") if self.online_url else _("Place to come"))

    @property
    def standing_slots(self) -> list["Slot"]:
        """The slots that still stand, by start (uses the prefetched ones)."""
        slots = (slot for slot in self.slots.all() if slot.dropped_at is None)
        return sorted(slots, key=lambda slot: (slot.starts_at, slot.pk or 0))

    @property
    def starts_at(self) -> datetime | None:
        """The first start (aware), None where no date stands."""
        slots = self.standing_slots
        return slots[0].starts_at if slots else None

    @property
    def ends_at(self) -> datetime | None:
        """The last end (aware), None where no date stands."""
        return max((slot.ends_at for slot in self.standing_slots), default=None)

    def read_slots(self) -> "Event":
        """Itself with its slots, as `prefetch_related("slots")` would leave it."""
        slots = self.slots.all()
        slots._result_cache, slots._prefetch_done = SLOTS.all(event=self.pk), True
        for slot in slots:
            slot.event = self
        self._prefetched_objects_cache = {"slots": slots}
        return self

    @property
    def for_responders(self) -> bool:
        """Whether profession and agency are asked and checked."""
        return self.audience == Audience.RESPONDERS

    @cached_property
    def profession_names(self) -> dict[str, str]:
        """By code, the professions that this event is for; empty for all. One statement."""
        return dict(self.professions.values_list("code", "name"))

    @property
    def members_until(self) -> datetime | None:
        """Until when seats go to people of member agencies alone; None where there is no such time.

        Without a date it has not come yet: the last moment that Python knows.
        """
        if self.members_first_days is None:
            return None
        if self.starts_at is None:
            return datetime.max.replace(tzinfo=UTC)
        return self.starts_at - timedelta(days=self.members_first_days)

    def starts_within(self, span: timedelta, now: datetime | None = None) -> bool:
        """Whether the first slot starts less than `span` from now."""
        return self.starts_at is not None and self.starts_at - (now or timezone.now()) < span


LOCKED = Prepared(
    lambda: (
        Event.objects.select_related("course", "venue", "host", "sponsor")
        .select_for_update(of=("self",))
        .filter(pk=Given("pk", models.BigAutoField()))
    )
)
AT_ADDRESS = Prepared(
    lambda: Event.objects.select_related("course", "venue").filter(
        slug=Given("slug", models.SlugField())
    )
)
