"""The form's fields: words and ticks in, what the models keep out."""

from datetime import date, time

import pytest

from events.editing.fields import AccessField, DaysField
from events.editing.panels import EVENT_PANELS
from events.models import Event
from partners.models import Feature
from tests.factories import make_event, make_rule

EDIT_FORM = EVENT_PANELS.bind_to_model(Event)


def test_days_are_typed_as_people_write_them():
    field = DaysField(required=False)
    assert field.clean("31/1/2027, 2027-02-01 ;\n3/2/2027") == ["2027-01-31", "2027-02-01", "2027-02-03"]
    assert field.clean("") == []
    assert field.prepare_value(["2027-01-31", "2027-02-01"]) == "31/01/2027, 01/02/2027"
    assert field.prepare_value("31/13/2027") == "31/13/2027"


@pytest.mark.parametrize("typed", ["31/2/2027", "demain", "2027-1-1x", "1/2"])
def test_what_is_no_day_is_named(typed):
    with pytest.raises(Exception, match="n’est pas un jour") as refused:
        DaysField(required=False).clean(typed)
    assert typed in refused.value.messages[0]


def test_days_that_say_the_same_are_no_change():
    field = DaysField(required=False)
    assert not field.has_changed(["2027-01-31"], "31/01/2027")
    assert field.has_changed(["2027-01-31"], "30/01/2027")
    assert field.has_changed([], "demain")


def test_accessibility_is_answered_by_yes_no_or_not_at_all():
    field = AccessField()
    data = {"accessibility-lsfb": "yes", "accessibility-entree": "no", "accessibility-boucle": ""}
    value = field.widget.value_from_datadict(data, {}, "accessibility")
    assert field.clean(value) == {"entree": "no", "lsfb": "yes"}
    assert not field.has_changed({"lsfb": "yes", "entree": "no"}, value)
    assert field.widget.value_omitted_from_data({"title": "x"}, {}, "accessibility")
    with pytest.raises(Exception, match="oui ou par non"):
        field.clean({"lsfb": "peut-être"})


def test_each_question_of_accessibility_has_a_name_and_its_answer():
    shown = AccessField().widget.render("accessibility", {"lsfb": "yes"})
    assert shown.count("<legend") == len(Feature.values)
    assert shown.count(" checked") == len(Feature.values)
    assert 'name="accessibility-lsfb" value="yes" checked' in shown


def row(given, **answers):
    """The errors and the rule of a row of « Dates et séries », filled in as the form shows it, then answered."""
    event = Event(rules=[given])
    blank = EDIT_FORM.get_form_class()(instance=event)
    form = blank.formsets["rules"].forms[0]
    data = {f"{form.prefix}-{name}": form[name].value() for name in form.fields if form[name].value() is not None}
    data |= {f"{form.prefix}-{name}": value for name, value in answers.items()}
    data |= {
        "rules-TOTAL_FORMS": "1",
        "rules-INITIAL_FORMS": "1",
        f"{form.prefix}-id": "",
    }
    formset = type(blank.formsets["rules"])(data, instance=Event(), prefix="rules")
    filled = formset.forms[0]
    filled.is_valid()
    return filled.errors, filled.instance.rule


def weekly(rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;UNTIL=20270630", **facts):
    return make_rule(date(2027, 3, 9), begins=time(14), ends=time(16), rule=rule, **facts)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "rule",
    ["", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;UNTIL=20270630", "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1", "FREQ=YEARLY"],
)
def test_a_series_sent_back_as_shown_stays_as_it_is(rule):
    assert row(weekly(rule)) == ({}, rule)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({"frequency": ""}, ""),
        ({"frequency": "daily", "every": "1", "until": "", "count": "4"}, "FREQ=DAILY;COUNT=4"),
        ({"weekdays": ["TU"], "every": ""}, "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630"),
        ({"frequency": "monthly-weekday", "every": "1", "until": ""}, "FREQ=MONTHLY;BYDAY=2TU"),
        ({"frequency": "other", "rule": "freq=weekly; byday=tu"}, "FREQ=WEEKLY;BYDAY=TU"),
    ],
)
def test_a_series_is_changed_in_words(answers, rule):
    assert row(weekly(), **answers) == ({}, rule)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answers", "field", "sentence"),
    [
        ({"weekdays": ["WE"]}, "weekdays", "La première date est un mardi"),
        ({"count": "3"}, "count", "pas les deux"),
        ({"frequency": "monthly-last", "until": ""}, "day", "Ce jour n’est pas le dernier mardi de son mois"),
        ({"day": "9999-12-31", "frequency": ""}, "day", "Ce jour est trop loin"),
        ({"until": "2027-03-01"}, "until", "finirait avant de commencer"),
        ({"frequency": "other", "rule": ""}, "rule", "Écrivez la règle"),
        ({"frequency": "other", "rule": "FREQ=HOURLY"}, "rule", "par jour, par semaine"),
        ({"except_days": "jamais"}, "except_days", "n’est pas un jour"),
        ({"every": "0"}, "every", "1"),
    ],
)
def test_what_makes_no_series_is_said_beside_its_field(answers, field, sentence):
    errors, _rule = row(weekly(), **answers)
    assert list(errors) == [field]
    assert sentence in errors[field][0]


@pytest.mark.django_db
def test_a_text_in_a_language_that_the_list_lacks_keeps_it():
    event = make_event(texts={"he": "סדנה"}, saved=False)
    form = EDIT_FORM.get_form_class()(instance=event).formsets["texts"].forms[0]
    assert ("he", "he") in form.fields["language"].widget.choices
