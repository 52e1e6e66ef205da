"""Staff screens of people and agencies."""

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSetGroup

from accounts import professions
from accounts.forms import time_zone_choices
from accounts.lines import LineField
from accounts.models import Affiliation, Agency, Person, Profession
from accounts.record_screens import RecordViewSet, YesNoColumn
from accounts.searching import with_every_word

LEGAL_NAMES = "accounts.see_legal_names"


class PersonForm(WagtailAdminModelForm):
    """The contact address of someone with a login is the one they sign in with."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zone_choices)

    class Meta:
        field_classes = dict.fromkeys(["given_name", "family_name", "roster_name"], LineField)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contact_email"].disabled = self.instance.user_id is not None
        may_see = self.for_user is None or self.for_user.has_perm(LEGAL_NAMES)
        if self.instance.has_chosen_name and not may_see:
            del self.fields["given_name"], self.fields["family_name"]


class PersonIndexView(IndexView):
    """People, with where they work."""

    @cached_property
    def columns(self) -> list[Column]:
        """The name leads to the person and has the menu of what can be done."""
        name = self._get_title_column_class(TitleColumn)(
            "name",
            label=_("Name"),
            accessor=str,
            get_url=self.get_edit_url,
            sort_key="family_name",
        )
        return [name, *self.list_display]

    def get_base_queryset(self) -> QuerySet[Person]:
        people = super().get_base_queryset().filter(merged_into=None)
        return people.prefetch_related("affiliations__agency")

    def search_queryset(self, queryset: QuerySet[Person]) -> QuerySet[Person]:
        if not self.is_searching:
            return queryset
        fields = self.search_fields
        if self.request.user.has_perm(LEGAL_NAMES):
            fields = [*fields, "given_name", "family_name"]
        return with_every_word(queryset, self.search_query, fields)


class PersonFilterSet(WagtailFilterSet):
    """By what they claim and what came of it; `distinct`, as one may work in two places."""

    state = ChoiceFilter(
        field_name="affiliations__state",
        choices=Affiliation.State.choices,
        label=_("Claim"),
        distinct=True,
    )
    profession = ChoiceFilter(
        field_name="affiliations__profession",
        choices=professions.choices,
        label=_("Profession"),
        distinct=True,
    )

    class Meta:
        model = Person
        fields: list[str] = []


class PersonViewSet(RecordViewSet):
    model = Person
    icon = "user"
    menu_label = _("People")
    index_view_class = PersonIndexView
    list_display = [
        Column("contact_email", label=_("E-mail"), sort_key="contact_email"),
        Column("agencies", label=_("Agency"), accessor="agencies"),
    ]
    filterset_class = PersonFilterSet
    search_fields = ["shown_name", "contact_email"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel("given_name"), FieldPanel("family_name"), FieldPanel("roster_name")],
                heading=_("Name"),
            ),
            FieldPanel("is_unlisted"),
            FieldPanel("contact_email"),
            FieldPanel("time_zone"),
        ],
        base_form_class=PersonForm,
    )


class AgencyIndexView(IndexView):
    """The name leads to the agency's own page, where it is run."""

    def get_edit_url(self, instance: Agency) -> str:
        return reverse("agency_run", args=[instance.pk])


class AgencyViewSet(RecordViewSet):
    model = Agency
    index_view_class = AgencyIndexView
    icon = "group"
    menu_label = _("Agencies")
    list_display = [
        "name",
        "kind",
        "state",
        Column("status", label=_("Status"), accessor="get_status_display"),
        YesNoColumn("is_member", label=_("Member")),
    ]
    list_filter = ["status", "is_member", "kind", "state"]
    search_fields = ["name", "domains__domain", "aliases__name"]
    panels = [
        FieldPanel("name"),
        FieldPanel("kind"),
        FieldPanel("state"),
        FieldPanel("is_member"),
        InlinePanel("domains", heading=_("Mail domains"), label=_("Domain")),
        InlinePanel("aliases", heading=_("Other names"), label=_("Name")),
        InlinePanel("units", heading=_("Units"), label=_("Unit")),
    ]


class ProfessionViewSet(RecordViewSet):
    """What responders work as: forms offer them in this order."""

    model = Profession
    icon = "tag"
    menu_label = _("Professions")
    list_display = [
        "name",
        YesNoColumn("is_sworn", label=_("Sworn")),
        YesNoColumn("is_offered", label=_("Offered")),
    ]
    panels = [
        FieldPanel("name"),
        FieldPanel("code"),
        FieldPanel("is_sworn"),
        FieldPanel("is_offered"),
        FieldPanel("position"),
    ]


class PeopleGroup(ModelViewSetGroup):
    menu_label = _("People")
    menu_icon = "group"
    menu_order = 250
    items = (PersonViewSet, AgencyViewSet, ProfessionViewSet)


@hooks.register("register_admin_viewset")
def people_screens() -> PeopleGroup:
    """People and agencies, in the menu "People"."""
    return PeopleGroup()


@hooks.register("register_account_menu_item")
def own_account(request) -> dict[str, str]:
    """From Wagtail's page of the user to ours, where names and sign-in are kept."""
    return {
        "url": reverse("account_home"),
        "label": _("Name, e-mail and sign-in"),
        "help_text": _("Your name, your address, passkeys, and where you are signed in."),
    }
