"""Wagtail's own spreadsheets are off: their CSV holds formulas, and nobody would know of them."""

import pytest
from django.urls import reverse
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.models import ModelLogEntry, Page

from tests.people import create_user

pytestmark = pytest.mark.django_db
REPORTS = ["locked_pages", "workflow", "workflow_tasks", "site_history", "aging_pages"]
REPORTS += [f"{name}_results" for name in REPORTS] + ["page_types_usage"]
LISTS = ["event:index", "registration:index", "person:index", "export:index", "outgoingemail:index"]


@pytest.fixture
def admin(client, settings):
    settings.DEBUG = True
    client.force_login(create_user(email="admin@example.org", superuser=True))
    return client


@pytest.mark.parametrize("format", ["csv", "xlsx"])
@pytest.mark.parametrize("name", [f"wagtailadmin_reports:{name}" for name in REPORTS] + LISTS)
def test_no_report_and_no_list_answers_with_a_spreadsheet(admin, name, format):
    user = create_user(email="formula@example.org", given_name="=1+1")
    ModelLogEntry.objects.log_action(Page.objects.first(), "wagtail.edit", user=user, title="=1+1")
    answer = admin.get(reverse(name), {"export": format})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/html")
    assert f"export={format}" not in admin.get(reverse(name)).content.decode()


def _all(kind: type) -> set[type]:
    return {kind}.union(*(_all(one) for one in kind.__subclasses__()))


def test_no_view_switches_them_on_again():
    on = [kind for kind in _all(SpreadsheetExportMixin) if kind.FORMATS or kind.show_export_buttons]
    assert on == []
