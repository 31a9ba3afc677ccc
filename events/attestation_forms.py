"""What organisers send about attestations."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.kit.contact import validate_harmless

from .models import AttestationKind

PICKED_MAX = 5000


def read_pick(text):
    """(kind, quarter, person's key) of a ticked box, `kind:quarter:key`. Raises ValueError for anything else."""
    kind, period, key = text.split(":")
    if kind not in AttestationKind.values or len(key) not in (32, 65):
        raise ValueError(text)
    return kind, period, key


class IssueForm(forms.Form):
    """For whom, and who signs. picked: {(kind, quarter): keys of persons}; `everybody`: all who reach the threshold."""

    signatory_fr = forms.CharField(
        label=_("Qui signe, avec sa fonction en français"),
        max_length=120,
        validators=[validate_harmless],
        error_messages={"required": _("Écrivez qui signe.")},
    )
    signatory_nl = forms.CharField(
        label=_("Qui signe, avec sa fonction en néerlandais"),
        max_length=120,
        required=False,
        validators=[validate_harmless],
        help_text=_("Vide : comme en français."),
    )
    made_at_fr = forms.CharField(
        label=_("Fait à, en français"),
        max_length=60,
        initial="Bruxelles",
        validators=[validate_harmless],
        error_messages={"required": _("Écrivez dans quelle commune.")},
    )
    made_at_nl = forms.CharField(
        label=_("Fait à, en néerlandais"),
        max_length=60,
        initial="Brussel",
        validators=[validate_harmless],
        error_messages={"required": _("Écrivez dans quelle commune.")},
    )
    pick = forms.Field(required=False)
    everybody = forms.BooleanField(required=False)

    def signs(self):
        """The fields of who signs and where, to be shown in this order."""
        return [self[name] for name in ("signatory_fr", "signatory_nl", "made_at_fr", "made_at_nl")]

    def clean(self):
        data = super().clean()
        picks = self.data.getlist("pick")
        if len(picks) > PICKED_MAX:
            raise ValidationError(_("C’est trop en une fois : cochez moins de personnes."))
        picked = {}
        for text in picks:
            try:
                kind, period, key = read_pick(text)
            except ValueError as error:
                raise ValidationError(_("Ce choix n’existe pas. Rechargez la page.")) from error
            picked.setdefault((kind, period), set()).add(key)
        if not picked and not data.get("everybody"):
            raise ValidationError(_("Cochez au moins une personne."))
        data["picked"] = picked
        french, dutch = data.get("signatory_fr", ""), data.get("signatory_nl", "")
        data["signatory"] = {"fr": french, "nl": dutch or french}
        data["made_at"] = {"fr": data.get("made_at_fr", ""), "nl": data.get("made_at_nl", "")}
        return data


class CorrectForm(forms.Form):
    """A corrected document: the name as it must be printed."""

    name = forms.CharField(
        label=_("Nom à imprimer"),
        max_length=120,
        validators=[validate_harmless],
        error_messages={"required": _("Écrivez le nom.")},
    )


class RevokeForm(forms.Form):
    """Why a document no longer proves anything; whoever verifies it does not read the reason."""

    reason = forms.CharField(
        label=_("Raison du retrait"),
        max_length=250,
        validators=[validate_harmless],
        error_messages={"required": _("Écrivez pourquoi l’attestation est retirée.")},
    )


class PaperForm(forms.Form):
    """In which language a document is printed."""

    langue = forms.ChoiceField(choices=[("fr", "fr"), ("nl", "nl")])
