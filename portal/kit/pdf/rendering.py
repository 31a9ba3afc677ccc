"""The call: data in, a PDF for everybody (PDF/UA-1, ISO 14289-1: tagged, titled, in a stated language) out."""

import io
import json
import re
from functools import cache
from pathlib import Path

import fontpkg_noto_sans
import fontpkg_noto_sans_arabic
import segno
import typst
from anyascii import anyascii

HERE = Path(__file__).resolve().parent
FONTS = [package.ROOT / "files" for package in (fontpkg_noto_sans, fontpkg_noto_sans_arabic)]
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# Outside Latin, Greek, Cyrillic, Arabic and punctuation: what the fonts may lack.
FOREIGN = re.compile(r"[^\u0000-\u052f\u0600-\u06ff\u0750-\u077f\u1e00-\u20cf\ufb50-\ufdff\ufe70-\ufefc]+")


@cache
def _fonts():
    """Our fonts and typst's own, never those of the machine: the same paper everywhere."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder) for folder in FONTS])


def render(template, data):
    """A PDF (bytes) of `template` (such as "sheet.typ"). data: what JSON can say, with `title` and `language` (fr, nl).

    A name in a script that no font of ours draws (Ethiopic, Chinese) is written in Latin letters: PDF/UA-1 refuses
    empty boxes, and so would its owner.
    """
    plain = _each_text(data, lambda text: CONTROLS.sub("", text))
    try:
        return _compile(template, plain)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
    return _compile(template, _each_text(plain, lambda text: FOREIGN.sub(lambda found: anyascii(found[0]), text)))


def _compile(template, data):
    return typst.compile(
        str(HERE / template),
        root=str(HERE),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=["ua-1"],
        format="pdf",
    )


def _each_text(value, change):
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: _each_text(inner, change) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_each_text(inner, change) for inner in value]
    return value


def qr_svg(text, *, border=0):
    """A QR code of `text` as an SVG document. border: modules of white around it; 0 where the paper is white anyway."""
    drawing = io.BytesIO()
    light = "#fff" if border else None
    # Any mask can be read (ISO/IEC 18004 §7.8); comparing all eight takes four times as long as the rest.
    code = segno.make(text, error="m", micro=False, mask=2)
    code.save(drawing, kind="svg", border=border, light=light, xmldecl=False, svgclass=None)
    return drawing.getvalue().decode()
