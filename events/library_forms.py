"""What people fill in to propose a document; a file is what its content says, not its name."""

import zlib
from zipfile import BadZipFile, ZipFile

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.kit.contact import validate_harmless

from .models import Theme

LARGEST = 10 * 1024 * 1024  # octets
# What of an office file's parts tells its kind: the first name that is there.
PARTS = {"word/document.xml": "docx", "ppt/presentation.xml": "pptx"}
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.text"
KINDS = ("pdf", "docx", "odt", "pptx")


def kind_of(file):
    """pdf, docx, odt or pptx by the file's content, or "" for anything else, macros included."""
    file.seek(0)
    head = file.read(5)
    file.seek(0)
    if head == b"%PDF-":
        return "pdf"
    if head[:2] != b"PK":
        return ""
    try:
        with ZipFile(file) as archive:
            return _office_kind(archive)
    except (BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        return ""
    finally:
        file.seek(0)


def _office_kind(archive):
    names = set(archive.namelist())
    if any(name.endswith("vbaProject.bin") for name in names):
        return ""
    if "mimetype" in names:
        with archive.open("mimetype") as mimetype:
            return "odt" if mimetype.read(len(OPEN_DOCUMENT) + 1) == OPEN_DOCUMENT else ""
    return next((kind for part, kind in PARTS.items() if part in names), "")


class NamedChoiceField(forms.ModelChoiceField):
    """A list of themes or events, each in the reader's language."""

    def label_from_instance(self, row):
        language = get_language()
        if isinstance(row, Theme):
            return row.name(language)
        text = row.text(language)
        return text.title if text else row.slug


class ProposalForm(forms.Form):
    """events: the Events (list) from which the document may come."""

    title_fr = forms.CharField(
        label=_("Titre en français"), max_length=160, required=False, validators=[validate_harmless]
    )
    title_nl = forms.CharField(
        label=_("Titre en néerlandais"),
        max_length=160,
        required=False,
        validators=[validate_harmless],
        help_text=_("Un des deux titres suffit."),
    )
    theme = NamedChoiceField(label=_("Thème"), queryset=Theme.objects.all(), empty_label=None)
    event = NamedChoiceField(label=_("Le document vient de"), queryset=Theme.objects.none(), empty_label=None)
    file = forms.FileField(
        label=_("Fichier"),
        help_text=_("PDF, Word, OpenDocument ou PowerPoint, de 10 Mo au plus."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.docx,.odt,.pptx"}),
        error_messages={"required": _("Choisissez un fichier."), "empty": _("Ce fichier est vide.")},
    )
    rights = forms.BooleanField(
        label=_("J’ai le droit de partager ce document, et il ne nomme personne sans son accord."),
        error_messages={"required": _("Confirmez que vous pouvez le partager.")},
    )

    def __init__(self, *args, events, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["event"]
        rows = type(events[0]).objects.filter(pk__in=[event.pk for event in events])
        field.queryset = rows.prefetch_related("texts")

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(_("Ce fichier est trop grand : 10 Mo au plus."), code="size")
        kind = kind_of(file)
        if not kind or file.name.rpartition(".")[2].lower() != kind:
            raise ValidationError(_("Ce fichier n’est pas un PDF, ni un document Word, OpenDocument ou PowerPoint."))
        return file

    def clean(self):
        data = super().clean()
        if not data.get("title_fr") and not data.get("title_nl") and not {"title_fr", "title_nl"} & set(self.errors):
            self.add_error("title_fr", _("Donnez un titre en français ou en néerlandais."))
        return data
