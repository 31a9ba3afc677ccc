"""Structured data in a page (JSON-LD 1.1 in HTML: a data block, which no browser runs)."""

import json

from django import template
from django.utils.safestring import mark_safe

register = template.Library()

# What could end the block or open a comment in it; as JSON escapes they mean the same.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.filter
def json_ld(data):
    """The data block of a dict; nothing for an empty one. No text in it can close the block."""
    if not data:
        return ""
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped just above
