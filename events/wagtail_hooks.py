"""What the back office shows of events: its menu and the panel on its home page."""

from collections.abc import Callable

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.model import ModelViewSetGroup

from accounts.models import User
from accounts.record_screens import RecordViewSet
from events import office_urls
from events.models import Event, Export, Registration, Venue
from events.office_forms import EventForm, NewEventForm, VenueForm
from events.roles import may_merge_people, may_run_events, may_verify
from events.views.office import export_log, home, records, venues


class EventViewSet(RecordViewSet):
    """Events: found here, run on their own page."""

    model = Event
    icon = "calendar-alt"
    menu_label = _("Events")
    index_view_class = records.EventIndexView
    add_view_class = records.EventCreateView
    edit_view_class = records.EventEditView
    list_display = records.EVENT_COLUMNS
    filterset_class = records.EventFilterSet
    search_fields = ["title", "course__title", "venue__name", "slug"]

    def get_form_class(self, for_update: bool = False) -> type[EventForm]:
        """The seats of a new event are asked once; later they have their own screen."""
        return EventForm if for_update else NewEventForm


class VenueViewSet(RecordViewSet):
    """Venues; a moved one tells the people of its coming events."""

    model = Venue
    icon = "site"
    menu_label = _("Venues")
    edit_view_class = venues.VenueEditView
    list_display = ["name", "room", "address", "setup_capacity"]
    search_fields = ["name", "room", "address"]

    def get_form_class(self, for_update: bool = False) -> type[VenueForm]:
        """One form for both."""
        return VenueForm


class RegistrationViewSet(RecordViewSet):
    """Registrations of all events, to look at; what is done to one is done at its event."""

    model = Registration
    icon = "clipboard-list"
    menu_label = _("Registrations")
    index_view_class = records.RegistrationIndexView
    list_display = records.REGISTRATION_COLUMNS
    filterset_class = records.RegistrationFilterSet
    form_fields: list[str] = []
    search_fields = list(records.REGISTRATION_SEARCHED)


class ExportViewSet(RecordViewSet):
    """Who took which list of people, for administrators: it is looked at and never changed."""

    model = Export
    icon = "download"
    menu_label = _("Exports")
    index_view_class = export_log.ExportIndexView
    list_display = export_log.COLUMNS
    filterset_class = export_log.ExportFilterSet
    form_fields: list[str] = []
    search_fields: list[str] = []


class EventsGroup(ModelViewSetGroup):
    menu_label = _("Events")
    menu_icon = "calendar-alt"
    menu_order = 110
    items = (EventViewSet, RegistrationViewSet, VenueViewSet, ExportViewSet)


@hooks.register("register_admin_viewset")
def event_screens() -> EventsGroup:
    """Events, registrations, venues and the log of exports, in the menu "Events"."""
    return EventsGroup()


@hooks.register("construct_homepage_panels")
def next_events(request, panels: list) -> None:
    """What is next and what waits comes first."""
    panels.append(home.NextEvents())


@hooks.register("construct_help_menu")
def no_foreign_help(request, menu_items: list) -> None:
    """Wagtail's own guide and news lie on other sites; ours is on the pages themselves."""
    menu_items.clear()


@hooks.register("insert_global_admin_css")
def office_css() -> str:
    """The look of what we add to the frame."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/office.css"))


class ForSome(MenuItem):
    """An item of the menu for those who have the right to what it leads to."""

    def __init__(self, *args, may: Callable[[User], bool], **kwargs):
        super().__init__(*args, **kwargs)
        self.may = may

    def is_shown(self, request) -> bool:
        return self.may(request.user)


@hooks.register("register_admin_menu_item")
def access_needs() -> MenuItem:
    """What people need to take part."""
    address, may = reverse_lazy("needs"), may_run_events
    return ForSome(_("Access needs"), address, icon_name="help", order=111, may=may)


@hooks.register("register_admin_menu_item")
def who_works_where() -> MenuItem:
    """The verifier's queue, beside the people."""
    address, may = reverse_lazy("verify"), may_verify
    return ForSome(_("Who works where"), address, icon_name="check", order=251, may=may)


@hooks.register("register_admin_menu_item")
def same_person() -> MenuItem:
    """Two rows that may be one person."""
    address, may = reverse_lazy("same"), may_merge_people
    return ForSome(_("Same person?"), address, icon_name="group", order=252, may=may)


for addresses in office_urls.ALL:
    hooks.register("register_admin_urls", addresses)
