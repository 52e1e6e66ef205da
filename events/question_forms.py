"""Fields for questions, and which answers of a form count; the rules are in asking.py."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import private_files
from accounts.lines import clean, clean_line
from events import asking
from events.models import QuestionVersion

Kind = QuestionVersion.Kind
LONGEST = 1000


class AnswerField(forms.CharField):
    """Some lines of text, without control characters."""

    def clean(self, value: Any) -> str:
        return clean(super().clean(value)).strip()


class CheckedFile(forms.FileField):
    """A PDF or picture, looked into as soon as it arrives."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if upload:
            private_files.clean_upload(upload)
            upload.seek(0)
        return upload


def name_of(version: QuestionVersion) -> str:
    """The name of a question's field."""
    return f"q{version.question_id}"


def field_of(version: QuestionVersion, parents: dict[int, QuestionVersion]) -> forms.Field:
    """The field of a question; one with a condition is never required by itself."""
    made = _MAKERS[version.kind](version)
    made.label = version.label
    made.help_text = version.help_text
    parent = parents.get(version.depends_on_id)
    made.required = version.required and parent is None
    made.depends = ""
    if parent is not None:
        values = ", ".join(version.depends_values)
        if parent.kind == Kind.AGREEMENT:
            made.depends = _("Only if you ticked “%(question)s”.") % {"question": parent.label}
        else:
            made.depends = _("Only if you answered “%(values)s” to “%(question)s”.") % {
                "values": values,
                "question": parent.label,
            }
        made.help_text = " ".join(filter(None, [made.depends, version.help_text]))
        made.widget.attrs["data-depends"] = name_of(parent)
        made.widget.attrs["data-values"] = json.dumps(version.depends_values)
    made.error_messages["required"] = _("Please answer this.")
    return made


def _choices(version: QuestionVersion) -> list[tuple[str, str]]:
    return [(words, words) for words in version.choices]


_MAKERS = {
    Kind.TEXT: lambda version: AnswerField(
        max_length=LONGEST, widget=forms.Textarea({"rows": 2, "autocomplete": "off"})
    ),
    Kind.CHOICE: lambda version: forms.ChoiceField(
        choices=_choices(version), widget=forms.RadioSelect
    ),
    Kind.SEVERAL: lambda version: forms.MultipleChoiceField(
        choices=_choices(version), widget=forms.CheckboxSelectMultiple
    ),
    Kind.NUMBER: lambda version: forms.DecimalField(
        max_digits=12, decimal_places=2, widget=forms.NumberInput({"inputmode": "decimal"})
    ),
    Kind.DATE: lambda version: forms.DateField(
        widget=forms.DateInput({"type": "date", "autocomplete": "off"}, format="%Y-%m-%d")
    ),
    Kind.AGREEMENT: lambda version: forms.BooleanField(),
    Kind.FILE: lambda version: CheckedFile(
        widget=forms.ClearableFileInput({"accept": ".pdf,.jpg,.jpeg,.png"})
    ),
}


class AsksQuestions:
    """A form that asks an event's questions beside its own fields; mixed into a forms.Form."""

    def add_questions(self, versions: list[QuestionVersion], before: dict[int, Any]) -> None:
        """`before`: what was answered last time, offered again."""
        self.versions = versions
        parents = {version.question_id: version for version in versions}
        for version in versions:
            field = field_of(version, parents)
            field.initial = before.get(version.question_id)
            self.fields[name_of(version)] = field

    def clean(self) -> dict:
        """Drops what was not brought up, and misses what was and has no answer."""
        values = super().clean()
        given = {one.question_id: self._value(one) for one in self.versions}
        shown = asking.brought_up(self.versions, given)
        for version in self.versions:
            name = name_of(version)
            if version not in shown:
                self.errors.pop(name, None)
                values.pop(name, None)
            elif version.required and name not in self.errors and asking.is_empty(values.get(name)):
                self.add_error(name, ValidationError(_("Please answer this."), code="required"))
        return values

    def _value(self, version: QuestionVersion) -> Any:
        return self.cleaned_data.get(name_of(version))

    def answers(self) -> dict[int, Any]:
        """By question, ready to be kept; files are stored now. The form is valid."""
        found = {}
        for version in self.versions:
            value = self.cleaned_data.get(name_of(version))
            if not asking.is_empty(value):
                found[version.question_id] = _ready(version, value)
        return found

    def kept_answers(self) -> dict[str, Any]:
        """The answers as a session can hold them until the sign-in; a file is asked for again."""
        kept = {}
        for version in self.versions:
            value = self.cleaned_data.get(name_of(version))
            if version.kind != Kind.FILE and not asking.is_empty(value):
                kept[name_of(version)] = _ready(version, value)
        return kept


class AnswersForm(AsksQuestions, forms.Form):
    """The questions alone: for a preview, and for who was registered by somebody else."""

    def __init__(self, *args, versions: list[QuestionVersion], before: dict[int, Any], **kwargs):
        super().__init__(*args, **kwargs)
        self.add_questions(versions, before)


def _ready(version: QuestionVersion, value: Any) -> Any:
    if version.kind == Kind.FILE:
        return private_files.keep(value, folder="answers")
    if version.kind == Kind.NUMBER:
        return f"{value.normalize():f}"
    if version.kind == Kind.DATE:
        return value.isoformat()
    if version.kind in (Kind.SEVERAL, Kind.AGREEMENT):
        return value
    return value if version.kind == Kind.TEXT else clean_line(value)
