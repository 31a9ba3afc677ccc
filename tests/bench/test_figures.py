"""What the figures count, on tiny answers."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from bench import wrk
from bench.__main__ import GROUPS, ON_DEMAND, arguments, measure
from bench.agenda import LISTS, selections
from bench.feeds import count, entries
from bench.http import Answer
from bench.queries import compared
from bench.rows import exactly
from bench.weight import Needs

CHOICES = {name: ["a", "b", "c"] for name in (*LISTS, "q")}
REPORT = """Running 3s test @ http://127.0.0.1/
  1 threads and 8 connections
Requests/sec:   {rate}
Transfer/sec:     22.50MB
"""


def test_selections_are_the_same_at_each_run_and_differ_among_themselves():
    made = selections(CHOICES, 200)
    assert made == selections(CHOICES, 200)
    assert made != selections(CHOICES, 200, seed=2)
    assert len(set(made)) > 150
    assert "/fr/agenda/" in made


def test_selections_use_every_filter_and_pages():
    asked = {name for path in selections(CHOICES, 300) for name, _value in parse_qsl(urlsplit(path).query)}
    assert asked == {*LISTS, "quand", "moment", "q", "age", "gratuit", "garderie", "places", "page"}


def test_events_of_a_calendar_are_counted():
    body = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    assert count(Answer(200, {}, body, len(body), 0.1)) == 2


def test_entries_of_the_news_are_counted():
    body = b"<feed><entry><title>a</title></entry><entry></entry></feed>"
    assert entries(Answer(200, {}, body, len(body), 0.1)) == 2


def test_the_fullest_page_is_compared_with_the_shortest_of_its_kind():
    seen = [["/a", [3, 0, 8, 0], 7], ["/b", [1, 2, 8, 0], 9], ["/c", [24, 5, 8, 0], 12], ["/d", [6, 5, 8, 0], 9]]
    assert compared(seen) == (11, 37, 3)


def test_what_a_browser_fetches_is_found_in_the_page():
    needs = Needs(
        '<link rel="stylesheet" href="/s.css"><link rel="canonical" href="https://x.test/">'
        '<script src="/j.js"></script>'
        '<svg><use href="/i.svg#a"/></svg><svg><use href="/i.svg#b"/></svg><img src="https://third.test/p.png">'
        '<a href="https://other.test/">x</a>'
    )
    assert needs.files == {"/s.css", "/j.js", "/i.svg"}
    assert needs.images == {"https://third.test/p.png"}


def test_the_rate_is_read_from_the_report_of_wrk():
    assert wrk.read(REPORT.format(rate="1234.56")) == 1234.56


@pytest.mark.parametrize("line", ["  Non-2xx or 3xx responses: 7\n", "  Socket errors: connect 0, read 3, write 0\n"])
def test_a_run_with_errors_is_no_figure(line):
    with pytest.raises(RuntimeError):
        wrk.read(line + REPORT.format(rate="9999"))


def test_addresses_take_turns_and_the_median_run_counts(monkeypatch):
    asked = []
    rates = iter([10, 100, 30, 300, 20, 200, 90, 900, 10, 100])
    monkeypatch.setattr(wrk, "per_second", lambda url, headers: asked.append(url) or next(rates))
    assert wrk.compared({"a": ("/a", ()), "b": ("/b", ())}) == {"a": 20, "b": 200}
    assert asked == ["/a", "/b"] * wrk.RUNS


def test_a_figure_that_fails_does_not_hide_the_others(monkeypatch, capsys):
    def fails(bench):
        raise wrk.Missing("wrk is not installed")

    monkeypatch.setitem(GROUPS, "feeds", fails)
    monkeypatch.setitem(GROUPS, "weight", lambda bench: [exactly("a", 1, "rows", 1)])
    rows, whole = measure(None, ["feeds", "weight"])
    assert ([row.name for row in rows], whole) == (["a"], False)
    assert "wrk is not installed" in capsys.readouterr().err


def test_names_choose_figures_and_unknown_ones_are_refused(capsys):
    assert arguments(["feeds", "agenda"]).names == ["feeds", "agenda"]
    assert GROUPS.keys() >= ON_DEMAND
    with pytest.raises(SystemExit):
        arguments(["speed"])
    assert "no such figure: speed" in capsys.readouterr().err
