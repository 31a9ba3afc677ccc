"""Files are known by what they contain."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from events import library_forms
from events.asking.files import MAX_BYTES, AnswerFileField, kind_of


def archive(**entries):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return packed.getvalue()


def deflated_wrongly():
    """An archive whose first entry says that it is deflated, and is not."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.text" * 20)
    content = bytearray(packed.getvalue())
    begins = 30 + len("mimetype")  # APPNOTE 4.3.7: a local header is 30 bytes and the name
    content[begins : begins + 8] = b"\xff" * 8
    return bytes(content)


DOCX = archive(**{"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"})
ODT = archive(mimetype="application/vnd.oasis.opendocument.text", **{"content.xml": "<o/>"})
GOOD = {
    "pdf": b"%PDF-1.7 ...",
    "jpg": b"\xff\xd8\xff\xe0....",
    "png": b"\x89PNG\r\n\x1a\n....",
    "webp": b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    "docx": DOCX,
    "odt": ODT,
}
BAD = {
    "nothing known": b"hello",
    "a program": b"MZ\x90\x00",
    "a page": b"<html><script>alert(1)</script>",
    "a drawing with scripts": b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>",
    "another archive": archive(**{"readme.txt": "x"}),
    "a spreadsheet": archive(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
    "a broken archive": b"PK\x03\x04broken",
    "an archive with a name in no alphabet": archive(**{"é.txt": "x"}).replace("é".encode(), b"\xff\xfe"),
    "an archive that cannot be unpacked": deflated_wrongly(),
}


@pytest.mark.parametrize("kind", GOOD)
def test_the_content_says_what_it_is(kind):
    file = SimpleUploadedFile("lettre.exe", GOOD[kind])
    assert kind_of(file) == kind
    assert AnswerFileField().clean(file).name == f"lettre.{kind}"
    assert file.read() == GOOD[kind], "it is read from its beginning afterwards"


@pytest.mark.parametrize("case", BAD)
def test_whatever_it_is_called(case):
    with pytest.raises(ValidationError, match="ni un PDF"):
        AnswerFileField().clean(SimpleUploadedFile("lettre.pdf", BAD[case]))
    assert library_forms.kind_of(io.BytesIO(BAD[case])) == ""


def test_ten_megabytes_are_the_most():
    with pytest.raises(ValidationError, match="10 Mo"):
        AnswerFileField().clean(SimpleUploadedFile("lettre.pdf", b"%PDF-" + b"x" * MAX_BYTES))
