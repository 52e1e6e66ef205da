"""The back office's screen of outgoing mail: what went, what did not and why; resend, stop."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Case, QuerySet, When
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from mail import office
from mail.models import OutgoingEmail

S = OutgoingEmail.State
LONG = ("facts", "text", "html", "calendar")


class ViewedPolicy(ModelPermissionPolicy):
    """Only looked at. To resend and stop takes the right to change, which office.py asks for."""

    def user_has_permission(self, user, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)


register_permission_policy(OutgoingEmail, ViewedPolicy(OutgoingEmail))


def unless_sensitive(name: str):
    """A column of codes and sign-in links is empty: nobody sees more of them than where they go."""
    return lambda row: "" if row.sensitive else getattr(row, name)


def moment(at: datetime | None) -> str:
    """ "Nov 22, 2026, 8 a.m. CST": the clock of where we are, not of the server."""
    if at is None:
        return ""
    return date_format(at.astimezone(ZoneInfo(settings.DEFAULT_TIME_ZONE)), "M j, Y, P T")


def moment_unless_sensitive(name: str):
    """The same column with a moment in it."""
    value = unless_sensitive(name)
    return lambda row: moment(value(row) or None)


class MailFilterSet(WagtailFilterSet):
    """By state and kind."""

    state = ChoiceFilter(choices=S.choices, label=_("State"))
    kind = ChoiceFilter(choices=lambda: kinds(), label=_("Kind"))

    class Meta:
        model = OutgoingEmail
        fields: list[str] = []


def kinds() -> list[tuple[str, str]]:
    """The kinds of mail that were ever queued."""
    names = OutgoingEmail.objects.order_by("kind").values_list("kind", flat=True).distinct()
    return [(kind, OutgoingEmail(kind=kind).kind_in_words) for kind in names]


class MailIndexView(IndexView):
    """What could not be sent first, then the latest."""

    any_permission_required = ["view"]

    def get_base_queryset(self) -> QuerySet[OutgoingEmail]:
        return super().get_base_queryset().defer(*LONG)

    def order_queryset(self, queryset: QuerySet[OutgoingEmail]) -> QuerySet[OutgoingEmail]:
        if self.is_explicitly_ordered:
            return super().order_queryset(queryset)
        return queryset.order_by(Case(When(state=S.FAILED, then=0), default=1), "-pk")


class MailInspectView(InspectView):
    """One mail as text; of a code or a sign-in link only its kind, its state and where it goes."""

    any_permission_required = ["view"]

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        context["written"] = moment(self.object.created_at)
        context["sent"] = moment(self.object.sent_at)
        context["shown_text"] = office.without_keys(self.object.text)
        context["shown_calendar"] = office.without_keys(self.object.calendar)
        may_change = self.request.user.has_perm("mail.change_outgoingemail")
        context["may_resend"] = may_change and office.may_resend(self.object)
        context["may_abort"] = may_change and self.object.state == S.QUEUED
        return context


class MailViewSet(ModelViewSet):
    """Every mail that was written."""

    model = OutgoingEmail
    icon = "mail"
    menu_label = _("Mail")
    menu_order = 270
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = MailIndexView
    inspect_view_class = MailInspectView
    inspect_template_name = "mail/office/inspect.html"
    form_fields: list[str] = []
    list_display = [
        TitleColumn(
            "mail",
            label=_("Mail"),
            accessor=str,
            get_url=lambda row: reverse("outgoingemail:inspect", args=[row.pk]),
        ),
        Column("to", label=_("To")),
        Column("kind", label=_("Kind"), accessor="kind_in_words", sort_key="kind"),
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        Column("error", label=_("Why not"), accessor=unless_sensitive("error")),
        Column("created_at", label=_("Written"), accessor=moment_unless_sensitive("created_at")),
        Column("sent_at", label=_("Sent"), accessor=moment_unless_sensitive("sent_at")),
    ]
    filterset_class = MailFilterSet
    search_fields = ["to", "to_name", "topic"]
    search_backend_name = None


@hooks.register("register_admin_viewset")
def mail_screens() -> MailViewSet:
    """Outgoing mail, in the menu "Mail"."""
    return MailViewSet()


@hooks.register("register_admin_urls")
def mail_urls() -> list:
    """Resend and stop, each after a question."""
    return [
        path("mail/<int:pk>/resend/", office.resend, name="mail_resend"),
        path("mail/<int:pk>/abort/", office.abort, name="mail_abort"),
    ]
