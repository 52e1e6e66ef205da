"""The forms of "Where I work". Shape only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import professions
from accounts.lines import LineField
from accounts.models import AgencyUnit


class ClaimForm(forms.Form):
    """Where a person says that they work."""

    profession = forms.ChoiceField(
        label=_("Profession"),
        choices=lambda: [("", _("Please choose")), *professions.choices()],
        error_messages={"required": _("Choose your profession.")},
        widget=forms.Select({"autocomplete": "organization-title"}),
    )
    agency = LineField(
        label=_("Agency"),
        max_length=160,
        error_messages={"required": _("Write the name of your agency.")},
        help_text=_("If it is not in the list, write its name: we look at it and add it."),
        widget=forms.TextInput({"autocomplete": "organization", "list": "agencies"}),
    )


class UnitForm(forms.Form):
    """The part of the agency; empty for none."""

    unit = forms.ModelChoiceField(AgencyUnit.objects.none(), label=_("Unit"), required=False)

    def __init__(self, *args, agency, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = agency.units.all()


class CodeOfAgencyForm(forms.Form):
    """The code that a coordinator hands out."""

    code = LineField(
        label=_("Code of your agency"),
        max_length=40,
        error_messages={"required": _("Type the code that your training coordinator gave you.")},
        help_text=_("Twelve letters and digits, such as BCDF-GHJK-MNPQ."),
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    profession = forms.ChoiceField(
        label=_("Profession"),
        choices=lambda: [("", _("Please choose")), *professions.choices()],
        error_messages={"required": _("Choose your profession.")},
        widget=forms.Select({"autocomplete": "organization-title"}),
    )


class DocumentForm(forms.Form):
    """Something that shows where a person works."""

    document = forms.FileField(
        label=_("Document"),
        error_messages={"required": _("Choose a file first.")},
        help_text=_("A PDF, or a picture as JPEG or PNG, of at most 10 MB."),
        widget=forms.ClearableFileInput({"accept": ".pdf,.jpg,.jpeg,.png"}),
    )
