"""Ages on the day of the activity."""

from datetime import date

import pytest

from events.asking.ages import age_on, has_minor, problem_of_child, problem_of_participant
from events.asking.details import Person
from events.models import Event

TODAY = date(2027, 3, 2)
DAY = date(2027, 3, 10)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2015, 3, 10), DAY, 12),
        (date(2015, 3, 11), DAY, 11),
        (date(2016, 2, 29), date(2027, 2, 28), 10),
        (date(2016, 2, 29), date(2027, 3, 1), 11),
    ],
)
def test_one_grows_older_on_one_s_birthday(born, day, age):
    assert age_on(born, day) == age


@pytest.mark.parametrize(
    ("born", "sentence"),
    [
        (date(2027, 3, 3), "Cette date de naissance est dans le futur."),
        (date(1907, 3, 2), "Cette date de naissance est à plus de 120 ans d’ici\u00a0: vérifiez l’année."),
        (date(2021, 3, 11), "Noor aura 5 ans le mercredi\u00a010\u00a0mars 2027\u00a0: il faut avoir 6 ans."),
        (date(2014, 3, 10), "Noor aura 13 ans le mercredi\u00a010\u00a0mars 2027\u00a0: c’est jusqu’à 12 ans."),
        (date(2021, 3, 10), ""),
        (date(2014, 3, 11), ""),
    ],
)
def test_an_age_that_does_not_fit_is_said_with_its_name(born, sentence):
    event = Event(age_min=6, age_max=12)
    assert problem_of_participant(event, Person("Noor", born), DAY, today=TODAY) == sentence


def test_without_bounds_every_age_fits():
    assert problem_of_participant(Event(), Person("Noor", date(1930, 1, 1)), DAY, today=TODAY) == ""


def test_childcare_has_ages_of_its_own_and_is_for_children():
    event = Event(age_min=18, childcare_age_min=3, childcare_age_max=None)
    assert problem_of_child(event, Person("Noor", date(2023, 1, 1)), DAY, today=TODAY) == ""
    assert "il faut avoir 3 ans" in problem_of_child(event, Person("Noor", date(2025, 1, 1)), DAY, today=TODAY)
    assert "jusqu’à 17 ans" in problem_of_child(event, Person("Noor", date(2000, 1, 1)), DAY, today=TODAY)


def test_under_eighteen_is_counted_on_the_day():
    assert has_minor([Person("Noor", date(2009, 3, 11))], DAY) is True
    assert has_minor([Person("Noor", date(2009, 3, 10)), Person("Sans date")], DAY) is False
