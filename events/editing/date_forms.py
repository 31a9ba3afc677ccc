"""Small forms, one per thing that can be done to a date; `apply()` does it, and returns what staff should know."""

from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.widgets import AdminDateInput, AdminTimeInput
from wagtail.snippets.widgets import AdminSnippetChooser

from partners.models import Place
from portal.kit.contact import validate_harmless

from .. import occurrences
from ..recurrence import nights_of, span
from ..validation import check_day


class DateForm(forms.Form):
    """A form about one date."""

    def __init__(self, occurrence, **kwargs):
        super().__init__(**kwargs)
        self.occurrence = occurrence


class ConfirmForm(DateForm):
    """Nothing to fill in: what is done needs a yes alone."""

    def apply(self, code):
        getattr(occurrences, code)(self.occurrence)
        return ""


class WithReason(forms.Form):
    """Why, in the languages of the readers; which ones are needed is the operation's to say."""

    reason_fr = forms.CharField(
        max_length=250, required=False, validators=[validate_harmless], label=gettext_lazy("Raison en français")
    )
    reason_nl = forms.CharField(
        max_length=250, required=False, validators=[validate_harmless], label=gettext_lazy("Raison en néerlandais")
    )
    reason_en = forms.CharField(
        max_length=250, required=False, validators=[validate_harmless], label=gettext_lazy("Raison en anglais")
    )

    @property
    def reason(self):
        return {language: self.cleaned_data[f"reason_{language}"] for language in occurrences.REASON_LANGUAGES}


class ReasonForm(WithReason, DateForm):
    """What is done to a date, and why."""


class CancelDateForm(ReasonForm):
    def apply(self, code):
        occurrences.cancel(self.occurrence, reason=self.reason)
        return ""


class PostponeForm(ReasonForm):
    def apply(self, code):
        occurrences.postpone(self.occurrence, reason=self.reason)
        return ""


class MoveForm(ReasonForm):
    """Days and hours are those of the event's own clocks, read as its rules are (events.recurrence)."""

    day = forms.DateField(widget=AdminDateInput, validators=[check_day], label=gettext_lazy("Nouveau jour"))
    begins = forms.TimeField(widget=AdminTimeInput, label=gettext_lazy("Début"))
    ends = forms.TimeField(widget=AdminTimeInput, label=gettext_lazy("Fin"))
    extra_days = forms.IntegerField(
        min_value=0,
        max_value=30,
        required=False,
        label=gettext_lazy("Jours de plus"),
        help_text=gettext_lazy(
            "Pour une activité qui dure sans interruption plus d’un jour. "
            "Si la fin est avant le début, c’est celle du lendemain."
        ),
    )

    field_order = ["day", "begins", "ends", "extra_days", "reason_fr", "reason_nl", "reason_en"]

    def __init__(self, occurrence, **kwargs):
        zone = ZoneInfo(occurrence.event.timezone)
        starts, ends = occurrence.starts_at.astimezone(zone), occurrence.ends_at.astimezone(zone)
        nights = (ends.date() - starts.date()).days
        implied = nights_of(starts.time(), ends.time(), 0)
        initial = {"day": starts.date(), "begins": starts.time(), "ends": ends.time()}
        initial["extra_days"] = 0 if nights == implied else nights
        super().__init__(occurrence, initial=initial, **kwargs)

    def apply(self, code):
        given, zone = self.cleaned_data, self.occurrence.event.timezone
        starts_at, ends_at = span(given["day"], given["begins"], given["ends"], given["extra_days"] or 0, zone)
        occurrences.move(self.occurrence, starts_at=starts_at, ends_at=ends_at, reason=self.reason)
        return ""


class RelocateForm(ReasonForm):
    place = forms.ModelChoiceField(
        queryset=Place.objects.with_texts(),
        required=False,
        widget=AdminSnippetChooser(model=Place),
        label=gettext_lazy("Lieu de cette date"),
        help_text=gettext_lazy("Vide : là où l’activité a lieu."),
    )

    field_order = ["place", "reason_fr", "reason_nl", "reason_en"]

    def __init__(self, occurrence, **kwargs):
        super().__init__(occurrence, initial={"place": occurrence.place_id}, **kwargs)

    def apply(self, code):
        occurrences.relocate(self.occurrence, place=self.cleaned_data["place"], reason=self.reason)
        return ""


class LimitForm(DateForm):
    OF_EVENT, NONE, OWN = "event", "none", "own"

    kind = forms.ChoiceField(widget=forms.RadioSelect, label=gettext_lazy("Combien de places"))
    limit = forms.IntegerField(min_value=0, max_value=100_000, required=False, label=gettext_lazy("Nombre de places"))

    def __init__(self, occurrence, **kwargs):
        current = occurrence.capacity.limit
        kind = (self.NONE if current is None else self.OWN) if occurrence.own_limit else self.OF_EVENT
        super().__init__(occurrence, initial={"kind": kind, "limit": current}, **kwargs)
        seats = occurrence.event.seats
        self.fields["kind"].choices = [
            (
                self.OF_EVENT,
                _("Comme l’activité : %(seats)s") % {"seats": _("sans limite") if seats is None else seats},
            ),
            (self.NONE, _("Sans limite")),
            (self.OWN, _("Un nombre propre à cette date")),
        ]

    def clean(self):
        given = super().clean()
        if given.get("kind") == self.OWN and given.get("limit") is None:
            self.add_error("limit", _("Donnez le nombre de places."))
        return given

    def apply(self, code):
        if self.cleaned_data["kind"] == self.OF_EVENT:
            wanted = self.occurrence.event.seats
            given = occurrences.follow_limit_of_event(self.occurrence)
        else:
            wanted = self.cleaned_data["limit"] if self.cleaned_data["kind"] == self.OWN else None
            given = occurrences.set_own_limit(self.occurrence, limit=wanted)
        if given == wanted:
            return ""
        return ngettext(
            "%(taken)s place est déjà prise : la limite ne peut pas descendre plus bas.",
            "%(taken)s places sont déjà prises : la limite ne peut pas descendre plus bas.",
            given,
        ) % {"taken": given}
