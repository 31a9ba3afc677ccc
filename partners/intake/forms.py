"""What staff fill in: a file, what is decided of its lines, how it is applied."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import DirectoryImport, LineOutcome
from .planning import LEAVE, NEW
from .reading import MAX_OCTETS
from .wording import failure_words


class FileForm(forms.ModelForm):
    """A file about the directory."""

    file = forms.FileField(
        label=gettext_lazy("Fichier"),
        help_text=gettext_lazy(
            "HSDS 3.1 (JSON), ou un tableau CSV ou Excel (.xlsx) avec les colonnes de celui de l’annuaire. "
            "20 Mo et 20 000 lignes au plus."
        ),
        widget=forms.FileInput(attrs={"accept": ".json,.ndjson,.jsonl,.csv,.xlsx"}),
        error_messages={
            "required": gettext_lazy("Choisissez un fichier."),
            "empty": gettext_lazy("Ce fichier est vide."),
        },
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Langue de ses textes"),
        choices=settings.LANGUAGES,
        help_text=gettext_lazy("Si le fichier ne la dit pas lui-même."),
    )

    class Meta:
        model = DirectoryImport
        fields = ("source", "language")

    field_order = ("file", "source", "language")

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_OCTETS:
            raise forms.ValidationError(failure_words("large"), code="large")
        return file

    def given(self):
        """The arguments of queueing.receive."""
        file = self.cleaned_data["file"]
        return {
            "data": file.read(),
            "name": file.name,
            "source": self.cleaned_data["source"],
            "language": self.cleaned_data["language"],
        }


class OutcomeForm(forms.Form):
    """Which lines are looked at."""

    outcome = forms.ChoiceField(choices=LineOutcome.choices, required=False)

    @property
    def chosen(self):
        return self.cleaned_data["outcome"] if self.is_valid() else ""


class DecideForm(forms.Form):
    """What the lines are that resemble a partner: `line_POSITION`, each that partner, another, or left aside."""

    def __init__(self, *args, lines, choices, **kwargs):
        super().__init__(*args, **kwargs)
        for line in lines:
            self.fields[f"line_{line.position}"] = forms.ChoiceField(
                label=line.title,
                choices=_answers(line),
                required=False,
                widget=forms.RadioSelect,
                initial=_initial(line, choices.get(str(line.position), "")),
            )

    def decided(self):
        """{position: word}, of what was answered."""
        return {name.removeprefix("line_"): word for name, word in self.cleaned_data.items()}


def _answers(line):
    same = [(each["uuid"], _("C’est « %(name)s »") % {"name": each["name"]}) for each in line.candidates]
    return [*same, (NEW, _("C’est un autre partenaire")), (LEAVE, _("Laisser de côté"))]


def _initial(line, word):
    """The answer given before; "same" for many at once is the only candidate."""
    known = {NEW, LEAVE, *(each["uuid"] for each in line.candidates)}
    return word if word in known or not word else line.candidates[0]["uuid"]


class ApplyForm(forms.Form):
    """How what was shown is applied."""

    publish = forms.BooleanField(
        label=gettext_lazy("Publier aussitôt ce qui est nouveau"),
        help_text=gettext_lazy(
            "Sinon, les nouveaux partenaires ne sont pas publiés et les nouveaux services restent en préparation, "
            "jusqu’à ce que vous les ayez regardés."
        ),
        required=False,
    )
    without_refused = forms.BooleanField(
        label=gettext_lazy("Reprendre le reste sans les lignes refusées ou à décider"),
        required=False,
    )

    def __init__(self, *args, held, **kwargs):
        super().__init__(*args, **kwargs)
        if held:
            self.fields["without_refused"].required = True
            self.fields["without_refused"].error_messages["required"] = _(
                "Des lignes sont refusées ou à décider : cochez ceci, ou corrigez-les d’abord."
            )
        else:
            del self.fields["without_refused"]

    def given(self):
        """The arguments of queueing.start_applying."""
        return {
            "publish": self.cleaned_data["publish"],
            "without_refused": self.cleaned_data.get("without_refused", False),
        }
