"""A day of a programme as a table."""

from datetime import date, datetime, timedelta

from events.cards import SeatsNote
from events.programme.grid import Stage, grid
from events.programme.parts import Part

DAY = date(2027, 6, 5)


def part(title, at, minutes, stage=""):
    starts = datetime(2027, 6, 5, *at)
    ends = starts + timedelta(minutes=minutes)
    return Part(f"/{title}/", title, "", "atelier", "Atelier", starts, ends, stage, None, SeatsNote("none", ""))


def drawn(parts):
    """The rows of the table as [(hour, [title or "" or "title×rows"])]."""

    def words(cell):
        return "" if cell.part is None else cell.part.title + (f"×{cell.rows}" if cell.rows > 1 else "")

    table = grid(DAY, sorted(parts, key=lambda part: part.starts))
    return table.stages, [(f"{row.starts:%H:%M}", [words(cell) for cell in row.cells]) for row in table.hours]


def test_stages_stand_side_by_side_and_what_lasts_goes_through_the_hours():
    parts = [part("A", (14, 0), 120, "Kiosque"), part("B", (14, 0), 60, "Cour"), part("C", (15, 0), 60, "Cour")]
    assert drawn(parts) == (
        [Stage("Cour", 1), Stage("Kiosque", 1)],
        [("14:00", ["B", "A×2"]), ("15:00", ["C"])],
    )


def test_what_overlaps_on_one_stage_gets_a_column_of_its_own():
    parts = [part("A", (14, 0), 90), part("B", (14, 30), 60), part("C", (15, 30), 30)]
    assert drawn(parts) == ([Stage("", 2)], [("14:00", ["A×2", ""]), ("14:30", ["B"]), ("15:30", ["C", ""])])


def test_stages_without_a_name_come_last_and_a_moment_without_length_is_shown():
    parts = [part("A", (14, 0), 0), part("B", (14, 0), 0), part("C", (14, 0), 30, "Été")]
    assert drawn(parts) == ([Stage("Été", 1), Stage("", 2)], [("14:00", ["C", "A", "B"])])


def test_a_night_stays_in_the_row_of_its_evening():
    assert drawn([part("Bal", (22, 0), 300), part("Fin", (23, 30), 30, "Cour")]) == (
        [Stage("Cour", 1), Stage("", 1)],
        [("22:00", ["", "Bal×2"]), ("23:30", ["Fin"])],
    )
