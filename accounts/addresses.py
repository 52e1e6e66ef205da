"""Which mail addresses we take, and what their domain proves.

A form's e-mail field also accepts look-alike letters, quoted local parts and hosts without a
dot. None of them is an address of an agency, and some are made to look like one.
"""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

DOMAIN = re.compile(
    r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)
LONGEST = 254  # RFC 5321, section 4.5.3.1.3: a path of 256 with its brackets
# Anyone can have an address there, so it proves no agency. Staff list domains by hand; this
# catches the slip, it need not be complete.
FREE_MAIL = frozenset(
    (
        "aol.com",
        "att.net",
        "comcast.net",
        "gmail.com",
        "gmx.com",
        "googlemail.com",
        "hotmail.com",
        "icloud.com",
        "live.com",
        "mac.com",
        "mail.com",
        "me.com",
        "msn.com",
        "outlook.com",
        "proton.me",
        "protonmail.com",
        "sbcglobal.net",
        "verizon.net",
        "yahoo.com",
        "yandex.com",
        "ymail.com",
        "zoho.com",
    )
)


def clean_address(address: str) -> str:
    """`address` in lower case and trimmed; ValidationError where we do not take it."""
    address = address.strip().lower()
    if len(address) > LONGEST:
        raise ValidationError(_("This address is too long."), code="max_length")
    validate_email(address)
    if domain_of(address) is None:
        raise ValidationError(
            _("Please use an address with plain letters, such as name@example.org."),
            code="invalid",
        )
    return address


class AddressField(forms.EmailField):
    """A mail address that we take; one sentence where it is not, as one check says it."""

    default_validators = [clean_address]


def domain_of(address: str) -> str | None:
    """The part after the @, lower case; None where it could be taken for another."""
    local, _at, domain = address.rpartition("@")
    domain = domain.lower()
    if not local or '"' in local or "@" in local or not address.isascii():
        return None
    return domain if DOMAIN.fullmatch(domain) else None


def validate_agency_domain(domain: str) -> None:
    """ValidationError where `domain` is no plain host name, or a mail service for everybody."""
    if not DOMAIN.fullmatch(domain.strip().lower()):
        raise ValidationError(_("Enter what follows the @, for example police.example.gov."))
    if domain.strip().lower() in FREE_MAIL:
        raise ValidationError(_("Anyone can have an address there, so it proves no agency."))
