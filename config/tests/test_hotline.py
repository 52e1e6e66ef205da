"""The hotline's numbers are kept once; no page, mail, script or module spells one out."""

import re

from django.conf import settings

from cms.shipped import SHIPPED

PHONE = re.compile(r"\b(?:1[-. ])?\d{3}[-. ]\d{3}[-. ]\d{4}\b|\b\+1\d{10}\b|\b233733\b")
# "816-555-0100" shows how a number is written: 555-01xx is nobody's.
NOBODYS = re.compile(r"555-01\d\d")
APPS = ("cms", "events", "courses", "accounts", "mail", "config")
READ = (("templates", "html txt xml"), ("static", "js svg css"), *((app, "py") for app in APPS))


def test_no_template_script_or_module_spells_a_number_out():
    found = []
    for folder, endings in READ:
        for path in (settings.BASE_DIR / folder).rglob("*"):
            shipped = path == settings.BASE_DIR / "cms/shipped.py"
            if path.suffix.lstrip(".") in endings.split() and "tests" not in path.parts:
                numbers = PHONE.findall(path.read_text())
                found += [(path.name, n) for n in numbers if not shipped and not NOBODYS.search(n)]
    assert found == []


def test_the_settings_of_the_server_hold_no_number_either():
    assert not hasattr(settings, "HOTLINE")
    assert not hasattr(settings, "CHILD_HOTLINE")


def test_what_is_shipped_is_shown_on_every_kind_of_page(client, db):
    for address in ("/", "/events/", "/help/", "/accounts/login/", "/no-such-page/"):
        page = client.get(address).content.decode()
        assert SHIPPED["hotline_call"] in page, address
