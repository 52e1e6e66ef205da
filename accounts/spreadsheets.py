"""Lists as files for spreadsheets, CSV and XLSX. No cell of them is ever a formula.

Names and agencies are typed by strangers: "=HYPERLINK(...)" must reach staff as text. Every file
of this kind is written here.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import IO

# Not in XML 1.0, section 2.2, and of no use in a CSV file either.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What begins a formula in Excel, LibreOffice or an older program; the wide forms in Japanese Excel.
# A cell begins where the text does, and after what the reader's own country may separate cells by.
FORMULA = re.compile("^(?=[\t\r\n])|(^|[;\t\r\n])(?=[ \xa0\u3000\ufeff]*[=+\\-@|%＝＋－＠])")
# Excel takes a CSV file for the code page of its country unless this mark says that it is UTF-8:
# without it "Muñoz" is shown as "MuÃ±oz".
UTF8_MARK = "\ufeff".encode()
LONGEST_CELL = 32_767  # of Excel
LINES_AT_ONCE = 200
WIDTH = 24  # of a column, in letters


def plain(value: object) -> str:
    """`value` as text that both kinds of file can hold."""
    return UNWRITABLE.sub("", str(value))


def unformulated(value: object) -> str:
    """The same for CSV, where only an apostrophe keeps text from being taken for a formula."""
    return FORMULA.sub(r"\1'", plain(value))


def csv_lines(rows: Iterable[Sequence]) -> Iterator[bytes]:
    """A CSV file (RFC 4180, UTF-8), some lines at a time as `rows` come."""
    page = StringIO()
    # Every cell in quotes: none reaches a reader as a number or as two cells.
    writer = csv.writer(page, quoting=csv.QUOTE_ALL)
    yield UTF8_MARK
    for number, row in enumerate(rows, start=1):
        writer.writerow([unformulated(cell) for cell in row])
        if number % LINES_AT_ONCE == 0:
            yield _emptied(page)
    yield _emptied(page)


def _emptied(page: StringIO) -> bytes:
    text = page.getvalue()
    page.seek(0)
    page.truncate()
    return text.encode()


def write_xlsx(file: IO[bytes], rows: Iterable[Sequence]) -> None:
    """An XLSX file of one sheet, the first row its head. Every cell is text, numbers too.

    One row at a time is held in memory, the others in a temporary file.
    """
    # Late: 10 MB of memory in every process, most of which never write a spreadsheet.
    import xlsxwriter  # noqa: PLC0415

    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    try:
        sheet = book.add_worksheet()
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # it is so on purpose
        sheet.freeze_panes(1, 0)
        sheet.set_column(1, 50, WIDTH)
        bold = book.add_format({"bold": True})
        for number, row in enumerate(rows):
            look = None if number else bold
            for place, cell in enumerate(row):
                sheet.write_string(number, place, plain(cell)[:LONGEST_CELL], look)
    finally:
        book.close()  # its temporary files hold people's names
