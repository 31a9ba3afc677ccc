"""Ages at the date of the activity, and the sentence for each that does not fit."""

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.templatetags.wording import day_words_year

OLDEST = 120  # years
ADULT = 18


def age_on(birth_date, day):
    """Whole years at the end of `day`; who was born on 29 February grows older on 1 March."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def impossible(birth_date, today):
    """The sentence about a birth date that nobody has; the empty string for one that somebody may have."""
    if birth_date > today:
        return _("Cette date de naissance est dans le futur.")
    if age_on(birth_date, today) >= OLDEST:
        return _("Cette date de naissance est à plus de 120 ans d’ici : vérifiez l’année.")
    return ""


def outside(person, day, *, low, high):
    """The sentence about a person too young or too old on `day`; low, high: ages, None where there is no bound."""
    age = age_on(person.birth_date, day)
    said = {
        "name": person.name or _("Cette personne"),
        "age": age,
        "day": day_words_year(day),
        "low": low,
        "high": high,
    }
    if low is not None and age < low:
        return _("%(name)s aura %(age)s ans le %(day)s : il faut avoir %(low)s ans.") % said
    if high is not None and age > high:
        return _("%(name)s aura %(age)s ans le %(day)s : c’est jusqu’à %(high)s ans.") % said
    return ""


def problem_of_participant(event, person, day, *, today=None):
    """Why this birth date cannot be for this event on `day`; the empty string when it can."""
    today = today or timezone.localdate()
    return impossible(person.birth_date, today) or outside(person, day, low=event.age_min, high=event.age_max)


def problem_of_child(event, child, day, *, today=None):
    """The same for a child in the event's childcare."""
    today = today or timezone.localdate()
    low, high = event.childcare_age_min, event.childcare_age_max
    return impossible(child.birth_date, today) or outside(child, day, low=low, high=ADULT - 1 if high is None else high)


def has_minor(people, day):
    """Whether one of these persons is under age on `day`."""
    return any(person.birth_date and age_on(person.birth_date, day) < ADULT for person in people)
