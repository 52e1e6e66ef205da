"""What is done to take a list of people out of the back office, and to read what came."""

import csv
from io import BytesIO, StringIO

import openpyxl
from django.contrib.auth.models import Permission
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from courses.models import Audience
from events.models import Event, Export
from events.tests.factories import (
    create_affiliation,
    create_event,
    create_registration,
    create_user_person,
)
from events.tests.office_steps import url
from tests.people import create_user, session_data

LIST = "/admin/registrations/export/"
LOG = "/admin/export/"


def sign_in(client: Client, user: User) -> None:
    """By code, just now."""
    client.force_login(user)
    session = client.session
    session.update(session_data(user))
    session.save()


def deny(user: User, codename: str) -> None:
    """Takes a right from the user's group."""
    user.groups.get().permissions.remove(Permission.objects.get(codename=codename))


def create_editor() -> User:
    """Enters the back office, and may not run events."""
    user = create_user(email="editor@example.org", staff=True)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


def roster_of(*people: tuple[str, str], audience: str = Audience.RESPONDERS, **fields) -> Event:
    """An event in which each of `people` (given name, family name) has a place."""
    event = create_event(audience=audience, **fields)
    for given, family in people:
        person = create_user_person(given_name=given, family_name=family)
        tie = create_affiliation(person=person) if audience == Audience.RESPONDERS else None
        create_registration(event=event, person=person, affiliation=tie)
    return event


def download(client: Client, event: Event, format: str = "csv", **data) -> HttpResponse:
    """The roster of `event` as a file."""
    return client.post(url(event, "export/file"), {"format": format, **data})


def rows_of(response: HttpResponse) -> list[dict[str, str]]:
    """The rows of a CSV file by their heads, as Excel decodes it."""
    body = response.getvalue().decode("utf-8-sig")
    return list(csv.DictReader(StringIO(body, newline="")))


def sheet_rows(response: HttpResponse) -> list[list[str]]:
    """The rows of an XLSX file, all of them text."""
    book = openpyxl.load_workbook(BytesIO(response.getvalue()))
    assert {cell.data_type for row in book.active for cell in row} <= {"s", "inlineStr"}
    return [list(row) for row in book.active.values]


def logged() -> list[tuple]:
    """The log, the oldest first."""
    return list(Export.objects.order_by("pk").values_list("what", "format", "result", "rows_done"))
