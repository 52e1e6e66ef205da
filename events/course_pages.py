"""Where a course has a page of its own.

Pages belong to an app that stands above this one. It registers one function; this app knows none
but it.
"""

from collections.abc import Callable

from courses.models import Course

_find: Callable[..., str] | None = None


def set_source(find: Callable[..., str]) -> None:
    """Registers what knows the pages; called in the `AppConfig.ready()` of its app."""
    global _find  # noqa: PLW0603
    _find = find


def page_of(course: Course, *, anew: bool) -> str:
    """The address of its page that everyone may see, read now where `anew`; "" for none."""
    return _find(course, anew=anew) if _find else ""
