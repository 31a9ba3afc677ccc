"""A row per figure, and the little arithmetic that figures need."""

import json
from dataclasses import asdict, dataclass
from statistics import median


@dataclass(frozen=True)
class Row:
    """One figure. budget: in words, "" where there is none; holds: None where there is no budget.

    A figure whose data set is smaller than the size that it names does not hold, whatever its value.
    """

    name: str
    value: float
    unit: str
    budget: str = ""
    holds: bool | None = None


def told(name, value, unit):
    """A figure without a budget."""
    return Row(name, value, unit)


def at_most(name, value, unit, limit, *, has=0, needs=0):
    """A figure that holds up to `limit`; has, needs: the size of its data set and the size that it names."""
    return Row(name, value, unit, _in_words("≤", limit, has, needs), value <= limit and has >= needs)


def at_least(name, value, unit, limit, *, has=0, needs=0):
    """A figure that holds from `limit` on."""
    return Row(name, value, unit, _in_words("≥", limit, has, needs), value >= limit and has >= needs)


def exactly(name, value, unit, wanted):
    """A figure that holds at one value only."""
    return Row(name, value, unit, f"= {wanted}", value == wanted)


def _in_words(sign, limit, has, needs):
    return f"{sign} {limit}" + (f", of {needs} (had {has})" if has < needs else "")


def p95(values):
    """The value that 95 in 100 do not pass (nearest rank)."""
    ordered = sorted(values)
    return ordered[-(-len(ordered) * 95 // 100) - 1]


def of_rounds(rounds):
    """[median over the rounds] of each measured thing; rounds: [[value of each thing]]."""
    return [median(values) for values in zip(*rounds, strict=True)]


def table(rows):
    """The rows as text, columns aligned."""
    lines = [("figure", "value", "unit", "budget", "holds")]
    lines += [(row.name, shown(row.value), row.unit, row.budget, _HOLDS[row.holds]) for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(5)]
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def shown(value):
    """Three digits that count: 0.412, 23.1, 1240."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.3g}"


def as_json(rows):
    return json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1)


_HOLDS = {True: "yes", False: "NO", None: ""}
