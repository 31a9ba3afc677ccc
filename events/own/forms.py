"""What people decide about their own space."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CalendarForm(forms.Form):
    """A new address for one's calendar, or none any more."""

    act = forms.ChoiceField(choices=[("renew", "renew"), ("revoke", "revoke")])


class EraseForm(forms.Form):
    """One more step before what cannot be undone."""

    sure = forms.BooleanField(
        label=_("Je veux effacer mon espace. Je sais que c’est définitif."),
        error_messages={"required": _("Cochez la case pour confirmer.")},
    )
