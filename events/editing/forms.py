"""The form of an event in the admin."""

from calendar import monthrange

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from partners.editing import CodesField, side_by_side
from portal.kit.texts import SPOKEN_CHOICES

from ..models import Audience
from ..recurrence import MAX_COUNT, MAX_INTERVAL, WEEKDAYS
from .fields import AccessField, DaysBeforeField, DaysField
from .questions import settle_conditions
from .repetition import WEEKDAY_CHOICES, WEEKDAY_LABELS, Frequency, Repetition, compose, read


class EventForm(WagtailAdminModelForm):
    audiences = CodesField(choices=Audience.choices, label=_("Publics"))
    languages = CodesField(choices=SPOKEN_CHOICES, label=_("Langues parlées"))
    accessibility = AccessField(label=_("Ce que l’activité prévoit elle-même"))
    reminders = DaysBeforeField(
        label=_("Rappels, jours avant"),
        required=False,
        help_text=_("Par exemple : 7, 1. Vide : pas de rappel. 0 : le matin même."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("themes", "frameworks"):
            # Drawn twice: read once, and not counted before.
            self.fields[name].choices = list(iter(self.fields[name].choices))

    def is_valid(self):
        """A question's condition names another row, so it is read once all rows are known to be right."""
        valid = super().is_valid()
        questions = self.formsets.get("questions")
        if not valid or questions is None:
            return valid
        return settle_conditions(questions, self.cleaned_data.get("participants"))


class RuleForm(WagtailAdminModelForm):
    """One date, or a series said in words; a rule that these words cannot say stays as it is written."""

    frequency = forms.ChoiceField(choices=Frequency.choices, required=False, label=_("Se répète"))
    every = forms.IntegerField(
        min_value=1,
        max_value=MAX_INTERVAL,
        required=False,
        initial=1,
        label=_("Une fois sur"),
        help_text=_("1 : chaque fois ; 2 : une semaine sur deux, un mois sur deux."),
    )
    weekdays = forms.MultipleChoiceField(
        choices=WEEKDAY_CHOICES, required=False, widget=side_by_side(), label=_("Jours de la semaine")
    )
    until = forms.DateField(required=False, widget=AdminDateInput, label=_("Jusqu’au"))
    count = forms.IntegerField(min_value=1, max_value=MAX_COUNT, required=False, label=_("Ou nombre de fois"))
    except_days = DaysField(required=False, label=_("Sauf les jours"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.day:
            said = read(self.instance.rule, self.instance.day)
            self.initial |= {
                "frequency": said.frequency,
                "every": said.every,
                "weekdays": list(said.weekdays),
                "until": said.until,
                "count": said.count,
                "rule": said.rule,
            }

    def clean(self):
        cleaned = super().clean()
        day = cleaned.get("day")
        if day:
            self._check(cleaned, day)
            cleaned["rule"] = compose(self._repetition(cleaned), day)
        return cleaned

    def _repetition(self, cleaned):
        return Repetition(
            frequency=cleaned.get("frequency") or Frequency.ONCE,
            every=cleaned.get("every") or 1,
            weekdays=tuple(cleaned.get("weekdays") or ()),
            until=cleaned.get("until"),
            count=cleaned.get("count"),
            rule=cleaned.get("rule") or "",
        )

    def _check(self, cleaned, day):
        frequency, until, weekdays = cleaned.get("frequency"), cleaned.get("until"), cleaned.get("weekdays")
        if frequency == Frequency.OTHER and not cleaned.get("rule"):
            self.add_error("rule", _("Écrivez la règle, par exemple FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1."))
        if frequency in (Frequency.ONCE, Frequency.OTHER):
            return
        if until and cleaned.get("count"):
            self.add_error("count", _("Donnez un nombre de fois ou une date de fin, pas les deux."))
        if until and until < day:
            self.add_error("until", _("La répétition finirait avant de commencer."))
        if frequency == Frequency.MONTHLY_LAST and day.day + 7 <= monthrange(day.year, day.month)[1]:
            self.add_error(
                "day",
                _("Ce jour n’est pas le dernier %(weekday)s de son mois : choisissez un autre premier jour.")
                % {"weekday": WEEKDAY_LABELS[day.weekday()]},
            )
        if frequency == Frequency.WEEKLY and weekdays and WEEKDAYS[day.weekday()] not in weekdays:
            self.add_error(
                "weekdays",
                _("La première date est un %(weekday)s : cochez-le aussi, ou choisissez un autre premier jour.")
                % {"weekday": WEEKDAY_LABELS[day.weekday()]},
            )
