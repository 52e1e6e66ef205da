"""The forms around a place. Shape only: they know no seats, no rules, no state."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import professions
from accounts.addresses import AddressField
from accounts.lines import LineField
from events.models import QuestionVersion
from events.question_forms import AsksQuestions

AGE = _("I am 18 or older")
AGREEMENT = _("I come, or give my place back in time, and I keep to the rules of the place")


ALWAYS = {"intent", "needs"}


def new_intent() -> str:
    """What tells one shown form from another (96 random bits)."""
    return secrets.token_urlsafe(12)


class RegistrationForm(AsksQuestions, forms.Form):
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
    diet = LineField(
        label=_("Dietary needs"),
        required=False,
        max_length=200,
        help_text=_("Food is served. The caterer learns how many, never who."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    needs = forms.CharField(
        label=_("Do you need anything to take part?"),
        required=False,
        max_length=1000,
        help_text=_(
            "An interpreter, a seat near the door, step-free access. Only the people who arrange "
            "it read this, and it is deleted 30 days after the class."
        ),
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
    )
    intent = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)
    versions: list[QuestionVersion] = []

    def __init__(
        self,
        *args,
        unknown: set[str],
        questions: Sequence[QuestionVersion] = (),
        before: Mapping[int, Any] | None = None,
        **kwargs,
    ):
        """`unknown` names the fields to ask for; `before` holds answers to offer again."""
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - unknown - ALWAYS:
            del self.fields[name]
        self.fields["intent"].initial = new_intent()
        last = {name: self.fields.pop(name) for name in ("agreed",) if name in self.fields}
        self.add_questions(list(questions), dict(before or {}))
        for name in ("diet", "needs"):
            if name in self.fields:
                last = {name: self.fields.pop(name)} | last
        self.fields |= last


class NameForm(forms.Form):
    """The name that the certificate shall carry."""

    name = LineField(
        label=_("Name on the certificate"),
        error_messages={"required": _("Write the name that the certificate shall carry.")},
        max_length=160,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
