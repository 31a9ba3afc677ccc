"""One form for several parts of a programme."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.templatetags.wording import hours

from ..forms import RegistrationForm
from ..models import Event
from .choices import overlapping

MOST = 20  # parts in one go


class PartsForm(RegistrationForm):
    """choices: [Choice]; party_max: how many persons may come together.

    What overlaps is named, and may be chosen all the same by who says so.
    """

    parts = forms.MultipleChoiceField(
        label=_("Ce que vous choisissez"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Cochez au moins une activité."),
            "invalid_choice": _("Une de ces activités n’est plus disponible. Choisissez à nouveau."),
        },
    )
    overlap_known = forms.BooleanField(label=_("Je sais que ces activités ont lieu en même temps."), required=False)
    field_order = ("parts", "overlap_known", "name", "email", "phone", "party_size", "language", "note")

    def __init__(self, *args, choices, party_max, **kwargs):
        # What the whole asks of its own registrations is not asked here: its parts are what one registers for.
        plain = Event(party_max=party_max, asks_needs=False)
        super().__init__(*args, event=plain, occurrences=(), **kwargs)
        self.choices = {choice.value: choice for choice in choices}
        self.fields["parts"].choices = [(choice.value, choice.label) for choice in choices]
        self.overlaps = overlapping(self._ticked()) if self.is_bound else []
        if not self.overlaps:
            del self.fields["overlap_known"]

    def activity_starts(self, data):
        """No day is needed: parts that ask for ages have their own form."""
        return None

    def _ticked(self):
        return [self.choices[value] for value in self.data.getlist("parts")[:MOST] if value in self.choices]

    def clean_parts(self):
        """The chosen Choices, in order of time."""
        wanted = set(self.cleaned_data["parts"])
        if len(wanted) > MOST:
            raise forms.ValidationError(
                ngettext(
                    "Choisissez %(most)s activité au plus à la fois.",
                    "Choisissez %(most)s activités au plus à la fois.",
                    MOST,
                )
                % {"most": MOST}
            )
        return [choice for value, choice in self.choices.items() if value in wanted]

    def clean(self):
        data = super().clean()
        if self.overlaps and not data.get("overlap_known"):
            for one, span, other, then in self.overlaps:
                self.add_error(
                    "parts",
                    _("« %(one)s » (%(at)s) et « %(other)s » (%(then)s) ont lieu en même temps.")
                    % {
                        "one": one.title,
                        "at": hours(*span),
                        "other": other.title,
                        "then": hours(*then),
                    },
                )
        return data
