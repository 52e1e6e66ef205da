"""Lists of people as files: what they hold, of whom, and how far they are."""

import re
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Agency, Person
from events import attendance, exports, rosters, schedule
from events.models import Export, Mark
from events.tests.export_steps import (
    LIST,
    deny,
    download,
    roster_of,
    rows_of,
    sheet_rows,
    sign_in,
)
from events.tests.factories import create_event, create_registration
from events.tests.office_steps import text, url
from tests.people import create_person, create_user

pytestmark = pytest.mark.django_db
# Session, user, rights; the event with slots and trainers; who is on it; the row of the log; the
# people; how it ended. The limit on top asks the cache, which need not be the database.
STATEMENTS_OF_A_FILE = 17
NUMBERED = r"<td>(\d+)</td>\s*<th scope=\"row\"><a [^>]+>([^<]+)</a></th>"


@pytest.fixture
def office(client, coordinator):
    """The coordinator's browser, signed in by code just now."""
    sign_in(client, coordinator)
    return client


def test_the_roster_as_csv_says_of_each_person_what_is_needed(office):
    with time_machine.travel(datetime(2026, 11, 20, 15, 5, tzinfo=ZoneInfo("UTC"))):
        event = roster_of(("Alex", "Doe"))
    Agency.objects.filter(name="Blue River Police").update(state="MO")
    answer = download(office, event)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="roster-{event.slug}.csv"'
    assert "no-store" in answer["Cache-Control"]
    assert answer.streaming
    assert rows_of(answer) == [
        {
            "No.": "1",
            "Name for the roster": "Alex Doe",
            "Given name": "Alex",
            "Family name": "Doe",
            "Agency": "Blue River Police",
            "Agency's state": "MO",
            "Profession": "Police officer",
            "E-mail": event.registrations.get().person.contact_email,
            "Registration": "confirmed",
            "Registered at": "2026-11-20 09:05",
            "Time zone": "America/Chicago",
            "Attendance, 2026-12-20 09:05": "",
        }
    ]


def test_the_file_says_who_was_there(office, coordinator):
    event = roster_of(("Alex", "Doe"), ("Kim", "Doe"), days=2)
    slot = event.standing_slots[0]
    slot.starts_at = timezone.now() - timedelta(hours=1)
    slot.save()
    place = event.registrations.get(person__given_name="Alex")
    attendance.note(place, slot=slot, mark=Mark.LATE, by=coordinator)
    heads = [head for head in rows_of(download(office, event))[0] if head.startswith("Attendance")]
    assert len(heads) == 2
    marks = [[row[head] for head in heads] for row in rows_of(download(office, event))]
    assert marks == [["came late", ""], ["", ""]]


def test_the_same_as_xlsx_in_the_order_of_the_screen(office):
    event = roster_of(("Zoe", "Adams"), ("Alex", "Young"), ("Kim", "Muñoz"))
    rows = sheet_rows(download(office, event, "xlsx"))
    assert [row[:2] for row in rows] == [
        ["No.", "Name for the roster"],
        ["1", "Zoe Adams"],
        ["2", "Kim Muñoz"],
        ["3", "Alex Young"],
    ]
    screen = office.get(url(event)).content.decode()
    shown = re.findall(NUMBERED, screen)
    assert shown == [("1", "Zoe Adams"), ("2", "Kim Muñoz"), ("3", "Alex Young")]


def test_a_search_on_the_screen_keeps_the_numbers(office):
    event = roster_of(("Zoe", "Adams"), ("Alex", "Young"))
    found = office.post(url(event), {"q": "young"}).content.decode()
    assert re.findall(NUMBERED, found) == [("2", "Alex Young")]


def test_addresses_only_with_the_right_to_see_people(office, coordinator):
    event = roster_of(("Alex", "Doe"))
    row = rows_of(download(office, event))[0]
    assert row["E-mail"] == event.registrations.get().person.contact_email
    deny(coordinator, "view_person")
    assert "E-mail" not in rows_of(download(office, event))[0]
    assert event.registrations.get().person.contact_email not in str(
        sheet_rows(download(office, event, "xlsx"))
    )


def test_who_has_no_address_or_no_name_is_on_it_too(office):
    event = create_event()
    create_registration(event=event, person=create_person(given_name="Pat", family_name="Walk"))
    nameless = create_person(given_name="", family_name="", contact_email="who@example.org")
    create_registration(event=event, person=nameless)
    names = {row["Name for the roster"] for row in rows_of(download(office, event))}
    assert names == {"Pat Walk", "No name"}


def test_a_name_that_is_a_formula_stays_text(office):
    event = roster_of(("=1+1", "@SUM(1)"))
    row = rows_of(download(office, event))[0]
    assert row["Given name"] == "'=1+1"
    assert row["Family name"] == "'@SUM(1)"
    assert sheet_rows(download(office, event, "xlsx"))[1][2:4] == ["=1+1", "@SUM(1)"]


