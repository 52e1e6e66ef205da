"""What the back office shows of events: its menu, its addresses and the panel on its home page."""

from django.templatetags.static import static
from django.urls import path, register_converter, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.model import ModelViewSetGroup

from accounts.record_screens import RecordViewSet
from events.models import Event, Export, Registration, Venue
from events.office_forms import EventForm, NewEventForm, VenueForm
from events.roles import may_merge_people, may_run_events, may_verify
from events.views.office import (
    adding,
    agencies,
    asked,
    attendance,
    bulk,
    dates,
    ending,
    export_log,
    exports,
    home,
    lifecycle,
    needs,
    place,
    places,
    records,
    run,
    same,
    sheet,
    venues,
    verify,
)


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


@hooks.register("register_admin_urls")
def office_urls() -> list:
    """One address for each thing that is done with an event, and for each person's place."""
    of_event = {
        "": run.event_run,
        "history": run.event_history,
        "plan": dates.plan,
        "publish": lifecycle.publish,
        "close": lifecycle.close,
        "reopen": lifecycle.reopen,
        "seats": lifecycle.seats,
        "promote": lifecycle.promote,
        "copy": lifecycle.copy,
        "reschedule": dates.reschedule,
        "reschedule/send": dates.reschedule_send,
        "new-dates": dates.new_dates,
        "new-dates/send": dates.new_dates_send,
        "postpone": ending.postpone,
        "postpone/send": ending.postpone_send,
        "cancel": ending.cancel,
        "cancel/send": ending.cancel_send,
        "add": adding.look,
        "add/new": adding.new,
        "attendance": attendance.event_attendance,
        "write": bulk.write_to,
        "roster": sheet.roster,
        "export": exports.roster,
        "export/file": exports.roster_file,
    }
    of_place = {
        "": place.show,
        "approve": places.approve,
        "decline": places.decline,
        "give-back": places.give_back,
        "rename": places.rename,
    }
    urls = [_url("events/<int:pk>/", "event", *pair) for pair in of_event.items()]
    urls += [
        _url("events/<int:pk>/places/<int:place>/", "place", *pair) for pair in of_place.items()
    ]
    return [
        *urls,
        path("events/<int:pk>/add/<int:person>/", adding.known, name="event_add_known"),
        path("venues/<int:pk>/send/", venues.venue_send, name="venue_send"),
    ]


@hooks.register("register_admin_urls")
def urls_of_exports() -> list:
    """Lists of people as files, beside the rosters of single events."""
    listed = "registrations/export/"
    return [
        path(listed, exports.registrations, name="registrations_export"),
        path(f"{listed}file/", exports.registrations_file, name="registrations_export_file"),
        path("exports/<uuid:key>/progress/", exports.progress, name="export_progress"),
    ]


@hooks.register("register_admin_urls")
def urls_of_many() -> list:
    """Attendance in one slot, and the same act for chosen people."""
    of_slot = {
        "rest": attendance.note_rest,
        "undo": attendance.undo,
    }
    of_run = {
        "": bulk.show,
        "words": bulk.words,
        "start": bulk.start,
        "go-on": bulk.go_on,
    }
    slot, run_base = "events/<int:pk>/attendance/<int:slot>/", "events/<int:pk>/bulk/<int:run>/"
    return [
        *(_url(slot, "attendance", *pair) for pair in of_slot.items()),
        path(f"{slot}<int:place>/", attendance.note, name="attendance_note"),
        *(_url(run_base, "bulk", *pair) for pair in of_run.items()),
        path("events/<int:pk>/choose/<slug:act>/", bulk.choose, name="bulk_choose"),
    ]


