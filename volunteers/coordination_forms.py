"""What coordinators type about shifts."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.recurrence import span
from partners.models import Weekday
from portal.kit.calendar import ZONE

from .models import Mission, Role, Skill
from .shifts import Slot, Wanted, slots_around, slots_copied, slots_of_days

FURTHEST = timedelta(days=366)


class NeedsForm(forms.Form):
    """How many of each role, and of whom some with a skill."""

    def __init__(self, *args, mission, language, **kwargs):
        super().__init__(*args, **kwargs)
        self.roles = {f"role_{role.pk}": role for role in mission.roles.all()}
        for name, role in self.roles.items():
            self.fields[name] = forms.IntegerField(
                label=role.name(language), min_value=0, max_value=500, required=False, initial=0
            )

    def wanted(self):
        """[Wanted] of the roles that somebody is needed for."""
        counts = {name: self.cleaned_data.get(name) or 0 for name in self.roles}
        return [Wanted(role, counts[name], {}) for name, role in self.roles.items() if counts[name]]


def _time(label):
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}))


def _day(label, **kwargs):
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class RepeatForm(NeedsForm):
    """One shift, or the same on weekdays between two days."""

    first = _day(_("Jour"))
    begins = _time(_("De"))
    ends = _time(_("À"))
    last = _day(_("Répéter jusqu’au"), required=False, help_text=_("Vide : une seule fois."))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Chaque"),
        choices=Weekday.choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Vide : le même jour de la semaine."),
    )

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and not first <= last <= first + FURTHEST:
            self.add_error("last", _("Choisissez un jour plus tard, dans l’année qui suit."))
        return cleaned

    def slots(self, *, now):
        data = self.cleaned_data
        last = data["last"] or data["first"]
        weekdays = set(data["weekdays"]) if data["last"] and data["weekdays"] else {data["first"].weekday()}
        return slots_of_days(data["first"], last, weekdays=weekdays, begins=data["begins"], ends=data["ends"])


class DrawForm(NeedsForm):
    """Shifts around the dates of the mission's event, or of the parts of its programme."""

    before = forms.BooleanField(label=_("Une heure avant"), required=False, initial=True)
    during = forms.BooleanField(label=_("Pendant"), required=False, initial=True)
    after = forms.BooleanField(label=_("Une heure après"), required=False, initial=True)

    def __init__(self, *args, mission, **kwargs):
        super().__init__(*args, mission=mission, **kwargs)
        self.event = mission.event

    def slots(self, *, now):
        when = {name: self.cleaned_data[name] for name in ("before", "during", "after")}
        return slots_around(self.event, **when, now=now)


class CopyForm(NeedsForm):
    """The hours of another mission, some days later."""

    other = forms.ModelChoiceField(Mission.objects.none(), label=_("Mission à copier"))
    days = forms.IntegerField(label=_("Jours plus tard"), min_value=-366, max_value=366, initial=0)

    def __init__(self, *args, missions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = missions.prefetch_related("texts")

    def slots(self, *, now):
        return slots_copied(self.cleaned_data["other"], days=self.cleaned_data["days"])


class MoveForm(forms.Form):
    """Another day or other hours."""

    day = _day(_("Jour"))
    begins = _time(_("De"))
    ends = _time(_("À"))
    agreed = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)

    def slot(self):
        """The Slot; what ends at or before its beginning ends the next day."""
        data = self.cleaned_data
        return Slot(*span(data["day"], data["begins"], data["ends"], 0, ZONE))

    @staticmethod
    def initial_of(shift):
        starts, ends = timezone.localtime(shift.starts_at), timezone.localtime(shift.ends_at)
        return {"day": starts.date(), "begins": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}"}


class NeedForm(forms.Form):
    """How many in one role, of whom how many with one skill."""

    role = forms.ModelChoiceField(None, label=_("Rôle"), empty_label=None)
    limit = forms.IntegerField(label=_("Personnes"), min_value=0, max_value=500)
    skill = forms.ModelChoiceField(Skill.objects.all(), label=_("Dont, avec la compétence"), required=False)
    least = forms.IntegerField(label=_("Au moins"), min_value=1, max_value=500, required=False)
    agreed = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)

    def __init__(self, *args, mission, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = Role.objects.filter(mission=mission)

    def wanted(self):
        data = self.cleaned_data
        least = {data["skill"]: data["least"] or 1} if data["skill"] else {}
        return Wanted(data["role"], data["limit"], least)


class CallOffForm(forms.Form):
    """Why a shift does not take place, said to everybody who had it."""

    reason = forms.CharField(label=_("Raison, dite aux bénévoles"), max_length=250, required=False)
