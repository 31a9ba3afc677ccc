"""Files for spreadsheets, read back: nothing that was typed is a formula."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from portal.kit.spreadsheets import csv_file, harmless, xlsx_file

TYPED = [
    "=1+1",
    "+32470123456",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    '=HYPERLINK("http://x";"y")',
    "Amina; « l’amie »",
]
MOMENT = datetime(2027, 3, 9, 13, 0, tzinfo=UTC)


def read_csv(labels, rows):
    """(rows of text, number that was counted) of the file."""
    file, number = csv_file(labels, rows)
    with file:
        content = file.read()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")), number


def read_xlsx(labels, rows):
    """(rows of cells, number that was counted) of the file."""
    file, number = xlsx_file("Inscriptions", labels, rows)
    with file:
        return list(load_workbook(file).active.iter_rows()), number


@pytest.mark.parametrize("text", TYPED[:-1])
def test_no_csv_cell_begins_a_formula(text):
    content, number = read_csv(["Nom"], [[text]])
    assert (content[1], number) == ([f"'{text}"], 1)


def test_csv_is_what_spreadsheets_in_belgium_open():
    rows = [["Amina; « l’amie »", 3, 2.5, date(2027, 3, 9), MOMENT, None, "deux\nlignes"]]
    read, _number = read_csv(["a", "b", "c", "d", "e", "f", "g"], rows)
    assert read[1] == ["Amina; « l’amie »", "3", "2.5", "2027-03-09", "2027-03-09 14:00", "", "deux\nlignes"]


def test_every_text_of_xlsx_is_text():
    rows, number = read_xlsx(["=Nom"], [[text] for text in TYPED])
    cells = [row[0] for row in rows]
    assert number == len(TYPED)
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells] == ["=Nom", *(text.replace("\r", "\n") for text in TYPED)]


def test_numbers_and_days_of_xlsx_can_be_added_and_sorted():
    rows, _number = read_xlsx(["n", "d", "m", "rien"], [[3, date(2027, 3, 9), MOMENT, None]])
    assert [cell.value for cell in rows[1]] == [3, datetime(2027, 3, 9, 0, 0), datetime(2027, 3, 9, 14, 0), None]


def test_characters_that_xlsx_cannot_hold_are_left_out():
    rows, _number = read_xlsx(["a"], [["A\x00m\x0bina"]])
    assert rows[1][0].value == "Amina"


def test_an_ordinary_text_is_left_as_it_is():
    assert harmless("l’amie = Amina") == "l’amie = Amina"
