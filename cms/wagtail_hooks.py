"""What the back office shows of pages: the chooser of events, a reminder, and refusals in words."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.models import Page

from accounts.public_pages import declare_to
from cms.models import SiteSettings
from cms.relying import relying_on
from events.models import Event

NAMED = 3


class EventChooserViewSet(ChooserViewSet):
    """The events that a page may point at: those that everyone may see."""

    model = Event
    icon = "calendar-alt"
    choose_one_text = gettext_lazy("Choose an event")
    choose_another_text = gettext_lazy("Choose another event")
    edit_item_text = gettext_lazy("Edit this event")
    per_page = 20

    def get_object_list(self):
        """The newest first."""
        return Event.objects.listed().select_related("course").order_by("-pk")


@hooks.register("register_admin_viewset")
def event_chooser() -> EventChooserViewSet:
    """Wherever a page asks for an event."""
    return EventChooserViewSet("event_chooser")


@hooks.register("on_serve_page")
def same_for_everyone(serve: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A published page is one that everyone may keep; Wagtail itself says so of restricted ones."""

    def served(page: Page, request: HttpRequest, args: list, kwargs: dict) -> HttpResponse:
        return declare_to(request, serve(page, request, args, kwargs))

    return served


class OverdueCheck(Component):
    """Asks whoever keeps the settings to try the hotline's numbers, once a year."""

    name = "overdue_check"
    template_name = "cms/office/overdue_notice.html"
    order = 5

    def __init__(self, stored: SiteSettings):
        self.stored = stored

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict:
        """The day of the last check and where to note a new one."""
        address = reverse("wagtailsettings:edit", args=["cms", "sitesettings"])
        return {"verified_on": self.stored.verified_on, "address": address}


@hooks.register("construct_homepage_panels")
def hotline_check(request: HttpRequest, panels: list) -> None:
    """First on the back office's home page, where it is due."""
    if not request.user.has_perm("cms.change_sitesettings"):
        return
    stored = SiteSettings.stored()
    if stored.is_check_overdue:
        panels.append(OverdueCheck(stored))


@hooks.register("before_delete_page")
def keep_what_others_rely_on(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuses, in words, to delete a page that another page or the foot of the site leads to."""
    return _refuse(request, [page])


@hooks.register("before_bulk_action")
def keep_each_that_others_rely_on(
    request: HttpRequest, action_type: str, objects: list, action
) -> HttpResponse | None:
    """The same for several pages at once: all of them stay."""
    if action_type != "delete" or action.model is not Page:
        return None
    return _refuse(request, objects)


def _refuse(request: HttpRequest, pages: list[Page]) -> HttpResponse | None:
    relying = relying_on(pages)
    if not relying:
        return None
    names = [f"“{name}”" for name in relying[:NAMED]]
    if len(relying) > NAMED:
        names.append(_("and %(number)d more") % {"number": len(relying) - NAMED})
    messages.error(
        request,
        _("Nothing was deleted, because these lead there: %(names)s. Change them first.")
        % {"names": ", ".join(names)},
    )
    parent = pages[0].get_parent()
    return redirect("wagtailadmin_explore", parent.pk)
