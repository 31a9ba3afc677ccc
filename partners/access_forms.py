"""What people fill in to bring somebody into a partner's space, or to ask to enter it."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.kit.contact import normalise_email, validate_harmless

from .models import Partner, Role

ROLES = (
    (Role.EDITOR, _("Rédaction : écrit et propose les activités, suit les inscriptions")),
    (Role.MANAGER, _("Gestion : la même chose, et décide qui publie pour le partenaire")),
)
EMAIL_ERRORS = {
    "required": _("Écrivez une adresse e-mail."),
    "invalid": _("Cette adresse e-mail n’est pas complète. Exemple : prenom@exemple.be"),
}


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("Adresse e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
        error_messages=EMAIL_ERRORS,
    )
    role = forms.ChoiceField(label=_("Rôle"), choices=ROLES, widget=forms.RadioSelect, initial=Role.EDITOR)
    language = forms.ChoiceField(label=_("Langue de l’invitation"), choices=settings.LANGUAGES)

    def clean_email(self):
        return normalise_email(self.cleaned_data["email"])


class RequestForm(forms.Form):
    """partners: those that are in the directory."""

    partner = forms.ModelChoiceField(
        label=_("Partenaire"),
        queryset=Partner.objects.none(),
        to_field_name="slug",
        empty_label=_("Choisissez dans l’annuaire"),
        error_messages={
            "required": _("Choisissez le partenaire pour lequel vous voulez publier."),
            "invalid_choice": _("Ce partenaire n’est pas dans l’annuaire."),
        },
    )
    words = forms.CharField(
        label=_("Qui vous êtes"),
        max_length=600,
        validators=[validate_harmless],
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        help_text=_("Votre nom, ce que vous faites dans l’association, et un téléphone si vous voulez."),
        error_messages={"required": _("Écrivez en une phrase qui vous êtes.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        language, field = get_language(), self.fields["partner"]
        field.queryset = Partner.objects.published().with_texts()
        named = [
            (partner.slug, text.name if (text := partner.text(language)) else partner.slug)
            for partner in field.queryset
        ]
        field.choices = [("", field.empty_label), *sorted(named, key=lambda pair: pair[1].casefold())]


class AnswerForm(forms.Form):
    """What is done with a request."""

    request = forms.IntegerField(min_value=1)
    act = forms.ChoiceField(choices=[("accept", "accept"), ("refuse", "refuse")])
    role = forms.ChoiceField(choices=Role.choices, required=False)
    reason = forms.CharField(
        label=_("Raison, pour la personne"), max_length=300, required=False, validators=[validate_harmless]
    )


class MemberForm(forms.Form):
    """What is done with one member or one invitation."""

    act = forms.ChoiceField(choices=[(act, act) for act in ("manager", "editor", "remove", "withdraw")])
    row = forms.IntegerField(min_value=1)
