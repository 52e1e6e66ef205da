"""Who gets a list of people, who does not, and what the log says of both."""

import re
import uuid

import pytest
import time_machine
from django.http import HttpResponse

from events import exports, rosters
from events.models import Export
from events.tests.export_steps import (
    LIST,
    LOG,
    create_editor,
    download,
    logged,
    roster_of,
    rows_of,
    sign_in,
)
from events.tests.office_steps import text, url
from events.views.office import guard
from tests.people import create_user
from tests.threads import together

pytestmark = pytest.mark.django_db
R = Export.Result


@pytest.fixture
def office(client, coordinator):
    """The coordinator's browser, signed in by code just now."""
    sign_in(client, coordinator)
    return client


def test_the_log_tells_who_took_what_and_how_it_ended(office, coordinator):
    event = roster_of(("Alex", "Doe"), ("Kim", "Doe"))
    answer = download(office, event)
    assert logged() == [("roster", "csv", R.BEGUN, 0)]  # before the first name leaves
    answer.getvalue()
    download(office, event, "xlsx")
    assert logged() == [("roster", "csv", R.DONE, 2), ("roster", "xlsx", R.DONE, 2)]
    row = Export.objects.latest("pk")
    assert (row.by, row.event, row.rows_total, row.filters) == (coordinator, event, 2, "")
    assert row.ended_at >= row.at
    history = text(office.get(url(event, "history")))
    assert "Casey Coordinator downloaded the roster as CSV (names: 2)." in history
    assert "Casey Coordinator downloaded the roster as XLSX (names: 2)." in history


def test_a_download_that_breaks_off_is_logged_as_that(office, coordinator):
    event = roster_of(("Alex", "Doe"))
    pks = exports.people_of(rosters.people(event))
    export = exports.begin(by=coordinator, what="roster", format="csv", rows=1, event=event)
    lines = exports.as_csv(export, pks, rosters.columns(event, with_address=False))
    next(lines)
    lines.close()  # as the server does when the browser has gone
    assert logged() == [("roster", "csv", R.BROKEN, 0)]
    assert "downloaded" not in text(office.get(url(event, "history")))


def test_a_file_that_cannot_be_made_is_logged_as_that():
    event = roster_of(("Alex", "Doe"))
    broken = [rosters.Column("Name", None, ())]
    export = exports.begin(
        by=create_user(email="x@example.org"), what="roster", format="xlsx", rows=1, event=event
    )
    with pytest.raises(TypeError):
        exports.as_xlsx(export, exports.people_of(rosters.people(event)), broken)
    assert logged() == [("roster", "xlsx", R.BROKEN, 0)]


def test_a_sign_in_of_more_than_an_hour_ago_is_not_enough(client, coordinator):
    event = roster_of(("Alex", "Doe"))
    with time_machine.travel("2026-11-25 12:00:00Z", tick=False) as clock:
        sign_in(client, coordinator)
        clock.shift(3599)
        assert client.get(url(event, "export")).status_code == 200
        clock.shift(1)
        for answer in (client.get(url(event, "export")), download(client, event)):
            assert answer.status_code == 302
            assert answer["Location"].startswith("/accounts/reauthenticate/code/?next=")
            assert answer["Location"].endswith(f"%2Fadmin%2Fevents%2F{event.pk}%2Fexport%2F")
    assert [result for _what, _format, result, _rows in logged()] == [R.CODE]


def test_after_the_code_the_same_list_in_the_same_format_is_offered(client, coordinator):
    event = roster_of(("Alex", "Doe"), ("Kim", "Roe"))
    with time_machine.travel("2026-11-25 12:00:00Z", tick=False) as clock:
        sign_in(client, coordinator)
        clock.shift(4000)
        asked = {"event": event.pk, "state": "confirmed", "q": "kim", "format": "csv"}
        away = client.post(f"{LIST}file/", asked)
        assert "kim" not in away["Location"]
        client.post("/accounts/reauthenticate/code/send/", {"next": LIST})
        code = client.session["accounts.reauthentication_code"]["code"]
        back = client.post("/accounts/reauthenticate/code/", {"code": code, "next": LIST})
        assert back["Location"] == LIST
        page = client.get(LIST)
        assert "1 person is on it." in text(page)
        assert "State: confirmed; with words that were looked for" in text(page)
        body = page.content.decode()
        assert re.search(r'value="csv"[^>]*checked', body)
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', body))
        hidden.pop("csrfmiddlewaretoken", None)
        assert hidden == {"event": str(event.pk), "state": "confirmed", "q": "kim"}
        (row,) = rows_of(client.post(f"{LIST}file/", hidden | {"format": "csv"}))
    assert row["Name for the roster"] == "Kim Roe"


