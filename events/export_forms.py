"""What is asked before a list of people leaves as a file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import Export


class ExportForm(forms.Form):
    """Which kind of file; `key` is made up by the page, which then asks how far the file is."""

    format = forms.ChoiceField(
        label=_("Kind of file"),
        widget=forms.RadioSelect,
        choices=[
            (Export.Format.XLSX, _("XLSX: for Excel, Numbers or LibreOffice")),
            (Export.Format.CSV, _("CSV: for other systems")),
        ],
    )
    unlisted = forms.BooleanField(
        label=_("With the people who asked to be left out"),
        required=False,
        help_text=_("Only where it must be; under the names that they chose. Say why."),
    )
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=200, help_text=_("Kept in the log.")
    )
    legal = forms.BooleanField(
        label=_("As a credit list, with legal names"),
        required=False,
        help_text=_("For a board that credits hours. Kept in the log as such a list."),
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, left_out: int, may_see_legal: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not left_out:
            del self.fields["unlisted"]
        if not may_see_legal:
            del self.fields["legal"]
        if not (left_out or may_see_legal):
            del self.fields["reason"]

    def clean(self) -> dict:
        values = super().clean()
        if (values.get("unlisted") or values.get("legal")) and not values.get("reason"):
            self.add_error("reason", _("Say why."))
        return values
