"""Where the courses have their pages, for the app below that shows their dates."""

from accounts.kept import OLDEST_SECONDS, Kept
from cms.models import CoursePage
from courses.models import Course


def _read() -> dict[int, str]:
    """By the course the address of its page; of several the first in the tree."""
    pages = CoursePage.objects.live().public().order_by("-path")
    return {page.course_id: page.get_url() for page in pages}


# A few statements a second at the most, however many look at events.
known: Kept[dict[int, str]] = Kept(read=_read, shipped=dict, seconds=OLDEST_SECONDS)


def page_of(course: Course) -> str:
    """The address of its page that everyone may see; "" where there is none."""
    return known.get().get(course.pk, "")
