"""What the back office's lists and forms of our records have in common."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django_filters import BooleanFilter
from wagtail.admin.active_filters import (
    ActiveFilter,
    BaseFilterAdapter,
    register_filter_adapter_class,
)
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.deleting import DeleteUnlessNeeded


class RecordViewSet(ModelViewSet):
    """A kind of record: found by its columns, never copied, deleted only while nothing needs it."""

    add_to_reference_index = False
    copy_view_enabled = False
    delete_view_class = DeleteUnlessNeeded
    search_backend_name = None


class YesNoColumn(Column):
    """Yes or no, where Wagtail writes True or False."""

    def get_value(self, instance: object) -> str:
        return yes_or_no(super().get_value(instance))


class YesNoAdapter(BaseFilterAdapter):
    """The same above a list that is narrowed by it."""

    def get_active_filters(self) -> Iterator[ActiveFilter]:
        for found in super().get_active_filters():
            yield found._replace(value=yes_or_no(self.value))


def yes_or_no(value: bool) -> str:
    """For people."""
    return _("Yes") if value else _("No")


register_filter_adapter_class(BooleanFilter, YesNoAdapter)
