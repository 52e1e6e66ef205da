"""Phone numbers as people type them, and the one form (E.164) that a phone dials."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_TYPED = re.compile(r"\+?[\d\s().\-]+")
# Area code and exchange of a North American number never start with 0 or 1.
_NORTH_AMERICAN = re.compile(r"1?([2-9]\d\d[2-9]\d{6})")
_SHORT_CODE = re.compile(r"\d{5,6}")


def e164(number: str) -> str:
    """ "(816) 234-5678" -> "+18162345678". Raises ValueError for what no phone could dial.

    A number without + is North American (ITU-T E.164: country code, at most 15 digits).
    """
    typed = number.strip()
    digits = re.sub(r"\D", "", typed)
    if not _TYPED.fullmatch(typed):
        raise ValueError(number)
    if typed.startswith("+") and not digits.startswith("1"):
        if 8 <= len(digits) <= 15 and not digits.startswith("0"):
            return f"+{digits}"
    elif match := _NORTH_AMERICAN.fullmatch(digits):
        return f"+1{match[1]}"
    raise ValueError(number)


def validate_call(number: str) -> None:
    """Refuses what cannot be called."""
    try:
        e164(number)
    except ValueError:
        raise ValidationError(
            _(
                "This is no phone number that can be called. Write area code and number, "
                "or + and the country code first."
            )
        ) from None


def validate_text(number: str) -> None:
    """Refuses what cannot be texted: neither a code of five or six digits nor a phone number."""
    if _SHORT_CODE.fullmatch(number):
        return
    try:
        e164(number)
    except ValueError:
        raise ValidationError(
            _("Write a code of five or six digits, without spaces, or a phone number.")
        ) from None