def test_a_cancelled_event_lists_whom_to_tell(office, coordinator):
    event = roster_of(("Alex", "Doe"))
    schedule.cancel_event(event, by=coordinator, reason="Ice.")
    (row,) = rows_of(download(office, event))
    assert (row["Name for the roster"], row["Registration"]) == (
        "Alex Doe",
        "cancelled by the organizer",
    )


@pytest.mark.parametrize("format", ["csv", "xlsx"])
@pytest.mark.parametrize("rows", [1, 3])
def test_a_file_takes_as_many_statements_for_1_and_for_3(
    office, settings, rows, format, django_assert_num_queries
):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"export": ""}
    event = roster_of(*[("Alex", f"Doe{number}") for number in range(rows)])
    download(office, event, format).getvalue()
    with django_assert_num_queries(STATEMENTS_OF_A_FILE):
        assert len(download(office, event, format).getvalue()) > 100


def test_the_list_is_downloaded_as_it_was_filtered_and_the_log_names_no_person(office, coordinator):
    event = roster_of(("Alex", "Doe"), ("Kim", "Roe"), title="Academy day")
    roster_of(("Kim", "Elsewhere"), title="Stadium class")
    listed = office.get("/admin/registration/", {"q": "kim", "event": event.pk})
    body = listed.content.decode()
    assert 'action="/admin/registrations/export/"' in body
    assert '<input type="hidden" name="q" value="kim">' in body
    rows = rows_of(
        office.post(f"{LIST}file/", {"q": "kim", "event": event.pk, "state": "", "format": "csv"})
    )
    assert [(row["Event"], row["Name for the roster"]) for row in rows] == [
        ("Academy day", "Kim Roe")
    ]
    row = Export.objects.get()
    assert row.filters == f"Event: Academy day ({event.slug}); with words that were looked for"
    assert (row.event, row.what, row.rows_done) == (None, "registrations", 1)


def test_all_registrations_the_latest_first(office):
    roster_of(("Alex", "Doe"), title="First")
    roster_of(("Kim", "Roe"), title="Second")
    rows = rows_of(office.post(f"{LIST}file/", {"format": "csv"}))
    assert [row["Event"] for row in rows] == ["Second", "First"]
    assert [row["No."] for row in rows] == ["1", "2"]
    assert Export.objects.get().filters == ""


@pytest.mark.parametrize("asked", [{"state": "bogus"}, {"event": "4711"}, {"event": "x"}])
def test_a_filter_that_does_not_exist_finds_nobody(office, asked):
    roster_of(("Alex", "Doe"))
    page = text(office.post(LIST, asked))
    assert "0 people are on it. Narrowed to: a filter that does not exist." in page
    assert rows_of(office.post(f"{LIST}file/", asked | {"format": "csv"})) == []


def test_an_unknown_format_gets_the_question_again(office):
    event = roster_of(("Alex", "Doe"))
    answer = download(office, event, "pdf")
    assert "Select a valid choice" in text(answer)
    assert "Select a valid choice" in text(download(office, event, "paper"))
    assert not Export.objects.exists()


def test_progress_is_told_to_whoever_started_it_alone(office, coordinator):
    event = roster_of(("Alex", "Doe"))
    key = uuid4()
    answer = download(office, event, key=key)
    address = f"/admin/exports/{key}/progress/"
    assert office.get(address).json() == {
        "done": 0,
        "total": 1,
        "words": "0 of 1 rows",
        "over": False,
    }
    answer.getvalue()
    assert office.get(address).json()["over"] is True
    nothing = {"done": 0, "total": 0, "words": "", "over": False}
    assert office.get(f"/admin/exports/{uuid4()}/progress/").json() == nothing
    Export.objects.update(by=create_user(email="other@example.org"))
    assert office.get(address).json() == nothing
    Export.objects.update(by=coordinator)
    download(office, event, key=key).getvalue()  # the page came back: a name of its own
    assert Export.objects.count() == 2


def test_a_long_list_says_how_far_it_is(coordinator, monkeypatch):
    monkeypatch.setattr(rosters, "READ_AT_ONCE", 2)
    event = roster_of(*[("Alex", f"Doe{number}") for number in range(5)])
    pks = exports.people_of(rosters.people(event))
    export = exports.begin(by=coordinator, what="roster", format="csv", rows=5, event=event)
    seen = []
    columns = [
        rosters.Column("n", lambda row: seen.append(Export.objects.get().rows_done) or "", ())
    ]
    b"".join(exports.as_csv(export, pks, columns))
    assert seen == [0, 0, 0, 2, 2]  # each line is written before the next is counted
    assert Export.objects.get().rows_done == 5


def test_nobody_is_listed_where_nobody_has_a_place(office):
    event = create_event()
    assert "0 people are on it." in text(office.get(url(event, "export")))
    assert rows_of(download(office, event)) == []
    assert Person.objects.filter(registrations__event=event).count() == 0
