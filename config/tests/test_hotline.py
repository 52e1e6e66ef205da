"""The hotline's numbers live in one setting; no page, mail or script spells one out."""

import re

from django.conf import settings

PHONE = re.compile(r"\b(?:1[-. ])?\d{3}[-. ]\d{3}[-. ]\d{4}\b|\b\+1\d{10}\b|\b233733\b")


def test_no_template_script_or_module_spells_a_number_out():
    found = []
    for folder, endings in (("templates", "html txt"), ("static", "js svg"), ("cms", "py")):
        for path in (settings.BASE_DIR / folder).rglob("*"):
            if path.suffix.lstrip(".") in endings.split() and "tests" not in path.parts:
                found += [(path.name, number) for number in PHONE.findall(path.read_text())]
    assert found == []


def test_the_numbers_agree_with_each_other():
    for line in (settings.HOTLINE, settings.CHILD_HOTLINE):
        assert line["tel"] == "+" + re.sub(r"\D", "", line["call"])
