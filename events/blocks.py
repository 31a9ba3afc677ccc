"""Blocks of an event's text: few, and each one prints, shrinks and reads aloud well."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from portal.kit.contact import validate_harmless, validate_harmless_html

HARMLESS, HARMLESS_HTML = (validate_harmless,), (validate_harmless_html,)


class BodyBlocks(blocks.StreamBlock):
    heading = blocks.CharBlock(
        label=_("Intertitre"), max_length=120, validators=HARMLESS, template="blocks/heading.html", icon="title"
    )
    paragraph = blocks.RichTextBlock(
        label=_("Texte"),
        features=["bold", "italic", "ol", "ul", "link", "document-link"],
        validators=HARMLESS_HTML,
        template="blocks/paragraph.html",
        icon="pilcrow",
    )
    image = ImageBlock(label=_("Image"), template="blocks/image.html", icon="image")
    quote = blocks.StructBlock(
        [
            ("text", blocks.TextBlock(label=_("Citation"), max_length=400, validators=HARMLESS)),
            ("who", blocks.CharBlock(label=_("De qui"), max_length=120, required=False, validators=HARMLESS)),
        ],
        label=_("Citation"),
        template="blocks/quote.html",
        icon="openquote",
    )

    class Meta:
        template = "blocks/body.html"
