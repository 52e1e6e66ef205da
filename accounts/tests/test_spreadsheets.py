"""CSV and XLSX: what strangers typed arrives as text, whole, and never as a formula."""

import csv
from io import BytesIO, StringIO

import openpyxl
import pytest

from accounts.spreadsheets import UTF8_MARK, csv_lines, unformulated, write_xlsx

ATTACKS = {
    "equals": "=1+1",
    "link": '=HYPERLINK("https://evil.example","Kim")',
    "program": "=cmd|' /C calc'!A0",
    "plus": "+1+1",
    "minus": "-1+1",
    "at": "@SUM(1,1)",
    "pipe": "|calc",
    "percent": "%0A=1",
    "tab": "\t=1+1",
    "return": "\r=1+1",
    "newline": "\n=1+1",
    "tab and word": "\tKim",
    "wide equals": "＝1+1",
    "wide plus": "＋1",
    "wide minus": "－1",
    "wide at": "＠SUM(1)",
    "spaces first": "   =1+1",
    "no-break space first": "\xa0=1+1",
    "null first": "\x00=1+1",
    "control first": "\x1f@SUM(1)",
    "second line": "Kim\n=1+1",
    "semicolon country": "Kim;=1+1",
}
BEGINS_A_FORMULA = ("=", "+", "-", "@", "|", "%", "\t", "\r", "\n", "＝", "＋", "－", "＠")
HONEST = ["Kim Doe", "Muñoz-Ávila", "O'Neil, Jr.", "孫 文", "a@b.example", "Dept. 50%", "", "7"]


def rows_of(data: bytes) -> list[list[str]]:
    assert data.startswith(UTF8_MARK)
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


def sheet_of(rows) -> openpyxl.worksheet.worksheet.Worksheet:
    file = BytesIO()
    write_xlsx(file, rows)
    return openpyxl.load_workbook(BytesIO(file.getvalue())).active


@pytest.mark.parametrize("typed", ATTACKS.values(), ids=ATTACKS)
def test_csv_begins_no_formula(typed):
    ((cell, after),) = rows_of(b"".join(csv_lines([[typed, "after"]])))
    assert after == "after"
    for separator in ("\n", "\r", "\t", ";"):
        for piece in cell.split(separator):
            assert not piece.lstrip(" \xa0").startswith(BEGINS_A_FORMULA), repr(cell)
    assert cell.replace("'", "") == "".join(c for c in typed if c not in "\x00\x1f'")


@pytest.mark.parametrize("typed", ATTACKS.values(), ids=ATTACKS)
def test_xlsx_holds_it_as_text(typed):
    sheet = sheet_of([["Head"], [typed]])
    cell = sheet["A2"]
    assert cell.data_type in ("s", "inlineStr")
    clean = "".join(c for c in typed if c not in "\x00\x1f")
    assert cell.value.replace("_x000D_", "\r") == clean  # as Excel reads it


@pytest.mark.parametrize("typed", HONEST)
def test_what_is_no_formula_is_left_as_it_is(typed):
    assert unformulated(typed) == typed
    assert rows_of(b"".join(csv_lines([[typed]]))) == [[typed]]
    assert sheet_of([["Head"], [typed, "x"]])["A2"].value == typed


def test_numbers_are_text_and_nothing_that_xml_forbids_is_left():
    sheet = sheet_of([["No.", "Name"], [7, "Kim\x00\x0b\x1f\ufffe\ud800 Doe"]])
    assert [cell.value for cell in sheet[2]] == ["7", "Kim Doe"]
    assert {cell.data_type for row in sheet for cell in row} <= {"s", "inlineStr"}
    assert sheet.freeze_panes == "A2"
    assert b"".join(csv_lines([["Kim\x00\ud800 Doe"]])) == UTF8_MARK + b'"Kim Doe"\r\n'


def test_a_cell_that_is_too_long_for_excel_is_cut():
    assert len(sheet_of([["x" * 40_000]])["A1"].value) == 32_767


def test_csv_comes_in_pieces_and_whole():
    rows = [[str(number), "Kim"] for number in range(1001)]
    pieces = list(csv_lines(iter(rows)))
    assert len(pieces) == 7  # the mark, five times 200 lines, the rest
    assert rows_of(b"".join(pieces)) == rows


def test_a_megabyte_of_separators_is_read_at_once():
    assert unformulated(";   " * 250_000 + "=") == ";   " * 249_999 + ";'   ="
