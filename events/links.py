"""Absolute addresses for mail and calendars, and the signature that opens a registration."""

from django.conf import settings
from django.core import signing
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from accounts.models import User
from events.models import Registration

_SALT = "events.registration"
_DECIDES = "events.agency_decision"
KEY_PARAMETER = "key"


def absolute(path: str) -> str:
    """`path` on this site's own address; never on the host that a request named."""
    return f"{settings.SITE_URL}{path}"


def signature(code: str) -> str:
    """What a mail's link carries so that its reader need not sign in (HMAC-SHA256)."""
    return Signer(salt=_SALT).signature(code)


def is_signed(code: str, key: str) -> bool:
    """Whether `key` is the signature of `code`, by this secret or one it has replaced."""
    signer = Signer(salt=_SALT)
    try:
        return signer.unsign(f"{code}{signer.sep}{key}") == code
    except BadSignature:
        return False


def decision_link(registration: Registration, user: User) -> str:
    """Where `user`, a coordinator, says yes or no once: another revision has another link."""
    asked = [registration.pk, registration.revision, user.pk]
    return absolute(reverse("events:agency_decision", args=[signing.dumps(asked, salt=_DECIDES)]))


def opened_decision(token: str) -> tuple[int, int, int] | None:
    """Registration, its revision, and user of a decision's link; None for one made up."""
    try:
        return tuple(signing.loads(token, salt=_DECIDES))
    except BadSignature:
        return None


def registration_link(code: str, view: str = "registration", *, signed: bool = True) -> str:
    """The absolute address of a registration's page `view` (a name in events.urls)."""
    path = absolute(reverse(f"events:{view}", args=[code]))
    return f"{path}?{KEY_PARAMETER}={signature(code)}" if signed else path
