"""The log of exports as a list for administrators."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.permissions import register_permission_policy

from events.models import Export
from events.views.office.records import ViewedPolicy

# Coordinators do not look after themselves: the right to see it belongs to no group of ours.
register_permission_policy(Export, ViewedPolicy(Export))


def when(export: Export) -> str:
    """ "Nov 22, 2026, 8:15 a.m. CST": on the clock of where we are."""
    return date_format(export.at.astimezone(ZoneInfo(settings.DEFAULT_TIME_ZONE)), "M j, Y, P T")


def of_what(export: Export) -> str:
    """The event of a roster, or the filters of the list of registrations."""
    if export.event:
        return f"{export.event} ({export.event.slug})"
    return export.filters or _("all registrations")


def rows(export: Export) -> str:
    """ "60", or "4,000 of 10,000" of what broke off."""
    if export.result in (Export.Result.BEGUN, Export.Result.BROKEN):
        numbers = {"done": number_format(export.rows_done)}
        numbers["total"] = number_format(export.rows_total)
        return _("%(done)s of %(total)s") % numbers
    return number_format(export.rows_done) if export.result == Export.Result.DONE else ""


COLUMNS = [
    Column("at", label=gettext_lazy("When"), accessor=when, sort_key="at"),
    Column("by", label=gettext_lazy("Who"), accessor="by"),
    Column("what", label=gettext_lazy("List"), accessor="get_what_display"),
    Column("of", label=gettext_lazy("Of what"), accessor=of_what),
    Column("format", label=gettext_lazy("As"), accessor="get_format_display"),
    Column("rows", label=gettext_lazy("Rows"), accessor=rows),
    Column("result", label=gettext_lazy("Result"), accessor="get_result_display"),
]


class ExportFilterSet(WagtailFilterSet):
    """By list, format and result."""

    what = ChoiceFilter(choices=Export.What.choices, label=gettext_lazy("List"))
    format = ChoiceFilter(choices=Export.Format.choices, label=gettext_lazy("As"))
    result = ChoiceFilter(choices=Export.Result.choices, label=gettext_lazy("Result"))

    class Meta:
        model = Export
        fields: list[str] = []


class ExportIndexView(IndexView):
    """Every export and every refusal, the latest first."""

    any_permission_required = ["view"]

    def get_base_queryset(self) -> QuerySet[Export]:
        return super().get_base_queryset().select_related("by__person", "event__course")
