"""What organisers send about who is there: one press of a button, a batch from a telephone, somebody at the door."""

import json
from datetime import UTC

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.kit.contact import normalise_phone, validate_harmless
from portal.kit.form_stamp import new_stamp

from .attendance import Mark
from .forms import clean_address, party_size_field
from .models import AttendanceState

BATCH_MAX = 500
PERSONS_MAX = 2000


class MomentField(forms.DateTimeField):
    """A moment as a device writes it, in JSON: it may be no text at all, or in a year that has no UTC."""

    def to_python(self, value):
        moment = super().to_python("" if value is None else str(value))
        try:
            return moment and moment.astimezone(UTC)
        except (OverflowError, ValueError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class MarkForm(forms.Form):
    """One mark; `mark()` is what it says."""

    key = forms.RegexField(r"^[0-9a-f]{32}(\.[0-9a-f]{32})?$")
    state = forms.ChoiceField(choices=AttendanceState)
    persons = forms.IntegerField(
        min_value=1,
        max_value=PERSONS_MAX,
        required=False,
        error_messages={
            "invalid": _("Écrivez combien de personnes sont là, en chiffres."),
            "min_value": _("Il faut au moins une personne ; sinon, indiquez « absent »."),
        },
    )
    minutes = forms.IntegerField(
        min_value=1,
        max_value=24 * 60,
        required=False,
        error_messages={"invalid": _("Écrivez les minutes de présence en chiffres.")},
    )
    marked_at = MomentField(required=False)

    def mark(self, *, now):
        """The Mark; `now` where the device did not say when."""
        data = self.cleaned_data
        registration, _dot, participant = data["key"].partition(".")
        return Mark(
            registration=forms.UUIDField().clean(registration),
            participant=forms.UUIDField().clean(participant) if participant else None,
            state=data["state"],
            persons=data["persons"],
            minutes=data["minutes"],
            marked_at=data["marked_at"] or now,
        )


def read_button(posted):
    """The data of a MarkForm from the button `mark=KEY:STATE` that was pressed, and the numbers beside it."""
    key, _colon, state = posted.get("mark", "").rpartition(":")
    return {
        "key": key,
        "state": state,
        "persons": posted.get(f"persons-{key}", ""),
        "minutes": posted.get(f"minutes-{key}", "") if state == AttendanceState.PRESENT else "",
    }


class BatchForm(forms.Form):
    """{"sent_at": ISO, "marks": [{"id", "key", "state", "persons", "minutes", "marked_at"}]} as a device sends it."""

    sent_at = MomentField(required=False)
    marks = forms.JSONField()

    @classmethod
    def of(cls, body):
        """The form of a request's body (bytes); raises ValidationError where that is no JSON object."""
        try:
            data = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise ValidationError(_("Ces marques sont illisibles."), code="json") from error
        if not isinstance(data, dict) or not isinstance(data.get("marks"), list):
            raise ValidationError(_("Ces marques sont illisibles."), code="json")
        if len(data["marks"]) > BATCH_MAX:
            words = _("Trop de marques en une fois : %(most)s au plus. Rien n’a été enregistré.")
            raise ValidationError(words, code="many", params={"most": BATCH_MAX})
        return cls({"sent_at": data.get("sent_at"), "marks": json.dumps(data["marks"])})

    def forms(self):
        """[(id as it was sent, MarkForm or None)]; None: not an object."""
        return [
            (mark.get("id"), MarkForm(mark)) if isinstance(mark, dict) else (None, None)
            for mark in self.cleaned_data["marks"] or []
        ]


class WalkInForm(forms.Form):
    """Who comes without being registered: a name is enough."""

    name = forms.CharField(
        label=_("Nom"),
        max_length=120,
        validators=[validate_harmless],
        error_messages={"required": _("Écrivez le nom de la personne.")},
    )
    party_size = party_size_field()
    email = forms.EmailField(
        label=_("Adresse e-mail"),
        required=False,
        max_length=254,
        help_text=_("Pour recevoir plus tard une attestation ou un message."),
    )
    phone = forms.CharField(label=_("Téléphone"), max_length=30, required=False, widget=forms.TelInput)
    language = forms.ChoiceField(label=_("Langue des messages"), choices=settings.LANGUAGES)
    started = forms.CharField(widget=forms.HiddenInput, required=False, initial=new_stamp)

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if not any(character.isalpha() for character in name):
            raise ValidationError(_("Écrivez le nom avec des lettres."))
        return name

    def clean_email(self):
        return clean_address(self.cleaned_data["email"])

    def clean_phone(self):
        return normalise_phone(self.cleaned_data["phone"])


class RollForm(forms.Form):
    """What part of the roll is shown: `q` a name, reference or code; `etat` one state."""

    q = forms.CharField(max_length=120, required=False, strip=True)
    etat = forms.ChoiceField(choices=[("", ""), *AttendanceState.choices], required=False)
