"""What people type about their account."""

from allauth.account.forms import RequestLoginCodeForm
from allauth.mfa.webauthn.forms import EditWebAuthnForm, SignupWebAuthnForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.kit.contact import normalise_email, validate_harmless

from .opening import account_of

KEY_NAME = 60


class LoginCodeForm(RequestLoginCodeForm):
    """Which address the code goes to; only whoever proved an address, or whose login it is, is meant by it."""

    def clean_email(self):
        email = normalise_email(super().clean_email())
        user = account_of(email)
        self._user = user if user is not None and user.is_active else None
        return email


class CodeForm(forms.Form):
    """The code of a letter."""

    code = forms.CharField(
        label=_("Code reçu par e-mail"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text"}),
        error_messages={"required": _("Recopiez le code de l’e-mail.")},
    )


class AddressForm(forms.Form):
    """One more address of the same person."""

    email = forms.EmailField(
        label=_("Adresse e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Écrivez une adresse e-mail."),
            "invalid": _("Cette adresse e-mail n’est pas complète. Exemple : prenom@exemple.be"),
        },
    )

    def clean_email(self):
        return normalise_email(self.cleaned_data["email"])


class ChosenAddressForm(forms.Form):
    """What to do with one of the addresses."""

    act = forms.ChoiceField(choices=[("main", "main"), ("remove", "remove")])
    address = forms.IntegerField(min_value=1)


class LanguageForm(forms.Form):
    """The language in which the portal writes to this account."""

    language = forms.ChoiceField(label=_("Langue de mon espace et de mes e-mails"), choices=settings.LANGUAGES)


def key_name(**kwargs):
    return forms.CharField(
        label=_("Nom de la clé"),
        max_length=KEY_NAME,
        validators=[validate_harmless],
        help_text=_("Par exemple l’appareil où elle se trouve."),
        **kwargs,
    )


class KeyForm(SignupWebAuthnForm):
    """A new passkey: always one that is enough to sign in with, so the device asked for a finger, a face or a PIN."""

    name = key_name(required=False)

    def clean(self):
        self.cleaned_data["passwordless"] = True
        return super().clean()


class KeyNameForm(EditWebAuthnForm):
    name = key_name()
