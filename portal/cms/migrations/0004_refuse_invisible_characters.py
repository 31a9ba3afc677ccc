"""Price labels and words of the body refuse invisible characters."""

import wagtail.fields
from django.db import migrations

import portal.cms.links
import portal.kit.contact


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0003_widen_page_bodies"),
    ]

    operations = [
        migrations.AlterField(
            model_name="homepage",
            name="body",
            field=wagtail.fields.StreamField(
                [
                    ("heading", 0),
                    ("paragraph", 1),
                    ("image", 2),
                    ("quote", 5),
                    ("call_to_action", 10),
                    ("chosen_events", 14),
                    ("questions", 19),
                ],
                blank=True,
                block_lookup={
                    0: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "icon": "title",
                            "label": "Intertitre",
                            "max_length": 120,
                            "template": "blocks/heading.html",
                            "validators": (portal.kit.contact.validate_harmless,),
                        },
                    ),
                    1: (
                        "wagtail.blocks.RichTextBlock",
                        (),
                        {
                            "features": ["bold", "italic", "ol", "ul", "link", "document-link"],
                            "icon": "pilcrow",
                            "label": "Texte",
                            "template": "blocks/paragraph.html",
                            "validators": (portal.kit.contact.validate_harmless_html,),
                        },
                    ),
                    2: (
                        "wagtail.images.blocks.ImageBlock",
                        [],
                        {"icon": "image", "label": "Image", "template": "blocks/image.html"},
                    ),
                    3: (
                        "wagtail.blocks.TextBlock",
                        (),
                        {"label": "Citation", "max_length": 400, "validators": (portal.kit.contact.validate_harmless,)},
                    ),
                    4: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "label": "De qui",
                            "max_length": 120,
                            "required": False,
                            "validators": (portal.kit.contact.validate_harmless,),
                        },
                    ),
                    5: (
                        "wagtail.blocks.StructBlock",
                        [[("text", 3), ("who", 4)]],
                        {"icon": "openquote", "label": "Citation", "template": "blocks/quote.html"},
                    ),
                    6: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "label": "Phrase",
                            "max_length": 200,
                            "required": False,
                            "validators": (portal.kit.contact.validate_harmless,),
                        },
                    ),
                    7: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "label": "Texte du bouton",
                            "max_length": 60,
                            "validators": (portal.kit.contact.validate_harmless,),
                        },
                    ),
                    8: ("wagtail.blocks.PageChooserBlock", (), {"label": "Page", "required": False}),
                    9: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "Par exemple /fr/agenda/?gratuit=1, https://…, mailto:… ou tel:…",
                            "label": "Ou une adresse",
                            "max_length": 500,
                            "required": False,
                            "validators": [portal.cms.links.validate_address],
                        },
                    ),
                    10: ("wagtail.blocks.StructBlock", [[("text", 6), ("label", 7), ("page", 8), ("address", 9)]], {}),
                    11: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "label": "Titre",
                            "max_length": 80,
                            "required": False,
                            "validators": (portal.kit.contact.validate_harmless,),
                        },
                    ),
                    12: ("wagtail.snippets.blocks.SnippetChooserBlock", ("events.Event",), {}),
                    13: ("wagtail.blocks.ListBlock", (12,), {"label": "Activités", "max_num": 6, "min_num": 1}),
                    14: ("wagtail.blocks.StructBlock", [[("title", 11), ("events", 13)]], {}),
                    15: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "Question", "max_length": 160, "validators": (portal.kit.contact.validate_harmless,)},
                    ),
                    16: (
                        "wagtail.blocks.RichTextBlock",
                        (),
                        {
                            "features": ["bold", "italic", "ol", "ul", "link", "document-link"],
                            "label": "Réponse",
                            "validators": (portal.kit.contact.validate_harmless_html,),
                        },
                    ),
                    17: (
                        "wagtail.blocks.StructBlock",
                        [[("question", 15), ("answer", 16)]],
                        {"label": "Question et réponse"},
                    ),
                    18: ("wagtail.blocks.ListBlock", (17,), {"label": "Questions", "min_num": 1}),
                    19: ("wagtail.blocks.StructBlock", [[("title", 11), ("questions", 18)]], {}),
                },
                verbose_name="texte",
            ),
        ),
        migrations.AlterField(
            model_name="standardpage",
            name="body",
            field=wagtail.fields.StreamField(
                [
                    ("heading", 0),
                    ("paragraph", 1),
                    ("image", 2),
                    ("quote", 5),
                    ("call_to_action", 10),
                    ("chosen_events", 14),
                    ("questions", 19),
                ],
                blank=True,
                block_lookup={
                    0: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "icon": "title",
                            "label": "Intertitre",
                            "max_length": 120,
                            "template": "blocks/heading.html",
                            "validators": (portal.kit.contact.validate_harmless,),
                        },
                    ),
                    1: (
                        "wagtail.blocks.RichTextBlock",
                        (),
                        {
                            "features": ["bold", "italic", "ol", "ul", "link", "document-link"],
                            "icon": "pilcrow",
                            "label": "Texte",
                            "template": "blocks/paragraph.html",
                            "validators": (portal.kit.contact.validate_harmless_html,),
                        },
                    ),
                    2: (
                        "wagtail.images.blocks.ImageBlock",
                        [],
                        {"icon": "image", "label": "Image", "template": "blocks/image.html"},
                    ),
                    3: (
                        "wagtail.blocks.TextBlock",
                        (),
                        {"label": "Citation", "max_length": 400, "validators": (portal.kit.contact.validate_harmless,)},
                    ),
                    4: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "label": "De qui",
                            "max_length": 120,
                            "required": False,
                            "validators": (portal.kit.contact.validate_harmless,),
                        },
                    ),
                    5: (
                        "wagtail.blocks.StructBlock",
                        [[("text", 3), ("who", 4)]],
                        {"icon": "openquote", "label": "Citation", "template": "blocks/quote.html"},
                    ),
                    6: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "label": "Phrase",
                            "max_length": 200,
                            "required": False,
                            "validators": (portal.kit.contact.validate_harmless,),
                        },
                    ),
                    7: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "label": "Texte du bouton",
                            "max_length": 60,
                            "validators": (portal.kit.contact.validate_harmless,),
                        },
                    ),
                    8: ("wagtail.blocks.PageChooserBlock", (), {"label": "Page", "required": False}),
                    9: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "Par exemple /fr/agenda/?gratuit=1, https://…, mailto:… ou tel:…",
                            "label": "Ou une adresse",
                            "max_length": 500,
                            "required": False,
                            "validators": [portal.cms.links.validate_address],
                        },
                    ),
                    10: ("wagtail.blocks.StructBlock", [[("text", 6), ("label", 7), ("page", 8), ("address", 9)]], {}),
                    11: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "label": "Titre",
                            "max_length": 80,
                            "required": False,
                            "validators": (portal.kit.contact.validate_harmless,),
                        },
                    ),
                    12: ("wagtail.snippets.blocks.SnippetChooserBlock", ("events.Event",), {}),
                    13: ("wagtail.blocks.ListBlock", (12,), {"label": "Activités", "max_num": 6, "min_num": 1}),
                    14: ("wagtail.blocks.StructBlock", [[("title", 11), ("events", 13)]], {}),
                    15: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "Question", "max_length": 160, "validators": (portal.kit.contact.validate_harmless,)},
                    ),
                    16: (
                        "wagtail.blocks.RichTextBlock",
                        (),
                        {
                            "features": ["bold", "italic", "ol", "ul", "link", "document-link"],
                            "label": "Réponse",
                            "validators": (portal.kit.contact.validate_harmless_html,),
                        },
                    ),
                    17: (
                        "wagtail.blocks.StructBlock",
                        [[("question", 15), ("answer", 16)]],
                        {"label": "Question et réponse"},
                    ),
                    18: ("wagtail.blocks.ListBlock", (17,), {"label": "Questions", "min_num": 1}),
                    19: ("wagtail.blocks.StructBlock", [[("title", 11), ("questions", 18)]], {}),
                },
                verbose_name="texte",
            ),
        ),
    ]
