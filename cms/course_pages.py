"""Where the courses have their pages, for the app below that shows their dates."""

from wagtail.models import Site

from accounts.kept import OLDEST_SECONDS, Kept
from cms.models import CoursePage
from courses.models import Course


def _read() -> dict[int, str]:
    """By the course the address of its page; of several the first in the tree."""
    pages = CoursePage.objects.live().public().order_by("-path")
    home = Site.objects.filter(is_default_site=True).values_list("root_page__url_path", flat=True)
    above = len(home.first() or "/")
    return {course: f"/{path[above:]}" for course, path in pages.values_list("course", "url_path")}


# A few statements a second at the most, however many look at events.
known: Kept[dict[int, str]] = Kept(read=_read, shipped=dict, seconds=OLDEST_SECONDS)


def page_of(course: Course, *, anew: bool) -> str:
    """The address of its page that everyone may see, read now where `anew`; "" for none."""
    if anew:
        known.forget()
    return known.get().get(course.pk, "")
