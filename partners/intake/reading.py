"""Reading a file: bytes in, rows out, as JSON. It is done apart; no Django here, and nothing is understood yet."""

import csv
import io
import json
import sys
import zipfile
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time

from portal.kit.confined import confine

MAX_OCTETS = 20_000_000
MOST_ROWS, MOST_COLUMNS, LONGEST = 20_000, 200, 50_000  # LONGEST: characters of one cell
UNPACKED, ENTRIES = 300_000_000, 2_000  # of an XLSX, which is a zip
DEEPEST = 40
HEADER_WITHIN = 10
SEPARATORS = ";,\t"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass
class Rows:
    """What stands in a file. shape: `hsds` or `sheet`; refused: why nothing was read, a code of wording.FAILURES.

    rows: [[line in the file, object of HSDS, or {heading: text}]]; problems: [[line, code of wording.PROBLEMS]].
    """

    shape: str = ""
    refused: str = ""
    rows: list = field(default_factory=list)
    problems: list = field(default_factory=list)


def read(data, name=""):
    """The Rows of a file (bytes); it never raises. name: as it was called, whose ending decides where bytes do not."""
    if not data.strip():
        return Rows(refused="empty")
    if len(data) > MAX_OCTETS:
        return Rows(refused="large")
    try:
        found = _read(data, name.lower())
    except (RecursionError, MemoryError):
        return Rows(refused="heavy")
    except Exception:  # openpyxl raises whatever a damaged file makes it raise
        return Rows(refused="broken")
    if len(found.rows) > MOST_ROWS:
        return Rows(refused="many")
    return found if found.refused or found.rows or found.problems else Rows(refused="nothing")


def _read(data, name):
    if data[:4] == b"PK\x03\x04":
        return _xlsx(data)
    text = _text(data)
    if text is None:
        return Rows(refused="encoding")
    if text.lstrip()[:1] in ("{", "[") and not name.endswith(".csv"):
        return _json(text)
    if name.endswith((".json", ".ndjson", ".jsonl")):
        return Rows(refused="not_json")
    return _csv(text)


def _text(data):
    """UTF-8 or UTF-16 with their marks, UTF-8 without, or what Windows in Belgium writes; None for none of them."""
    marked = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    for coding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(coding)
        except UnicodeDecodeError:
            continue
    return None


def _json(text):
    """One object, a list, a page of the standard (`contents`), or an object on each line."""
    try:
        whole = _loads(text)
    except ValueError:
        return _ndjson(text)
    if isinstance(whole, dict):
        whole = whole["contents"] if isinstance(whole.get("contents"), list) else [whole]
    return _objects(enumerate(whole, start=1))


def _ndjson(text):
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    rows, problems = [], []
    for number, line in lines[: MOST_ROWS + 1]:
        try:
            rows.append((number, _loads(line)))
        except ValueError:
            problems.append([number, "not_json"])
    if not rows:
        return Rows(refused="not_json")
    found = _objects(rows)
    found.problems = sorted(found.problems + problems)
    return found


def _objects(numbered):
    found = Rows(shape="hsds")
    for number, data in numbered:
        if not isinstance(data, dict):
            found.problems.append([number, "not_object"])
        elif _depth(data) > DEEPEST:
            found.problems.append([number, "deep"])
        else:
            found.rows.append([number, _clean(data)])
    return found


def _loads(text):
    def refuse(constant):
        raise ValueError(constant)

    return json.loads(text, parse_constant=refuse)


def _depth(data):
    level, depth = [data], 0
    while level and depth <= DEEPEST:
        depth += 1
        level = [
            each
            for one in level
            for each in (one.values() if isinstance(one, dict) else one)
            if isinstance(each, dict | list)
        ]
    return depth


def _clean(value):
    """Without what no database keeps: the character zero, and halves of characters."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()[:LONGEST]
    if isinstance(value, dict):
        return {_clean(str(key)): _clean(each) for key, each in value.items()}
    return [_clean(each) for each in value] if isinstance(value, list) else value


def _csv(text):
    csv.field_size_limit(LONGEST)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines, problems = [], []
    try:
        for cells in reader:
            lines.append((reader.line_num, [_unguarded(cell) for cell in cells]))
            if len(lines) > MOST_ROWS + HEADER_WITHIN:
                break
    except csv.Error:
        problems.append([reader.line_num, "quotes"])
    return _table(lines, problems)


def _unguarded(cell):
    """The text without the apostrophe that keeps programs from running it (portal.kit.spreadsheets)."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA) else cell


def _xlsx(data):
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        entries = packed.infolist()
        if len(entries) > ENTRIES or sum(each.file_size for each in entries) > UNPACKED:
            return Rows(refused="heavy")
        if "xl/workbook.xml" not in packed.namelist():
            return Rows(refused="not_table")
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    lines = []
    for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True, max_col=MOST_COLUMNS), start=1):
        lines.append((number, [_cell(cell) for cell in cells]))
        if number > MOST_ROWS + HEADER_WITHIN:
            break
    return _table(lines, [])


def _cell(value):
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)


def _table(lines, problems):
    """Rows under the first line that has words in two cells; empty lines are none."""
    heads = [at for at, (_n, cells) in enumerate(lines[:HEADER_WITHIN]) if sum(bool(c.strip()) for c in cells) > 1]
    if not heads:
        return Rows(refused="no_heading")
    heading = [cell.strip() for cell in lines[heads[0]][1]][:MOST_COLUMNS]
    twice = {name for name in heading if name and heading.count(name) > 1}
    if twice:
        return Rows(refused="heading_twice")
    found = Rows(shape="sheet", problems=problems)
    for number, cells in lines[heads[0] + 1 :]:
        if any(cell.strip() for cell in cells[len(heading) :]):
            found.problems.append([number, "cells"])
        elif any(cell.strip() for cell in cells):
            said = zip(heading, cells, strict=False)
            found.rows.append([number, {name: _clean(cell).strip() for name, cell in said if name}])
    found.problems.sort()
    return found


def main():
    """Reads standard input, writes the Rows as JSON; under limits, so that no file stops more than itself."""
    confine()
    sys.stdout.write(json.dumps(asdict(read(sys.stdin.buffer.read(), sys.argv[1] if sys.argv[1:] else ""))))
