"""What changes for some days: closed, other hours, or a few words. One form adds a change, or changes one."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.kit.contact import validate_harmless

from ..hours_check import contradictions, rule_errors
from ..models import Effect, Partner, TemporaryChange
from .forms import WRITTEN
from .section_form import SectionForm

LONGEST = 250
EFFECTS = (
    (Effect.CLOSED, _("fermé")),
    (Effect.HOURS, _("d’autres heures")),
    (Effect.NOTICE, _("seulement quelques mots à lire")),
)
COLUMNS = ("effect", "starts_on", "ends_on", "opens", "closes", "shown_from", *(f"text_{code}" for code in WRITTEN))


def _day(label, **kwargs):
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **kwargs)


def _hour(label):
    return forms.TimeField(label=label, required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))


def _words(label):
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST,
        validators=[validate_harmless],
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )


class ChangeForm(SectionForm):
    """change: the TemporaryChange of `owner` that is changed; None adds one."""

    effect = forms.ChoiceField(
        label=_("Ce qui change"), choices=EFFECTS, widget=forms.RadioSelect, initial=Effect.CLOSED
    )
    starts_on = _day(_("À partir du"))
    ends_on = _day(_("Jusqu’au"), required=False, help_text=_("Vide : ce jour-là seulement."))
    opens = _hour(_("Ouvre à"))
    closes = _hour(_("Ferme à"))
    text_fr = _words(_("Ce que le public lit (français)"))
    text_nl = _words(_("Ce que le public lit (néerlandais)"))
    text_en = _words(_("Ce que le public lit (anglais)"))
    shown_from = _day(_("Annoncé dès le"), required=False, help_text=_("Vide : à partir du premier jour."))

    def __init__(self, *args, owner, change=None, **kwargs):
        self.change = change
        super().__init__(*args, owner=owner, **kwargs)

    def read(self, owner):
        self.rows = list(changes_of(owner))
        return {row.pk: [getattr(row, name) for name in COLUMNS] for row in self.rows}

    def shown(self, stored):
        return {name: getattr(self.change, name) for name in COLUMNS} if self.change else {"effect": Effect.CLOSED}

    def clean(self):
        cleaned = super().clean()
        self._check_hours(cleaned)
        self._check_days(cleaned)
        if cleaned.get("effect") == Effect.NOTICE and not any(cleaned.get(f"text_{code}") for code in WRITTEN):
            self.add_error("text_fr", _("Écrivez ce que le public doit lire."))
        if not self.errors:
            row = self._row()
            others = [each for each in self.rows if not self.change or each.pk != self.change.pk]
            for found, field, said in contradictions([], [*others, row], seat_id=None):
                if found is row and field not in self.errors:
                    self.add_error(field, said)
        return cleaned

    def _check_hours(self, cleaned):
        given = [cleaned.get(name) for name in ("opens", "closes")]
        if cleaned.get("effect") != Effect.HOURS:
            if any(each is not None for each in given):
                self.add_error("effect", _("Pour donner des heures, choisissez « d’autres heures »."))
            return
        for name, value in zip(("opens", "closes"), given, strict=True):
            if value is None and name not in self.errors:
                self.add_error(name, _("Donnez cette heure."))
        if None not in given:
            for said in rule_errors(TemporaryChange(opens=given[0], closes=given[1])).values():
                self.add_error("closes", said)

    def _check_days(self, cleaned):
        starts, ends, shown = (cleaned.get(name) for name in ("starts_on", "ends_on", "shown_from"))
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("La période finit avant de commencer."))
        if starts and shown and shown > starts:
            self.add_error("shown_from", _("Annoncez-le au plus tard le premier jour."))

    def _row(self, **whose):
        place = self.change.place if self.change else None
        return TemporaryChange(place=place, **whose, **{name: self.cleaned_data[name] for name in COLUMNS})

    def holds(self):
        """Two presses add one change."""
        typed = [self.cleaned_data[name] for name in COLUMNS]
        return typed in self.before.values() if self.change is None else typed == self.before.get(self.change.pk)

    def write(self, owner):
        if self.change is None:
            self._row(**{_key(owner): owner}).save()
            return
        row = next(each for each in self.rows if each.pk == self.change.pk)
        for name in COLUMNS:
            setattr(row, name, self.cleaned_data[name])
        row.save()


class WithdrawForm(ChangeForm):
    """Only which change is taken away: the rest of the form is not looked at."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in COLUMNS:
            del self.fields[name]

    def clean(self):
        return self.cleaned_data

    def holds(self):
        return self.change.pk not in self.before

    def write(self, owner):
        next(each for each in self.rows if each.pk == self.change.pk).delete()


def changes_of(owner):
    """Those of today and later, the first first."""
    today = timezone.localdate()
    rows = TemporaryChange.objects.filter(**{_key(owner): owner.pk}).prefetch_related("place__texts")
    return [row for row in rows.order_by("starts_on", "pk") if row.last_day >= today]


def _key(owner):
    return "partner" if isinstance(owner, Partner) else "service"
