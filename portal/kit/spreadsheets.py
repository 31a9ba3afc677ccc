"""A table as a file for spreadsheets, XLSX or CSV, in which nothing that people typed is ever a formula.

A program that opens CSV takes `=`, `+`, `-`, `@`, a tab or a line end for the beginning of a formula, quotes or not:
those texts begin with an apostrophe (OWASP, "CSV injection"). In XLSX each cell says its type, and text is text.
"""

import csv
import io
import tempfile
from datetime import date, datetime

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
IN_MEMORY = 2**20  # bytes; what is longer is written to a file that the system forgets by itself
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
WIDTHS = {"narrow": 14, "wide": 28}


def csv_file(labels, rows):
    """(open file, number of rows): UTF-8 with its mark and semicolons, as spreadsheets in Belgium read it."""
    raw = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - whoever sends it closes it
    raw.write(b"\xef\xbb\xbf")
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_MINIMAL)
    writer.writerow([harmless(label) for label in labels])
    number = 0
    for row in rows:
        writer.writerow([_in_csv(value) for value in row])
        number += 1
        if text.tell() > IN_MEMORY:
            _empty_into(raw, text)
    _empty_into(raw, text)
    raw.seek(0)
    return raw, number


def _empty_into(raw, text):
    raw.write(text.getvalue().encode())
    text.seek(0)
    text.truncate()


def harmless(text):
    """The text, with an apostrophe before it where a program would run it."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _in_csv(value):
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return harmless(value) if isinstance(value, str) else value


def xlsx_file(title, labels, rows):
    """(open file, number of rows) of one sheet, its first row standing still."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for column, label in enumerate(labels, start=1):
        width = WIDTHS["wide" if len(label) > 12 else "narrow"]
        sheet.column_dimensions[get_column_letter(column)].width = width
    bold = Font(bold=True)
    sheet.append([_text(sheet, label, font=bold) for label in labels])
    number = 0
    for row in rows:
        sheet.append([_in_xlsx(sheet, value) for value in row])
        number += 1
    raw = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - whoever sends it closes it
    book.save(raw)
    raw.seek(0)
    return raw, number


def _in_xlsx(sheet, value):
    if isinstance(value, datetime):
        local = timezone.localtime(value).replace(tzinfo=None, second=0, microsecond=0)
        return _formatted(sheet, local, "yyyy-mm-dd hh:mm")
    if isinstance(value, date):
        return _formatted(sheet, value, "yyyy-mm-dd")
    return _text(sheet, value) if isinstance(value, str) else value


def _formatted(sheet, value, number_format):
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = number_format
    return cell


def _text(sheet, text, *, font=None):
    """A cell of text, said to be text: openpyxl takes what begins with `=` for a formula."""
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"
    if font is not None:
        cell.font = font
    return cell
