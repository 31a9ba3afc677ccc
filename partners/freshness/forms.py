"""What people say of records: that they are true, or what is wrong in them."""

import hashlib

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.kit.contact import normalise_email, validate_harmless, validate_one_line
from portal.kit.form_stamp import FIELD, check_age, new_stamp

from ..access_forms import EMAIL_ERRORS

LONGEST = 300
EVERYTHING = "tout"


def _one_line(label, **kwargs):
    return forms.CharField(label=label, max_length=LONGEST, validators=[validate_harmless, validate_one_line], **kwargs)


class ErrorReportForm(forms.Form):
    """The public form, with two quiet guards against machines (as events.forms.RegistrationForm)."""

    words = _one_line(
        _("Ce qui n’est pas exact"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Par exemple : le numéro de téléphone ne répond plus."),
        error_messages={"required": _("Écrivez en une ligne ce qui n’est pas exact.")},
    )
    email = forms.EmailField(
        label=_("Adresse e-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Seulement si vous voulez une réponse. Nous l’effaçons ensuite."),
        error_messages=EMAIL_ERRORS,
    )
    website = forms.CharField(
        label=_("Laissez ce champ vide"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    started = forms.CharField(widget=forms.HiddenInput(), required=False, initial=new_stamp)

    def clean_email(self):
        return normalise_email(self.cleaned_data["email"])

    def clean(self):
        data = super().clean()
        if data.get("website"):
            self._show_again("website", "")
            self.add_error(None, _("Un champ caché était rempli : nous l’avons vidé. Envoyez encore une fois."))
        try:
            check_age(self.data.get(FIELD, ""))
        except ValidationError as error:
            self.add_error(None, error)
            if error.code == "stamp":
                self._show_again(FIELD, new_stamp())
        return data

    def _show_again(self, name, value):
        self.data = self.data.copy()
        self.data[name] = value


class RecordsForm(forms.Form):
    """One tick and one line for each ShownRecord, with the stamp of what was shown.

    A line of words goes before a tick: what is to be put right is not confirmed.
    """

    def __init__(self, *args, records, **kwargs):
        super().__init__(*args, **kwargs)
        self.records = records
        for each in records:
            self.fields[f"true-{each.key}"] = forms.BooleanField(label=_("Toujours exact"), required=False)
            self.fields[f"seen-{each.key}"] = forms.CharField(
                widget=forms.HiddenInput(), required=False, max_length=40, initial=each.stamp
            )
            self.fields[f"wrong-{each.key}"] = _one_line(
                _("À corriger"), required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
            )
            self.fields[f"wrong-{each.key}"].whose = each.name

    def rows(self):
        """[(ShownRecord, tick, line, stamp)]: the record with its bound fields."""
        return [(each, *(self[f"{name}-{each.key}"] for name in ("true", "wrong", "seen"))) for each in self.records]

    def clean(self):
        data = super().clean()
        if not self.errors and not self.confirmed() and not self.corrections():
            raise ValidationError(_("Cochez ce qui est toujours exact, ou écrivez ce qui a changé."), code="nothing")
        return data

    def confirmed(self):
        """{key: stamp} of the records that count as true: those ticked, or all of them by the one button."""
        everything = self.data.get("act") == EVERYTHING
        return {
            each.key: self.cleaned_data.get(f"seen-{each.key}", "")
            for each in self.records
            if (everything or self.cleaned_data.get(f"true-{each.key}"))
            and not self.cleaned_data.get(f"wrong-{each.key}")
        }

    def corrections(self):
        """[(ShownRecord, words)]"""
        said = [(each, self.cleaned_data.get(f"wrong-{each.key}")) for each in self.records]
        return [(each, words) for each, words in said if words]


def sending_of(*facts):
    """32 characters that only the same correction of the same record by the same person has."""
    return hashlib.blake2b(repr(facts).encode(), digest_size=16).hexdigest()
