"""The agenda against its reference: a thousand random questions to random catalogues, counts included."""

import random
from datetime import time, timedelta
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from events.agenda.facets import facets
from events.agenda.listing import listed_cards
from events.agenda.selection import select
from events.cards import card
from events.models import Audience, EventKind, Occurrence
from partners.models import Feature

from .reference import FIRST_DAY, LANGUAGES, WORDS, Naive, instant, make_catalogue, plain_words

pytestmark = pytest.mark.django_db

VALUES = {
    "moment": ["matin", "apres-midi", "soir"],
    "quartier": [f"quartier-{number}" for number in range(4)],
    "type": EventKind.values,
    "theme": [f"theme-{number}" for number in range(4)],
    "partenaire": [f"association-{number}" for number in range(4)],
    "public": Audience.values,
    "langue": LANGUAGES,
    "acces": Feature.values,
    "gratuit": ["1"],
    "garderie": ["1"],
    "places": ["1"],
}


def ask(draw, naive):
    """A random question, as the query of an address and as the reference takes it."""
    asked, pairs = {}, []
    for name in draw.sample(sorted(VALUES), draw.choice([0, 0, 1, 1, 2, 3])):
        asked[name] = draw.sample(VALUES[name], min(len(VALUES[name]), draw.choice([1, 1, 2, 3])))
        pairs += [(name, value) for value in asked[name]]
    if draw.random() < 0.2:
        asked["age"] = draw.sample(range(0, 121), draw.choice([1, 2]))
        pairs += [("age", str(age)) for age in asked["age"]]
    if draw.random() < 0.3:
        words = " ".join(word[: draw.choice([2, 3, 4, 99])] for word in draw.choices(WORDS, k=draw.choice([1, 1, 2])))
        split = plain_words(words)
        asked["q"] = [word for word in split if len(word) > 2] or split
        pairs.append(("q", words.upper() if draw.random() < 0.3 else words))
    if draw.random() < 0.5:
        asked["dates"] = list(ask_dates(draw, naive.today, pairs))
    return urlencode(pairs), asked


def ask_dates(draw, today, pairs):
    sunday = today + timedelta(days=6 - today.weekday())
    month = today.replace(day=28) + timedelta(days=4)
    quick = {
        "aujourdhui": (today, today),
        "demain": (today + timedelta(days=1), today + timedelta(days=1)),
        "weekend": (max(today, sunday - timedelta(days=1)), sunday),
        "semaine": (today, sunday),
        "mois": (today, month - timedelta(days=month.day)),
    }
    if draw.random() < 0.5:
        for when in draw.sample(sorted(quick), draw.choice([1, 2])):
            pairs.append(("quand", when))
            yield quick[when]
        return
    first = today + timedelta(days=draw.randrange(30)) if draw.random() < 0.7 else None
    last = (first or today) + timedelta(days=draw.randrange(15)) if draw.random() < 0.7 else None
    pairs += [(name, day.isoformat()) for name, day in (("du", first), ("au", last)) if day]
    yield first or today, last


def some_now(draw):
    """Within events.agenda.bitmaps.PAST: a process never goes back further in time than that."""
    day = FIRST_DAY + timedelta(days=draw.randrange(20, 59))
    return instant(day, time(draw.choice([0, 1, 5, 8, 12, 15, 21, 23]), draw.choice([0, 17, 30])))


@pytest.mark.parametrize("seed", range(5))
def test_two_hundred_questions_find_what_the_reference_finds(seed):
    draw = random.Random(f"questions {seed}")
    dates = make_catalogue(seed)
    found_something = 0
    for _number in range(200):
        now = some_now(draw)
        naive = Naive(dates, now)
        query, asked = ask(draw, naive)
        selection = select(QueryDict(query), "fr", now=now)
        expected = naive.find(asked)
        assert selection.notices == [], query
        assert [pk for pk, _end in selection.dates()] == [date.pk for date in expected], f"{query} at {now}"
        assert selection.search.total == len(expected)
        found_something += bool(expected)
        assert counts_of(selection) == naive.counts(asked, VALUES), f"{query} at {now}"
    assert found_something > 80


def counts_of(selection):
    """{(filter, value): count} as the form shows them, without zeros."""
    return {
        (option.name or facet.name, option.value): option.count
        for facet in facets(selection)
        for option in facet.options
        if option.count
    }


def test_every_option_is_shown_with_its_count_zero_included():
    now = instant(FIRST_DAY)
    make_catalogue(1, events=20)
    shown = {
        (option.name or facet.name, option.value)
        for facet in facets(select(QueryDict("type=festival&gratuit=1"), "fr", now=now))
        for option in facet.options
        if option.count is not None
    }
    always = {(name, value) for name in VALUES if name not in {"langue", "partenaire"} for value in VALUES[name]}
    assert always <= shown


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_light_rows_make_the_cards_that_whole_rows_make(language):
    dates = make_catalogue(7, events=40)
    now = instant(FIRST_DAY + timedelta(days=30), time(10))
    ids = [date.pk for date in dates]
    whole = [card(row, language, now=now) for row in Occurrence.objects.for_cards().filter(pk__in=ids).in_order()]
    places = {}
    assert listed_cards(ids, language, now=now, places=places) == whole
    assert listed_cards(ids, language, now=now, places=places) == whole
    assert len(whole) > 50


def test_a_feed_finds_in_its_window_what_has_ended_too():
    dates = make_catalogue(3)
    now = instant(FIRST_DAY + timedelta(days=30), time(10))
    first, last = FIRST_DAY + timedelta(days=10), FIRST_DAY + timedelta(days=50)
    selection = select(QueryDict("gratuit=1&page=3&vue=liste"), "fr", now=now, period=(first, last))
    expected = [
        (date.pk, int(date.ends_at.timestamp()))
        for date in dates
        if date.event.live and date.in_schedule and date.event.is_free
        and date.starts_at < instant(last + timedelta(days=1))
        and (date.starts_at >= instant(first) or date.ends_at > instant(first))
    ]  # fmt: skip
    assert selection.dates() == expected
    assert any(end < now.timestamp() for _pk, end in expected)


def test_a_feed_whose_address_says_dates_follows_them():
    dates = make_catalogue(3)
    now = instant(FIRST_DAY + timedelta(days=30), time(10))
    selection = select(QueryDict("quand=mois"), "fr", now=now, period=(FIRST_DAY, FIRST_DAY))
    days = [(now.date(), now.date().replace(day=31))]
    assert [pk for pk, _end in selection.dates()] == [date.pk for date in Naive(dates, now).find({"dates": days})]
