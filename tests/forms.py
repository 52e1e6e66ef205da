"""Reads the forms of a page as a browser would fill them in unasked."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """One form: where it posts to and what it would send if nobody touched it."""

    action: str = ""
    method: str = "get"
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[str] = field(default_factory=list)
    in_main: bool = False


class _FormReader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms: list[Form] = []
        self.open: Form | None = None
        self.in_main = False
        self.select = self.textarea = ""

    def handle_starttag(self, tag, attrs):
        values = {name: value or "" for name, value in attrs}
        self.in_main = self.in_main or tag == "main"
        if tag == "form":
            method = values.get("method", "get").lower()
            self.open = Form(values.get("action", ""), method, in_main=self.in_main)
            self.forms.append(self.open)
        elif self.open is not None:
            self._control(tag, values)

    def _control(self, tag, values):
        name = values.get("name", "")
        if tag == "input" and name:
            self._input(name, values)
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select:
            if "selected" in values or self.select not in self.open.fields:
                self.open.fields[self.select] = values.get("value", "")
        elif tag == "textarea" and name:
            self.textarea = name
            self.open.fields[name] = ""
        elif tag == "button" and name:
            self.open.buttons.append(name)

    def _input(self, name, values):
        kind = values.get("type", "text")
        if kind in ("submit", "button", "image", "reset"):
            self.open.buttons.append(name)
        elif kind not in ("checkbox", "radio") or "checked" in values:
            self.open.fields[name] = values.get("value", "on" if kind == "checkbox" else "")

    def handle_data(self, data):
        if self.open is not None and self.textarea:
            self.open.fields[self.textarea] += data

    def handle_endtag(self, tag):
        if tag == "main":
            self.in_main = False
        elif tag == "form":
            self.open = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.textarea = ""


def read_forms(html: str) -> list[Form]:
    """Every form of the page, in order."""
    reader = _FormReader()
    reader.feed(html)
    return reader.forms


def main_form(html: str, with_field: str = "") -> Form:
    """The page's own POST form: inside <main> where there is one, holding `with_field`."""
    posts = [form for form in read_forms(html) if form.method == "post"]
    fitting = [form for form in posts if not with_field or with_field in form.fields]
    if not fitting:
        raise AssertionError(f"no POST form with {with_field or 'any field'} on this page: {html}")
    return next((form for form in fitting if form.in_main), fitting[-1])
