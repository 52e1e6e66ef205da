"""The forms around a place. Shape only: they know no seats, no rules, no state."""

import secrets

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import professions
from accounts.addresses import AddressField
from accounts.lines import LineField

AGE = _("I am 18 or older")
AGREEMENT = _("I come, or give my place back in time, and I keep to the rules of the place")


def new_intent() -> str:
    """What tells one shown form from another (96 random bits)."""
    return secrets.token_urlsafe(12)


class RegistrationForm(forms.Form):
    """Asks only for what is not known yet; nothing at all of someone who was here before."""

    given_name = LineField(
        label=_("Given name"),
        error_messages={"required": _("Write your given name.")},
        max_length=80,
        widget=forms.TextInput({"autocomplete": "given-name"}),
    )
    family_name = LineField(
        label=_("Family name"),
        error_messages={"required": _("Write your family name.")},
        max_length=80,
        widget=forms.TextInput({"autocomplete": "family-name"}),
    )
    email = AddressField(
        label=_("E-mail address"),
        error_messages={"required": _("Write your e-mail address, such as name@example.org.")},
        max_length=254,
        help_text=_("We send a code there next, and later the invitation for your calendar."),
        widget=forms.EmailInput(
            {"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}
        ),
    )
    profession = forms.ChoiceField(
        label=_("Profession"),
        error_messages={"required": _("Choose your profession.")},
        choices=lambda: [("", _("Please choose")), *professions.choices()],
        help_text=_("This class is for first responders alone, so we ask."),
        widget=forms.Select({"autocomplete": "organization-title"}),
    )
    agency = LineField(
        label=_("Agency"),
        error_messages={"required": _("Write the name of your agency.")},
        max_length=160,
        help_text=_(
            "Police department, fire district, hospital, school district. With an address at "
            "your agency's own domain we know you at once; otherwise a person checks."
        ),
        widget=forms.TextInput({"autocomplete": "organization", "list": "agencies"}),
    )
    is_adult = forms.BooleanField(
        label=AGE,
        help_text=_("The class speaks of things that are hard to hear."),
        error_messages={"required": _("This class is for people aged 18 or older.")},
    )
    agreed = forms.BooleanField(
        label=AGREEMENT,
        error_messages={"required": _("Please agree, so that no seat stays empty.")},
    )
    intent = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, unknown: set[str], **kwargs):
        """`unknown` names the fields to ask for."""
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - unknown - {"intent"}:
            del self.fields[name]
        self.fields["intent"].initial = new_intent()


class NameForm(forms.Form):
    """The name that the certificate shall carry."""

    name = LineField(
        label=_("Name on the certificate"),
        error_messages={"required": _("Write the name that the certificate shall carry.")},
        max_length=160,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
