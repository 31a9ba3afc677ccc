"""The blocks that feeds are made of."""

import django.db.models.deletion
from django.db import migrations, models

import portal.kit.texts


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0002_add_agenda_rows"),
    ]

    operations = [
        migrations.CreateModel(
            name="FeedOrigin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("site_url", models.CharField(max_length=200)),
                ("uid_domain", models.CharField(max_length=100)),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "origine des calendriers",
                "verbose_name_plural": "origine des calendriers",
            },
        ),
        migrations.CreateModel(
            name="FeedBlock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", portal.kit.texts.LanguageCodeField(max_length=16, verbose_name="langue")),
                ("text", models.TextField()),
                (
                    "occurrence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feed_blocks",
                        to="events.occurrence",
                    ),
                ),
            ],
            options={
                "verbose_name": "bloc de calendrier",
                "verbose_name_plural": "blocs de calendrier",
                "constraints": [models.UniqueConstraint(fields=("occurrence", "language"), name="events_feed_block")],
            },
        ),
    ]
