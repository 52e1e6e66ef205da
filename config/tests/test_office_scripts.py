"""No form of the back office carries a script, today and after an upgrade of Wagtail."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from wagtail.admin.widgets import (
    AdminDateInput,
    AdminDateTimeInput,
    AdminPageChooser,
    AdminTimeInput,
)
from wagtail.admin.widgets.workflows import AdminTaskChooser
from wagtail.images.widgets import AdminImageChooser

OWN = settings.BASE_DIR / "templates"
# A script with words of its own: neither a file nor data.
INLINE = re.compile(r"<script(?![^>]*(?:\bsrc=|application/json|text/x-template))[^>]*>")
STARTS = re.compile(r'data-start="(\w+)"')


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("widget", "starter"),
    [
        (AdminDateInput(), "initDateChooser"),
        (AdminTimeInput(), "initTimeChooser"),
        (AdminDateTimeInput(), "initDateTimeChooser"),
        (AdminPageChooser(), "PageChooser"),
        (AdminImageChooser(), "ImageChooser"),
        (AdminTaskChooser(), "createTaskChooser"),
    ],
)
def test_a_chooser_is_started_by_a_mark_that_office_js_knows(widget, starter):
    html = str(widget.render("choice", None, attrs={"id": "id_choice"}))
    assert "<script" not in html
    assert STARTS.findall(html) == [starter]
    assert f'"{starter}"' in (settings.BASE_DIR / "static/js/office.js").read_text()


def test_what_a_form_holds_cannot_break_out_of_a_mark():
    widget = AdminPageChooser(linked_fields={"x": "\"><script>alert('1')</script>"})
    html = str(widget.render("choice", None, attrs={"id": "id_choice"}))
    assert "<script" not in html
    assert "&quot;&gt;" in html.replace("\\", "")


def test_each_template_of_wagtail_that_holds_a_script_is_replaced():
    """After an upgrade: whatever this finds needs a template in templates/ with a mark instead."""
    found = []
    for app in apps.get_app_configs():
        folder = Path(app.path) / "templates"
        if not app.name.startswith("wagtail") and app.label != "wagtailusers":
            continue
        for path in folder.rglob("*.html"):
            name = path.relative_to(folder)
            has_script = INLINE.search(path.read_text())
            if has_script and not (OWN / name).exists():
                found.append(str(name))
    assert found == []
