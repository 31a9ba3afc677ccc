"""A calendar's words made fit for an agenda: plain text, of one language, of bounded length. No Django here."""

import re
import unicodedata
from html import unescape

TITLE, SUMMARY, BODY, PLACE, CATEGORY = 120, 300, 20_000, 250, 60
_BREAK = re.compile(r"(?i)<\s*(?:br|/p|/div|/li|/h[1-6]|/tr)\b[^>]{0,200}>")
_ITEM = re.compile(r"(?i)<\s*li\b[^>]{0,200}>")
_TAG = re.compile(r"<[/!a-zA-Z][^<>]{0,2000}>")
# What portal.kit.contact.validate_harmless refuses: hidden and reordering characters.
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_LONE = re.compile(r"[\ud800-\udfff]")


def one_line(text, length):
    """The words of a title or a place, on one line, cut at a word where they are too long."""
    return cut(" ".join(_clean(unescape(_TAG.sub(" ", _bounded(text)))).split()), length)


def paragraphs(text):
    """The paragraphs (list of str) of a description, which calendars write as text or as HTML."""
    text = _bounded(text).replace("\r\n", "\n").replace("\r", "\n")
    if _TAG.search(text):
        text = unescape(_TAG.sub("", _ITEM.sub("\n– ", _BREAK.sub("\n", text))))
    lines = [" ".join(line.split()) for line in _clean(text).split("\n")]
    return [line for line in lines if line]


def summary_and_body(text):
    """(summary, paragraphs): a short description is the summary alone, a long one begins it and stands in the body."""
    found = paragraphs(text)
    whole = " ".join(found)
    if len(whole) <= SUMMARY and len(found) <= 2:
        return whole, []
    return cut(found[0], SUMMARY), found


def cut(text, length):
    """The text, ended by an ellipsis after its last whole word that fits."""
    if len(text) <= length:
        return text
    head = text[: length - 1]
    return f"{head.rpartition(' ')[0] if ' ' in head[length // 2 :] else head}…"


def _bounded(text):
    return unicodedata.normalize("NFC", str(text or "")[:BODY])


def _clean(text):
    return _LONE.sub("", _HIDDEN.sub("", text))
