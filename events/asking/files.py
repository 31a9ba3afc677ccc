"""Files that people send in: known by what they contain, whatever they are called."""

import zipfile
import zlib

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .kept_files import REMOVE, TOKEN, KeptFile, find

MAX_BYTES = 10 * 1024 * 1024
SIGNATURES = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
}


def kind_of(file):
    """One of TYPES by the file's content, or the empty string. Leaves the file at its beginning."""
    file.seek(0)
    head = file.read(16)
    file.seek(0)
    for signature, kind in SIGNATURES.items():
        if head.startswith(signature):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    return _kind_of_archive(file) if head.startswith(b"PK\x03\x04") else ""


def _kind_of_archive(file):
    """Office documents are archives that say what they are (ISO/IEC 26300-2 §3.3; ECMA-376 part 2)."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if "mimetype" in names:
                with archive.open("mimetype") as entry:
                    return "odt" if entry.read(len(TYPES["odt"]) + 1).decode("latin-1") == TYPES["odt"] else ""
            return "docx" if {"[Content_Types].xml", "word/document.xml"} <= names else ""
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        return ""
    finally:
        file.seek(0)


GONE = object()  # a token that opens nothing any more


class AnswerFileInput(forms.FileInput):
    """A file that is chosen now, or one that was kept when the form was shown before.

    scope: as events.asking.kept_files has it; kept: the KeptFile of the form that is shown, or None.
    """

    scope, kept = "", None

    def value_from_datadict(self, data, files, name):
        upload = super().value_from_datadict(data, files, name)
        token = data.get(f"{name}{TOKEN}")
        if upload or not token or data.get(f"{name}{REMOVE}"):
            return upload
        return find(token, scope=self.scope) or GONE

    def value_omitted_from_data(self, data, files, name):
        return super().value_omitted_from_data(data, files, name) and f"{name}{TOKEN}" not in data

    def use_required_attribute(self, initial):
        return super().use_required_attribute(initial) and self.kept is None


class AnswerFileField(forms.FileField):
    """A document or picture; `cleaned.name` ends as its content says."""

    widget = AnswerFileInput
    may_remove = False  # whether what was sent before may be taken away without another

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", _("PDF, image, DOCX ou ODT, 10 Mo au plus."))
        super().__init__(**kwargs)  # a long name is cut, not refused
        self.widget.attrs["accept"] = ",".join(f".{kind}" for kind in TYPES)

    def clean(self, data, initial=None):
        if data is GONE:
            raise ValidationError(_("Ce fichier n’est plus gardé. Choisissez-le encore une fois."), code="gone")
        if isinstance(data, KeptFile):
            return data  # its size and kind were checked when it came
        file = super().clean(data, initial)
        if not file or file is initial:
            return file
        if file.size > MAX_BYTES:
            raise ValidationError(_("Ce fichier dépasse 10 Mo."), code="size")
        kind = kind_of(file)
        if not kind:
            raise ValidationError(
                _("Ce fichier n’est ni un PDF, ni une image, ni un document DOCX ou ODT."), code="kind"
            )
        stem = file.name.rpartition(".")[0] or file.name
        file.name = f"{stem[:100]}.{kind}"
        return file
