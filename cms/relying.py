"""Who relies on a page: what would lead nowhere if it were gone."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Page, ReferenceIndex


def relying_on(pages: list[Page]) -> list[str]:
    """The names of what leads to one of these pages or to one below, from elsewhere."""
    lost = Q()
    for page in pages:
        lost |= Q(path__startswith=page.path)
    gone = [str(pk) for pk in Page.objects.filter(lost).values_list("pk", flat=True)]
    page_type = ContentType.objects.get_for_model(Page)
    references = ReferenceIndex.objects.filter(to_content_type=page_type, to_object_id__in=gone)
    elsewhere = references.exclude(base_content_type=page_type, object_id__in=gone)
    found = {}
    for reference in elsewhere.select_related("content_type").order_by("pk"):
        source = reference.content_type.get_object_for_this_type(pk=reference.object_id)
        found[reference.base_content_type_id, reference.object_id] = str(source)
    return list(found.values())
