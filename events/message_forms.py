"""Forms about messages: whether one still comes, what one thought, and what an organiser writes."""

import uuid

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.kit.contact import validate_harmless
from portal.templatetags.wording import day_words, hour

from .models import Evaluation, OrganiserMessage, RegistrationMode, RegistrationState

WRITTEN_TO = (
    (RegistrationState.CONFIRMED, _("aux personnes confirmées")),
    (RegistrationState.WAITING, _("à celles en liste d’attente")),
    (RegistrationState.OFFERED, _("à celles à qui une place est proposée")),
    (RegistrationState.PENDING, _("à celles dont la demande est à valider")),
)
MOST_CHOSEN = 500


class ComingForm(forms.Form):
    """Whether one still comes."""

    answer = forms.ChoiceField(choices=[("yes", _("Oui, je viens")), ("no", _("Non"))])


class EvaluationForm(forms.Form):
    """A note and a few words."""

    stars = forms.TypedChoiceField(
        label=_("Votre note"),
        choices=[(5, _("5 – Très bien")), (4, _("4 – Bien")), (3, _("3 – Moyen")), (2, _("2 – Décevant")),
                 (1, _("1 – Pas bien du tout"))],
        coerce=int,
        error_messages={"required": _("Choisissez une note, de 1 à 5.")},
        widget=forms.RadioSelect,
    )  # fmt: skip
    text = forms.CharField(
        label=_("Qu’est-ce qui était bien, qu’est-ce qui manquait ?"),
        help_text=_("N’écrivez ni votre nom ni celui de quelqu’un d’autre."),
        required=False,
        max_length=Evaluation._meta.get_field("text").max_length,
        validators=[validate_harmless],
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class RecipientsField(forms.MultipleChoiceField):
    """Some of the people registered, by their references."""

    def __init__(self, rows, **kwargs):
        choices = [(row.reference, f"{row.name} ({row.get_state_display()})") for row in rows]
        super().__init__(choices=choices, required=False, widget=forms.CheckboxSelectMultiple, **kwargs)


def _to_choose(event, asked):
    """The registrations among which one chooses: the first by name, and whatever was asked for (references)."""
    active = event.registrations.active().filter(anonymised_at=None).order_by("name_key", "pk")
    first = list(active[:MOST_CHOSEN])
    beyond = active.filter(reference__in=asked[:MOST_CHOSEN]).exclude(pk__in=[row.pk for row in first])
    return [*first, *beyond] if asked and len(first) == MOST_CHOSEN else first


class MessageForm(forms.ModelForm):
    """What an organiser writes, in one language at least, and to whom."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    states = forms.MultipleChoiceField(
        label=_("À qui"), choices=WRITTEN_TO, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = OrganiserMessage
        fields = ["subject_fr", "text_fr", "subject_nl", "text_nl", "subject_en", "text_en"]

    def __init__(self, *args, event, **kwargs):
        given = kwargs.pop("initial", None) or {}
        # Who is led here to write to some must not write to everybody when one of them is no more.
        states = [] if given.get("chosen") else [RegistrationState.CONFIRMED]
        initial = {"token": uuid.uuid4(), "states": states, **given}
        super().__init__(*args, initial=initial, instance=OrganiserMessage(event=event), **kwargs)
        for name in ("text_fr", "text_nl", "text_en"):
            self.fields[name].widget = forms.Textarea(attrs={"rows": 7})
        dates = self._dates(event)
        if dates:
            choices = [("", _("toutes les dates")), *dates]
            self.fields["date"] = forms.ChoiceField(label=_("Pour quelle date"), choices=choices, required=False)
        asked = self.data.getlist("chosen") if self.is_bound else self.initial.get("chosen", [])
        self.fields["chosen"] = RecipientsField(_to_choose(event, asked), label=_("Seulement ces personnes"))

    @staticmethod
    def _dates(event):
        """Dates that somebody is registered for, those to come first."""
        if event.registration_mode != RegistrationMode.DATE:
            return []
        active = event.registrations.active().values("occurrence")
        dates = sorted(
            event.occurrences.filter(pk__in=active).in_order(), key=lambda date: date.is_past(timezone.now())
        )
        return [(str(date.uuid), f"{day_words(date.starts_at)}, {hour(date.starts_at)}") for date in dates]

    def clean(self):
        cleaned = super().clean()
        written = 0
        for language in ("fr", "nl", "en"):
            subject, text = cleaned.get(f"subject_{language}"), cleaned.get(f"text_{language}")
            written += bool(subject and text)
            if subject and not text and f"text_{language}" not in self.errors:
                self.add_error(f"text_{language}", _("Il y a un objet : écrivez aussi le texte."))
            if text and not subject and f"subject_{language}" not in self.errors:
                self.add_error(f"subject_{language}", _("Il y a un texte : donnez-lui un objet."))
        if not written and not self.errors:
            self.add_error("subject_fr", _("Écrivez un objet et un texte, dans une langue au moins."))
        if not cleaned.get("states") and not cleaned.get("chosen") and "states" not in self.errors:
            self.add_error("states", _("Choisissez à qui vous écrivez."))
        return cleaned

    @property
    def recipients(self):
        """The arguments of messages.of_organiser.recipients, once the form is valid."""
        return {
            "states": self.cleaned_data["states"],
            "date": self.cleaned_data.get("date", ""),
            "chosen": self.cleaned_data["chosen"],
        }

    def message(self, author):
        """The unsaved OrganiserMessage."""
        self.instance.uuid, self.instance.author = self.cleaned_data["token"], author
        return self.instance