@hooks.register("register_admin_urls")
def urls_of_questions() -> list:
    """What is asked of whoever registers, and what people need to take part."""
    base = "<kind:kind>/<int:pk>/questions/"
    one = f"{base}<int:question>/"
    return [
        path(base, asked.listed, name="asked_list"),
        path(f"{base}add/", asked.add, name="asked_add"),
        path(f"{base}preview/", asked.preview, name="asked_preview"),
        path(one, asked.edit, name="asked_edit"),
        path(f"{one}retire/", asked.retire, name="asked_retire"),
        path(f"{one}again/", asked.again, name="asked_again"),
        path(f"{one}<slug:way>/", asked.move, name="asked_move"),
        path("answers/<int:pk>/file/", asked.answer_file, name="answer_file"),
        path("needs/", needs.listed, name="needs"),
        path("same/", same.listed, name="same"),
        path("same/<int:keep>/<int:drop>/", same.pair, name="same_pair"),
        path("needs/<int:pk>/", needs.show, name="need"),
    ]


@hooks.register("register_admin_urls")
def urls_of_verifiers() -> list:
    """The queue of who says where they work."""
    return [
        path("verify/", verify.queue, name="verify"),
        path("verify/<int:pk>/", verify.case, name="verify_case"),
        path("verify/<int:pk>/confirm/<slug:outcome>/", verify.confirm, name="verify_confirm"),
        path("verify/<int:pk>/reject/<slug:reason>/", verify.reject, name="verify_reject"),
        path("verify/<int:pk>/end/<slug:reason>/", verify.end, name="verify_end"),
        path("verify/<int:pk>/accept/", verify.accept_agency, name="verify_accept"),
        path("verify/<int:pk>/merge/<int:into>/", verify.merge_agency, name="verify_merge"),
        path("verify/document/<uuid:key>/", verify.document, name="verify_document"),
    ]


@hooks.register("register_admin_urls")
def urls_of_agencies() -> list:
    """What is done with an agency, beside the form of its record."""
    acts = {
        "": agencies.run,
        "accept": agencies.accept,
        "suspend": agencies.suspend,
        "reinstate": agencies.reinstate,
        "merge": agencies.merge,
        "coordinators": agencies.appoint,
        "code/revoke": agencies.revoke_code,
    }
    dismiss = "agencies/<int:pk>/coordinators/<int:coordinator>/dismiss/"
    return [
        *(_url("agencies/<int:pk>/", "agency", *pair) for pair in acts.items()),
        path(dismiss, agencies.dismiss, name="agency_dismiss"),
    ]


class OwnerKind:
    """In an address: whose questions these are."""

    regex = "courses|events"
    to_python = to_url = str


register_converter(OwnerKind, "kind")


@hooks.register("register_admin_menu_item")
def needs_menu_item() -> MenuItem:
    """For who runs events."""
    return NeedsMenuItem(_("Access needs"), reverse_lazy("needs"), icon_name="help", order=111)


class NeedsMenuItem(MenuItem):
    """Shown to who arranges them."""

    def is_shown(self, request) -> bool:
        return may_run_events(request.user)


@hooks.register("register_admin_menu_item")
def same_menu_item() -> MenuItem:
    """For who may make two people one."""
    return SameMenuItem(_("Same person?"), reverse_lazy("same"), icon_name="group", order=252)


class SameMenuItem(MenuItem):
    """Shown to who may merge."""

    def is_shown(self, request) -> bool:
        return may_merge_people(request.user)


@hooks.register("register_admin_menu_item")
def verify_menu_item() -> MenuItem:
    """For verifiers, beside the people."""
    return VerifyMenuItem(
        _("Who works where"), reverse_lazy("verify"), icon_name="check", order=251
    )


class VerifyMenuItem(MenuItem):
    """Shown to who may decide."""

    def is_shown(self, request) -> bool:
        return may_verify(request.user)


def _url(base: str, noun: str, address: str, screen):
    """The pattern of an address; its name is made of the noun and the address: event_add_new."""
    name = f"{noun}_{address or 'run'}".replace("-", "_").replace("/", "_")
    return path(f"{base}{address}/" if address else base, screen, name=name)


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
