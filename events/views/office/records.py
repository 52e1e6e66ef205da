"""Lists and forms of events and registrations inside Wagtail's own frame."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Case, F, Q, QuerySet, When
from django.forms import Field
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import ChoiceFilter, ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from accounts.models import User
from accounts.searching import with_every_word
from courses.models import Audience, Course
from events import wording
from events.models import Event, Registration, Venue
from events.roles import may_run_events, may_see_addresses, searched
from events.templatetags.events_tags import event_moment

OFFERED = 25  # events in the filter of registrations
OFFERED_SINCE = timedelta(days=90)


class KeptPolicy(ModelPermissionPolicy):
    """Nobody deletes an event: it is cancelled, and its page and history stay."""

    def user_has_permission(self, user, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)


class ViewedPolicy(ModelPermissionPolicy):
    """Only looked at: a registration changes through the verbs alone."""

    def user_has_permission(self, user, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)


register_permission_policy(Event, KeptPolicy(Event))
register_permission_policy(Registration, ViewedPolicy(Registration))


def event_when(event: Event) -> str:
    """The first start in the event's zone."""
    return event_moment(event.first_start, event.time_zone) if event.first_start else _("No date")


def event_fill(event: Event) -> str:
    """ "43 of 60"."""
    return _("%(taken)s of %(seats)s") % {"taken": event.seats_taken, "seats": event.seats}


EVENT_COLUMNS = [
    TitleColumn("name", label=gettext_lazy("Event"), url_name="event_run"),
    Column("when", label=gettext_lazy("When"), accessor=event_when, sort_key="first_start"),
    Column("place", label=gettext_lazy("Where"), accessor=lambda event: event.venue or _("Online")),
    Column("state", label=gettext_lazy("State"), accessor="get_state_display", sort_key="state"),
    Column("fill", label=gettext_lazy("Seats taken"), accessor=event_fill, sort_key="seats_taken"),
]


class EventFilterSet(WagtailFilterSet):
    """By state, course, venue, audience."""

    state = ChoiceFilter(choices=Event.State.choices, label=gettext_lazy("State"))
    course = ModelChoiceFilter(queryset=Course.objects.all(), label=gettext_lazy("Course"))
    venue = ModelChoiceFilter(queryset=Venue.objects.all(), label=gettext_lazy("Venue"))
    audience = ChoiceFilter(choices=Audience.choices, label=gettext_lazy("Audience"))

    class Meta:
        model = Event
        fields: list[str] = []


class NarrowedView(IndexView):
    """A list that shows nobody, and says so, for a filter that it does not know."""

    @cached_property
    def is_filtering(self) -> bool:
        return not self.filters.is_valid() or super().is_filtering

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        if not self.filters.is_valid():
            return queryset.none()
        return super().filter_queryset(queryset)

    @cached_property
    def no_results_message(self) -> str:
        if not self.filters.is_valid():
            return _("The address asks for a filter that does not exist, so nothing is shown.")
        return super().no_results_message


class EventIndexView(NarrowedView):
    """All events: what is on and comes next first, then those without a date, then the past."""

    def get_base_queryset(self) -> QuerySet[Event]:
        return super().get_base_queryset().with_times().select_related("course", "venue")

    def order_queryset(self, queryset: QuerySet[Event]) -> QuerySet[Event]:
        if self.is_explicitly_ordered:
            return super().order_queryset(queryset)
        coming = When(last_end__gt=timezone.now(), then=F("first_start"))
        undated_first = Case(When(first_start=None, then=0), default=1)
        return queryset.order_by(
            Case(coming).asc(nulls_last=True), undated_first, F("first_start").desc(), "-pk"
        )


class EventCreateView(CreateView):
    """A draft; where and when it is comes next."""

    success_message = gettext_lazy("The draft is saved. Now set when and where it is.")

    def get_success_url(self) -> str:
        return reverse("event_plan", args=[self.object.pk])

    def get_success_buttons(self) -> list:
        return []


class EventEditView(EditView):
    """An event's texts; back to its own page."""

    success_message = gettext_lazy("The texts are saved.")

    def get_base_object_queryset(self) -> QuerySet[Event]:
        return Event.objects.with_people_around()

    def get_success_url(self) -> str:
        return reverse("event_run", args=[self.object.pk])

    def get_success_buttons(self) -> list:
        return []


def registered_on(registration: Registration) -> str:
    """The day of the registration, as the event's zone has it."""
    return date_format(registration.created_at.astimezone(registration.event.zone), "M j, Y")


class AddressColumn(Column):
    """Where the person is written to, for who may see it."""

    def get_cell_context_data(self, instance: Registration, parent_context: Mapping) -> dict:
        told = may_see_addresses(parent_context["request"].user)
        context = super().get_cell_context_data(instance, parent_context)
        return context | {"value": wording.address_of(instance.person, told=told)}


