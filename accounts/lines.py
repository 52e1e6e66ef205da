"""What people write: names, agencies. Forms and calendars clean it here."""

import re

from django import forms

_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
# Controls (a NUL ends the line in some readers); halves of surrogate pairs, which have no UTF-8;
# what turns the letters that follow around, on a sheet of names those of the next line too.
_NEVER = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def clean(text: str) -> str:
    """Text without control characters; every kind of line end becomes a newline."""
    return _NEVER.sub("", _LINE_ENDS.sub("\n", text))


def clean_line(text: str) -> str:
    """`text` in one line: without control characters, each gap one space.

    What nobody could see, such as zero-width spaces alone, counts as nothing written.
    """
    line = " ".join(clean(text).split())
    return line if any(char.isprintable() for char in line.replace(" ", "")) else ""


class LineField(forms.CharField):
    """One line of text: control characters and line ends, which no name has, are taken out.

    For a form of a model, name it in `Meta.field_classes`.
    """

    def to_python(self, value) -> str:
        return clean_line(super().to_python(value))
