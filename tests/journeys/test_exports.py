"""A coordinator takes the roster with them: as CSV, as XLSX, on paper."""

import csv
import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.journeys.hands import Hands
from tests.journeys.looks import OURS, look
from tests.journeys.windows import follow
from tests.needs import need

COORDINATOR, ADMIN = "coordinator@example.org", "admin@example.org"
HEADS = ["No.", "Name for the roster", "Given name", "Family name", "Agency"]


def downloaded(staff: Hands, button: str) -> bytes:
    """Presses, and waits for the file."""
    with staff.page.expect_download() as waiting:
        staff._activate(staff._named("button", button))
    assert waiting.value.failure() is None
    return Path(waiting.value.path()).read_bytes()


def test_the_roster_as_xlsx_and_as_csv(hands, site, sample):
    staff = hands(COORDINATOR)
    staff.open(sample.stadium.office)
    staff.follow("Download the roster")
    staff.look("office-export")
    number = site.sql(
        "SELECT count(*) FROM events_registration WHERE event_id = ? AND state = 'confirmed'",
        [sample.stadium.pk],
    )[0][0]
    assert number > 100
    assert f"{number} people are on it." in staff.text()

    file = BytesIO(downloaded(staff, "Download the list"))
    rows = list(openpyxl.load_workbook(file).active.values)
    assert list(rows[0][:5]) == HEADS
    assert len(rows) == 1 + number
    if staff.javascript:
        staff.page.get_by_text("The file is ready. Look into your downloads.").wait_for()
        assert f"{number} of {number} rows" in staff.text()
        staff.look("office-export-done")

    staff.pick("CSV: for other systems")
    data = downloaded(staff, "Download the list")
    assert data.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(data.decode("utf-8-sig").splitlines()))
    assert read == [list(row) for row in rows]

    staff.open(sample.stadium.office)
    assert f"downloaded the roster as CSV (names: {number})." in staff.text()


def test_the_list_of_registrations_as_it_is_filtered(hands, sample):
    staff = hands(COORDINATOR)
    staff.open(f"/admin/registration/?state=waitlisted&event={sample.full.pk}")
    staff.press(staff.page.get_by_role("button", name="Download this list"))
    assert "9 people are on it." in staff.text()
    assert "State: on the waiting list" in staff.text()
    staff.look("office-export-list")
    staff.pick("CSV: for other systems")
    text = downloaded(staff, "Download the list").decode("utf-8-sig")
    assert {row["Registration"] for row in csv.DictReader(text.splitlines())} == {
        "on the waiting list"
    }


def test_an_old_sign_in_gives_a_code_and_goes_on(browser_page, site, sample, mailbox):
    page = browser_page(COORDINATOR)
    page.goto(sample.academy.office)
    key = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}["sessionid"]
    age_sign_in(site, key)
    follow(page.get_by_role("link", name="Download the roster"))
    follow(page.get_by_role("button", name="Mail me a code"))
    letter = mailbox.next(COORDINATOR, "code")
    page.get_by_label("Code").fill(re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", letter.text)[0])
    follow(page.get_by_role("button", name="Confirm"))
    assert page.url.endswith(f"{sample.academy.office}export/")
    with page.expect_download():
        page.get_by_role("button", name="Download the list").click()


def age_sign_in(site, key: str) -> None:
    """As if whoever holds this session had signed in two hours ago."""
    site.manage(
        "shell",
        "-c",
        "from django.contrib.sessions.backends.db import SessionStore\n"
        f"session = SessionStore({key!r})\n"
        "for record in session['account_authentication_methods']: record['at'] -= 7200\n"
        "session.save()",
    )


@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_the_sheet_on_paper(browser_page, sample, tmp_path, paper):
    page = browser_page(COORDINATOR)
    page.goto(sample.stadium.office)
    follow(page.get_by_role("link", name="Print the sign-in sheet"))
    names = page.locator("tbody th").all_inner_texts()
    look(page, "sheet")
    file = tmp_path / f"{paper}.pdf"
    page.pdf(path=file, format=paper)
    pages = len(re.findall(rb"/Type\s*/Page\b", file.read_bytes()))
    assert pages >= len(names) // 25
    need(shutil.which("pdftotext"), "no pdftotext (apt-get install poppler-utils)")
    printed = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True
    ).stdout.split("\f")[:pages]
    for number, words in enumerate(printed, start=1):
        assert f"Page {number} of {pages}" in words
        assert re.search(r"No\.\s+Name\s+In\s+Out\s+Signature", words), words
        assert words.count("Citizen class") == 1
        assert "1-888" in words
        assert "Back to" not in words and "Ctrl+P" not in words and "@" not in words
    lines = [line.split() for words in printed for line in words.splitlines()]
    numbers = [int(line[0]) for line in lines if line and line[0].isdigit() and len(line) > 1]
    assert numbers == list(range(1, len(names) + 1))  # none is lost, split or told twice
    assert "W8" in printed[-1]


def test_the_log_of_an_administrator(browser_page, sample):
    page = browser_page(COORDINATOR)
    page.goto(f"{sample.stadium.office}roster/")
    admin = browser_page(ADMIN)
    admin.goto("/admin/export/")
    row = admin.get_by_role("row").filter(has_text="sign-in sheet")
    assert "done" in row.inner_text()
    assert "roster" in row.inner_text()


def test_too_often_and_without_a_date(browser_page, sample):
    page = browser_page(COORDINATOR)
    page.goto(f"{sample.postponed.office}roster/")
    look(page, "office-no-sheet", within=OURS)
    for _time in range(20):
        page.request.get(f"{sample.academy.office}roster/")
    assert page.goto(f"{sample.academy.office}roster/").status == 429
    look(page, "office-too-often", within=OURS)
