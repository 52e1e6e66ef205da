"""In whose name mail is sent, and which hotline stands at its foot.

The app that keeps these facts registers one function; this app knows none but it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings


@dataclass(frozen=True)
class Letterhead:
    """`sender`: a name for people, "" for that of DEFAULT_FROM_EMAIL. `hotline`: name, call, ..."""

    sender: str
    hotline: dict


_source: Callable[[], Letterhead] | None = None


def set_source(source: Callable[[], Letterhead]) -> None:
    """Registers what knows the letterhead; called in the `AppConfig.ready()` of its app."""
    global _source  # noqa: PLW0603
    _source = source


def current() -> Letterhead:
    """What mail says now. Raises LookupError where no app registered it."""
    if _source is None:
        raise LookupError("No app registered what stands at the head of mail.")
    return _source()


def sender() -> tuple[str, str]:
    """Name and address that mail comes from; the address is always that of the settings."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return current().sender or name or settings.WAGTAIL_SITE_NAME, address
