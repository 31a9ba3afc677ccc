"""Price labels and words of the body refuse invisible characters."""

import wagtail.fields
from django.db import migrations, models

import portal.kit.contact


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0003_add_feed_blocks"),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="price_label_en",
            field=models.CharField(
                blank=True,
                max_length=120,
                validators=[portal.kit.contact.validate_harmless],
                verbose_name="précision sur le prix, en anglais",
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="price_label_fr",
            field=models.CharField(
                blank=True,
                max_length=120,
                validators=[portal.kit.contact.validate_harmless],
                verbose_name="précision sur le prix, en français",
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="price_label_nl",
            field=models.CharField(
                blank=True,
                max_length=120,
                validators=[portal.kit.contact.validate_harmless],
                verbose_name="précision sur le prix, en néerlandais",
            ),
        ),
        migrations.AlterField(
            model_name="eventtext",
            name="body",
            field=wagtail.fields.StreamField(
                [("heading", 0), ("paragraph", 1), ("image", 2), ("quote", 5)],
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
                },
                verbose_name="texte",
            ),
        ),
    ]
