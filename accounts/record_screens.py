"""What the back office's lists and forms of our records have in common."""

from wagtail.admin.viewsets.model import ModelViewSet

from accounts.deleting import DeleteUnlessNeeded


class RecordViewSet(ModelViewSet):
    """A kind of record: found by its columns, never copied, deleted only while nothing needs it."""

    add_to_reference_index = False
    copy_view_enabled = False
    delete_view_class = DeleteUnlessNeeded
    search_backend_name = None