REGISTRATION_COLUMNS = [
    TitleColumn(
        "certificate_name",
        label=gettext_lazy("Name"),
        get_url=lambda row: reverse("place_run", args=[row.event_id, row.pk]),
        sort_key="certificate_name",
    ),
    Column("event", label=gettext_lazy("Event"), accessor=lambda row: wording.named(row.event)),
    AddressColumn("contact", label=gettext_lazy("E-mail"), accessor="person"),
    Column("agency", label=gettext_lazy("Agency"), accessor=lambda row: row.affiliation or ""),
    Column("state", label=gettext_lazy("State"), accessor="get_state_display", sort_key="state"),
    Column(
        "since", label=gettext_lazy("Registered"), accessor=registered_on, sort_key="created_at"
    ),
]


def offered_events(chosen: str = "") -> QuerySet[Event]:
    """The next events and those of the last months, and the one with the key `chosen`.

    A list of all events that ever were would be most of the page; an older one is found by its
    title in the search.
    """
    since = timezone.now() - OFFERED_SINCE
    undated = Q(state=Event.State.POSTPONED)
    shown = Event.objects.with_times().shown()
    near = shown.filter(Q(last_end__gt=since) | undated)
    offered = Q(pk__in=near.order_by("first_start", "pk").values("pk")[:OFFERED])
    if chosen.isdecimal() and len(chosen) < 10:
        offered |= Q(pk=chosen)
    named = Event.objects.with_times().filter(offered).select_related("course")
    return named.only("title", "time_zone", "course__title").order_by("first_start", "pk")


class EventChoiceField(ModelChoiceFilter.field_class):
    """Events of one course are told apart by their day."""

    def label_from_instance(self, event: Event) -> str:
        return wording.named(event)


class EventFilter(ModelChoiceFilter):
    """Offers what is near, and the event that is asked for, however old."""

    field_class = EventChoiceField

    def get_queryset(self, request: HttpRequest | None) -> QuerySet[Event]:
        return offered_events((self.parent.data or {}).get(self.field_name, ""))


class RegistrationFilterSet(WagtailFilterSet):
    """By event and state."""

    event = EventFilter(label=gettext_lazy("Event"))
    state = ChoiceFilter(choices=Registration.State.choices, label=gettext_lazy("State"))

    class Meta:
        model = Registration
        fields: list[str] = []


REGISTRATION_SEARCHED = (
    "certificate_name",
    "person__shown_name",
    "person__contact_email",
    "event__title",
    "event__course__title",
    "code",
)


class RegistrationIndexView(NarrowedView):
    """Registrations of all events, the latest first; those that are shown can be downloaded."""

    any_permission_required = ["view"]
    results_template_name = "events/office/registrations.html"

    def get_base_queryset(self) -> QuerySet[Registration]:
        around = ("event__course", "person", "affiliation__agency", "affiliation__profession")
        rows = super().get_base_queryset().select_related(*around)
        return rows.prefetch_related("event__slots")

    def search_queryset(self, queryset: QuerySet[Registration]) -> QuerySet[Registration]:
        words = self.search_query if self.is_searching else ""
        fields = searched(self.request.user, REGISTRATION_SEARCHED)
        return with_every_word(queryset, words, fields)

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        shown = {name: self.request.GET.get(name, "") for name in LISTED_BY}
        return context | {"shown": shown, "may_export": may_run_events(self.request.user)}


# What the list can be narrowed by: its filters, and words.
LISTED_BY = (*RegistrationFilterSet.base_filters, "q")


@dataclass(frozen=True)
class Found:
    """The registrations that a list shows, what was asked for, and that in words for the log."""

    registrations: QuerySet[Registration]
    asked: dict[str, str]
    words: str


def found(asked: Mapping[str, str], *, by: User) -> Found:
    """The list of registrations as `by` asks for it: the filters of its screen, words in "q"."""
    kept = {name: asked.get(name, "") for name in (*LISTED_BY, "format")}
    rows = Registration.objects.order_by("-pk")
    filters = RegistrationFilterSet(kept, queryset=rows)
    if not filters.is_valid():  # not more people than were asked for: nobody
        return Found(rows.none(), kept, _("a filter that does not exist"))
    chosen = filters.form.cleaned_data.items()
    said = [_in_words(filters.form.fields[name], value) for name, value in chosen if value]
    words = kept["q"].replace("\x00", "").strip()
    said += [_("with words that were looked for")] if words else []
    people = with_every_word(filters.qs, words, searched(by, REGISTRATION_SEARCHED))
    return Found(people, kept, "; ".join(said))


def _in_words(field: Field, value: object) -> str:
    """ "State: confirmed"; an event with its address, as many have the same name."""
    if isinstance(value, Event):
        return f"{field.label}: {value} ({value.slug})"
    return f"{field.label}: {dict(field.choices).get(value, value)}"
