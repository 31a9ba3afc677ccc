"""One day of a programme as a table: hours down, stages across, what overlaps on one stage side by side."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from .parts import Part


@dataclass(frozen=True)
class Stage:
    """A heading of the table. name: "" for what names no stage; lanes: the columns that it needs."""

    name: str
    lanes: int


@dataclass(frozen=True)
class Cell:
    """part: None where nothing happens; rows: how many hours of the table it goes through."""

    part: Part | None
    rows: int


@dataclass(frozen=True)
class Hour:
    """A row: something starts then on one of the stages."""

    starts: datetime
    cells: list


@dataclass(frozen=True)
class Grid:
    day: date
    stages: list
    hours: list


def grid(day, parts):
    """The Grid of the Parts (in order of time) of one day. Each Part stands in exactly one Cell."""
    of_stage = defaultdict(list)
    for part in parts:
        of_stage[part.stage].append(part)
    names = sorted(of_stage, key=lambda name: (not name, name.casefold()))
    lanes = {name: _lanes(of_stage[name]) for name in names}
    columns = [lane for name in names for lane in lanes[name]]
    starts = sorted({part.starts for part in parts})
    hours = [Hour(start, [cell for lane in columns if (cell := _cell(lane, start, starts))]) for start in starts]
    return Grid(day, [Stage(name, len(lanes[name])) for name in names], hours)


def _lanes(parts):
    """The Parts of one stage in as few columns as let none stand over another."""
    lanes = []
    for part in parts:
        free = next((lane for lane in lanes if lane[-1].ends <= part.starts and lane[-1].starts < part.starts), None)
        if free is None:
            lanes.append([part])
        else:
            free.append(part)
    return lanes


def _cell(lane, start, starts):
    """What a column shows in the row of `start`; None where a Part that started before still goes on."""
    here = next((part for part in lane if part.starts == start), None)
    if here is not None:
        return Cell(here, max(1, sum(here.starts <= other < here.ends for other in starts)))
    return None if any(part.starts < start < part.ends for part in lane) else Cell(None, 1)
