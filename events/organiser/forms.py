"""What the organiser's pages read: the queries of their lists, the acts on registrations, exports."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.kit.contact import validate_harmless

from ..models import is_reference

MOST_WORDS = 100  # characters of a search
MOST_TICKED = 500
MOST_AT_ONCE = 1000  # registrations of a whole list


class Query(forms.Form):
    """A list's query string: what makes no sense is left out, nothing is refused."""

    page = forms.IntegerField(min_value=1, max_value=99_999, required=False)

    def understood(self):
        """{name: value} of what could be read."""
        self.full_clean()
        return {name: self.cleaned_data.get(name) for name in self.fields}

    @property
    def left_out(self):
        """Whether something was asked that the list does not know."""
        return bool(set(self.errors) - {"page"})


class EventsQuery(Query):
    """The query of the list of one's events. partners: [Partner] among which one may choose."""

    q = forms.CharField(max_length=MOST_WORDS, required=False)
    partenaire = forms.ChoiceField(required=False)
    repondre = forms.BooleanField(required=False)

    def __init__(self, *args, partners, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["partenaire"].choices = [(partner.slug, partner.slug) for partner in partners]


class WordForm(forms.Form):
    """Why the organiser cancels, as the person reads it."""

    comment = forms.CharField(
        label=_("Un mot pour la personne"),
        max_length=300,
        required=False,
        validators=[validate_harmless],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Il figure dans la lettre, ou dans ce qu’il y a à dire au téléphone."),
    )


class LinkForm(forms.Form):
    """The managing link once more, as it is or replaced."""

    act = forms.ChoiceField(choices=[("send", "send"), ("replace", "replace")])


class TickedField(forms.MultipleChoiceField):
    """References that were ticked: any that could be one, at most MOST_TICKED."""

    def valid_value(self, value):
        return is_reference(value)

    def to_python(self, value):
        return list(dict.fromkeys(super().to_python(value)))[:MOST_TICKED]


class BulkForm(WordForm):
    """One act on the registrations that are ticked, or on all that a list finds (tous).

    sure: its page of confirmation was read, which said so many of them (nombre).
    """

    act = forms.ChoiceField(choices=())
    pick = TickedField(required=False)
    tous = forms.BooleanField(required=False)
    nombre = forms.IntegerField(min_value=0, required=False)
    sure = forms.BooleanField(required=False)
    retour = forms.CharField(max_length=2000, required=False)

    def __init__(self, *args, acts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = [(act, act) for act in acts]


class ExportForm(forms.Form):
    """Which file: its kind, a row for what, and whether with what is sensitive (where one may ask for that)."""

    fichier = forms.ChoiceField(
        label=_("Fichier"),
        choices=[("xlsx", _("Excel ou LibreOffice (XLSX)")), ("csv", _("Texte (CSV)"))],
        widget=forms.RadioSelect,
        initial="xlsx",
    )
    par = forms.ChoiceField(
        label=_("Lignes"),
        choices=[("inscription", _("Une par inscription")), ("personne", _("Une par personne"))],
        widget=forms.RadioSelect,
        initial="inscription",
    )
    sensible = forms.BooleanField(
        label=_("Avec les besoins et les réponses sensibles"),
        required=False,
        help_text=_("Seulement si vous en avez vraiment l’usage. Effacez le fichier ensuite."),
    )

    def __init__(self, *args, sensitive, **kwargs):
        super().__init__(*args, **kwargs)
        if not sensitive:
            del self.fields["sensible"]
