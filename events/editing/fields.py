"""Fields of the admin's forms that staff fill in by ticking and typing, not in JSON."""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from partners.models import PLACE_FEATURES, Feature, Known


class ListField(forms.CharField):
    """A JSON list that is typed as a text; `to_python` reads it and checks each of its items."""

    def has_changed(self, initial, data):
        try:
            return self.to_python(initial or []) != self.to_python(data)
        except ValidationError:
            return True

    def validate(self, value):
        """No item at all is an answer."""

    def run_validators(self, value):
        """The validators of a text do not apply to a list."""


class DaysField(ListField):
    """A JSON list of ISO days, typed as 31/1/2027 or 2027-01-31, several apart by commas, spaces or lines."""

    widget = forms.Textarea(attrs={"rows": 2})

    def prepare_value(self, value):
        if isinstance(value, list):
            return ", ".join(_shown(day) for day in value)
        return value

    def to_python(self, value):
        if isinstance(value, list):
            return value
        return sorted({self._day(word) for word in re.split(r"[\s,;]+", value or "") if word})

    def _day(self, word):
        try:
            if "/" in word:
                day, month, year = (int(part) for part in word.split("/"))
                return date(year, month, day).isoformat()
            return date.fromisoformat(word).isoformat()
        except ValueError as error:
            raise ValidationError(
                _("« %(word)s » n’est pas un jour. Écrivez par exemple 31/1/2027."),
                code="day",
                params={"word": word[:20]},
            ) from error


def _shown(day):
    try:
        return f"{date.fromisoformat(day):%d/%m/%Y}"
    except ValueError:
        return day


class DaysBeforeField(ListField):
    """A JSON list of numbers of days, the largest first, typed as « 7, 1 »; empty: none."""

    MOST, FARTHEST = 4, 60

    def prepare_value(self, value):
        return ", ".join(str(days) for days in value) if isinstance(value, list) else value

    def to_python(self, value):
        if isinstance(value, list):
            return value
        words = [word for word in re.split(r"[\s,;]+", value or "") if word]
        if len(words) > self.MOST or not all(word.isdecimal() and int(word) <= self.FARTHEST for word in words):
            raise ValidationError(
                _("Écrivez au plus %(most)s nombres de jours, de 0 à %(farthest)s, par exemple : 7, 1."),
                code="days",
                params={"most": self.MOST, "farthest": self.FARTHEST},
            )
        return sorted({int(word) for word in words}, reverse=True)


class OptionsField(ListField):
    """The choices of a question, one a line: `code | French | Dutch | English | places`; what comes last may lack.

    A line without a code gets one from its French words, so that the code stays when the words are corrected.
    """

    widget = forms.Textarea(attrs={"rows": 4})
    MOST = 40
    COLUMNS = ("code", "fr", "nl", "en", "places")

    def prepare_value(self, value):
        return "\n".join(_option_line(option) for option in value) if isinstance(value, list) else value

    def to_python(self, value):
        if isinstance(value, list):
            return value
        options = [self._option(text) for text in (value or "").splitlines() if text.strip()]
        codes = [option["code"] for option in options]
        if len(set(codes)) < len(codes):
            raise ValidationError(_("Deux choix ont le même code."), code="twice")
        if len(options) > self.MOST:
            raise ValidationError(_("Au plus %(most)s choix."), code="many", params={"most": self.MOST})
        return options

    def _option(self, text):
        parts = [" ".join(part.split())[:100] for part in text.split("|")]
        if len(parts) == 1:
            parts = [slugify(parts[0]), parts[0]]
        option = dict(zip(self.COLUMNS, [*parts, "", "", "", ""], strict=False))
        option["code"] = slugify(option["code"] or option["fr"])[:40]
        places = option["places"]
        if places and not (places.isdecimal() and 0 < int(places) < 100_000):
            raise ValidationError(
                _("« %(text)s » n’est pas un nombre de places."), code="places", params={"text": places}
            )
        option["places"] = int(places) if places else None
        if not option["code"] or not option["fr"]:
            raise ValidationError(
                _("Écrivez chaque choix ainsi : code | français | néerlandais | anglais | places."), code="line"
            )
        return option


def _option_line(option):
    parts = [option.get(name) or "" for name in OptionsField.COLUMNS]
    return " | ".join(str(part) for part in parts).rstrip(" |")


class AccessWidget(forms.Widget):
    """One question per code: yes, no, or no answer of the event's own."""

    def render(self, name, value, attrs=None, renderer=None):
        given = value or {}
        rows = [
            {
                "name": f"{name}-{code}",
                "legend": label,
                "answers": [
                    {"value": answer, "label": words, "checked": given.get(code, "") == answer}
                    for answer, words in _answers(code)
                ],
            }
            for code, label in Feature.choices
        ]
        return render_to_string("events/admin/access_widget.html", {"rows": rows})

    def value_from_datadict(self, data, files, name):
        return {code: answer for code in Feature.values if (answer := data.get(f"{name}-{code}"))}

    def value_omitted_from_data(self, data, files, name):
        return not any(f"{name}-{code}" in data for code in Feature.values)


def _answers(code):
    silent = _("Comme le lieu") if code in PLACE_FEATURES else _("Non précisé")
    return [("", silent), (Known.YES, Known.YES.label), (Known.NO, Known.NO.label)]


class AccessField(forms.Field):
    """{code: "yes" or "no"} for what an event arranges itself; what is not in it follows the place."""

    widget = AccessWidget

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)

    def to_python(self, value):
        if not set((value or {}).values()) <= {Known.YES, Known.NO}:
            raise ValidationError(_("Répondez par oui ou par non."), code="answer")
        return value or {}

    def has_changed(self, initial, data):
        return (initial or {}) != (data or {})
