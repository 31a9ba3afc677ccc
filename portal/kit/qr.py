"""QR codes of the portal's own pages, for paper: ISO/IEC 18004 with the quiet zone that it asks for."""

import base64
import io

import segno
from django.urls import reverse
from django.utils.http import urlencode

# Beyond it the squares are too small to be read from 28 mm of paper.
LONGEST = 300


def qr_svg(text):
    """The SVG document (bytes) of the QR code of a text."""
    out = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(out, kind="svg", border=4, omitsize=True, xmldecl=False, light="#fff")
    return out.getvalue()


def drawn(text):
    """The QR code of a text as a data address, for an <img>: of what no address of ours may show."""
    return f"data:image/svg+xml;base64,{base64.b64encode(qr_svg(text)).decode()}"


def qr_href(path):
    """The address of the QR code of the page at `path` (its query included), empty when it would be unreadable."""
    return f"{reverse('qr')}?{urlencode({'page': path})}" if len(path) <= LONGEST else ""