def test_others_get_403_and_strangers_the_sign_in(client, coordinator):
    event = roster_of(("Alex", "Doe"))
    pages = [url(event, "export"), url(event, "export/file"), url(event, "roster")]
    pages += [LIST, f"{LIST}file/"]
    for page in pages:
        assert client.post(page).status_code == 302, page  # to the sign-in
    sign_in(client, create_editor())
    for page in (url(event, "export"), url(event, "roster"), LIST):
        assert client.get(page).status_code == 403, page
    for page in (url(event, "export/file"), f"{LIST}file/"):
        assert client.post(page, {"format": "csv"}).status_code == 403, page
    sign_in(client, coordinator)
    assert client.get(url(event, "export/file")).status_code == 405
    assert client.post("/admin/events/4711/export/file/").status_code == 404
    assert client.get("/admin/events/4711/roster/").status_code == 404
    assert {row[2] for row in logged()} == {R.FORBIDDEN}
    assert {row[0] for row in logged()} == {"roster", "registrations"}


def test_the_same_refusal_is_written_down_once_a_minute(client, coordinator):
    event = roster_of(("Alex", "Doe"))
    sign_in(client, create_editor())
    with time_machine.travel("2026-11-25 12:00:00Z", tick=False) as clock:
        for _try in range(5):
            client.get(url(event, "export"))
        assert len(logged()) == 1
        clock.shift(61)
        client.get(url(event, "export"))
    assert len(logged()) == 2


def test_too_many_lists_are_refused_with_the_time_to_wait(office, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"export": "2/10m/user"}
    event = roster_of(("Alex", "Doe"))
    assert download(office, event).status_code == 200
    assert office.get(url(event, "roster")).status_code == 200  # counts too
    for answer in (download(office, event), office.get(url(event, "roster"))):
        assert answer.status_code == 429
        assert answer["Retry-After"] == "600"
        assert "Wait 10 minutes" in text(answer)
    results = [result for _what, _format, result, _rows in logged()]
    assert results.count(R.LIMITED) == 1


def test_the_log_is_for_administrators(client, office, coordinator):
    event = roster_of(("Alex", "Doe"), title="Academy day")
    download(office, event).getvalue()
    office.post(f"{LIST}file/", {"state": "confirmed", "format": "csv"}).getvalue()
    assert office.get(LOG).status_code == 302
    assert LOG not in office.get("/admin/").content.decode()
    client.force_login(create_user(email="admin@example.org", superuser=True))
    page = text(client.get(LOG))
    assert f"Casey Coordinator roster Academy day ({event.slug}) CSV 1 done" in page
    assert "Casey Coordinator list of registrations State: confirmed CSV 1 done" in page
    assert "Alex" not in page
    row = Export.objects.first()
    for act in (f"edit/{row.pk}", f"delete/{row.pk}", "new"):
        assert client.post(f"{LOG}{act}/").status_code in (302, 404), act
    assert Export.objects.count() == 2
    assert "There are no exports" not in page
    assert "roster Academy day" not in text(client.get(LOG, {"what": "registrations"}))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_log_asks_as_often_for_1_and_for_3(client, office, rows, django_assert_num_queries):
    for number in range(rows):
        download(office, roster_of(("Alex", f"Doe{number}"))).getvalue()
    client.force_login(create_user(email="admin@example.org", superuser=True))
    client.get(LOG)
    # One reads the settings anew for whoever has just pressed a button.
    with django_assert_num_queries(9):
        page = client.get(LOG)
    assert text(page).count("CSV 1 done") == rows


def test_an_answer_that_refuses_nothing_is_not_taken_for_a_refusal(client, coordinator):
    """By its status alone a redirect or a 403 of the screen's own would look like one."""
    client.force_login(coordinator)
    request = client.get("/admin/").wsgi_request
    for status in (302, 403, 429):
        answer = HttpResponse(status=status)
        screen = guard.guarded("registrations")(lambda _request, answer=answer: answer)
        assert screen(request) is answer
    assert logged() == []


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_are_two_exports():
    """Both came with the key of the same page; neither is lost, neither is an error."""
    by, key = create_user(email="x@example.org"), uuid.uuid4()

    def press(_number: int):
        return exports.begin(by=by, what="registrations", format="csv", rows=1, key=key)

    begun = together(press, range(2))
    assert len({export.key for export in begun}) == 2
    assert key in {export.key for export in begun}
