"""Where a course has a page of its own.

Pages belong to an app that stands above this one. It registers one function; this app knows none
but it.
"""

from collections.abc import Callable

from courses.models import Course

_find: Callable[[Course], str] | None = None


def set_source(find: Callable[[Course], str]) -> None:
    """Registers what knows the pages; called in the `AppConfig.ready()` of its app."""
    global _find  # noqa: PLW0603
    _find = find


def page_of(course: Course) -> str:
    """The address of its page that everyone may see; "" where there is none."""
    return _find(course) if _find else ""
