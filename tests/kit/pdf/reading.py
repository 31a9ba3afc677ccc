"""Reads back what was printed."""

import io

from pypdf import PdfReader


def open_pdf(content):
    return PdfReader(io.BytesIO(content))


def text_of(content):
    """All the words of a PDF, with single spaces."""
    return " ".join(" ".join(page.extract_text() for page in open_pdf(content).pages).split())


def is_for_everybody(content):
    """(title, language, tagged, PDF/UA part) as the file states them (ISO 14289-1 §5, §7.1, §7.2)."""
    reader = open_pdf(content)
    root = reader.trailer["/Root"]
    stated = reader.xmp_metadata.rdf_root.toxml() if reader.xmp_metadata else ""
    part = "1" if 'pdfuaid:part="1"' in stated or "<pdfuaid:part>1<" in stated else ""
    return reader.metadata.title, root["/Lang"], bool(root["/MarkInfo"]["/Marked"]), part
