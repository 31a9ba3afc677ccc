"""What the address of an embedded agenda may say besides the agenda’s filters, and what one chooses for a snippet."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

MOST = 24  # dates of an embedded page
USUAL = 8
GROUNDS = {"": _("Comme l’appareil du visiteur"), "clair": _("Clair"), "sombre": _("Sombre")}


class ShownForm(forms.Form):
    """How an embedded agenda looks. What makes no sense is left out: nobody who could mend it reads a message there."""

    fond = forms.ChoiceField(choices=GROUNDS.items(), required=False)
    nombre = forms.IntegerField(min_value=1, max_value=MOST, required=False)
    page = forms.IntegerField(min_value=1, max_value=999, required=False)

    def understood(self):
        """{fond, nombre, page}, each with what is usual where nothing sensible was asked."""
        self.full_clean()
        usual = {"fond": "", "nombre": USUAL, "page": 1}
        return {name: self.cleaned_data.get(name) or value for name, value in usual.items()}


class SnippetForm(forms.Form):
    """What the snippet to copy shall show."""

    langue = forms.ChoiceField(label=_("Langue"), choices=settings.LANGUAGES)
    fond = forms.ChoiceField(label=_("Fond"), choices=GROUNDS.items(), required=False)
    nombre = forms.IntegerField(label=_("Dates par page"), min_value=1, max_value=MOST)

    def __init__(self, data, *, language):
        self.usual = {"langue": language, "fond": "", "nombre": USUAL}
        known = {name: data[name] for name in self.usual if name in data}
        super().__init__({**self.usual, **known})

    def understood(self):
        """{langue, fond, nombre}; what makes no sense stands as usual, and its field says so."""
        self.full_clean()
        return self.usual | self.cleaned_data
