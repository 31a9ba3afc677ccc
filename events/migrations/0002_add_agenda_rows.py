"""Flat rows for the agenda, and the full-text index that each database has in its own way."""

import django.db.models.deletion
from django.db import migrations, models

TEXT_INDEX = {
    # The index keeps no second copy of the words; triggers follow the table. A migration that remakes the table
    # (as SQLite does to alter a column) has to make the triggers again.
    "sqlite": [
        """
        CREATE VIRTUAL TABLE events_agendatext_index USING fts5(
            words, content='events_agendatext', content_rowid='id',
            tokenize='unicode61 remove_diacritics 2', prefix='3 4', detail=none
        )
        """,
        """
        CREATE TRIGGER events_agendatext_added AFTER INSERT ON events_agendatext BEGIN
            INSERT INTO events_agendatext_index(rowid, words) VALUES (new.id, new.words);
        END
        """,
        """
        CREATE TRIGGER events_agendatext_removed AFTER DELETE ON events_agendatext BEGIN
            INSERT INTO events_agendatext_index(events_agendatext_index, rowid, words)
            VALUES ('delete', old.id, old.words);
        END
        """,
    ],
    "postgresql": [
        """
        CREATE INDEX events_agendatext_index ON events_agendatext
        USING gin (array_to_tsvector(string_to_array(words, ' ')))
        """,
    ],
}


def add_text_index(apps, schema_editor):
    for statement in TEXT_INDEX[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def remove_text_index(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE events_agendatext_index")


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0001_initial"),
        ("partners", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CatalogueStamp",
            fields=[
                ("name", models.CharField(max_length=10, primary_key=True, serialize=False)),
                ("value", models.CharField(max_length=16)),
            ],
        ),
        migrations.CreateModel(
            name="AgendaText",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("words", models.TextField()),
                (
                    "event",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="events.event"),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="AgendaRow",
            fields=[
                (
                    "occurrence",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="agenda_row",
                        serialize=False,
                        to="events.occurrence",
                    ),
                ),
                ("visible", models.BooleanField(default=False)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("kind", models.CharField(max_length=12)),
                ("start", models.BigIntegerField()),
                ("end", models.BigIntegerField()),
                ("opens", models.BigIntegerField(null=True)),
                ("closes", models.BigIntegerField(null=True)),
                ("marks", models.TextField()),
                (
                    "capacity",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="events.capacity"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="events.event"
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="partners.partner",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="partners.place",
                    ),
                ),
                (
                    "quartier",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="partners.quartier",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at", "occurrence"],
                "indexes": [
                    models.Index(fields=["visible", "starts_at", "occurrence"], name="events_agenda_in_order"),
                    models.Index(fields=["event", "starts_at"], name="events_agenda_of_event"),
                ],
            },
        ),
        migrations.RunPython(add_text_index, remove_text_index),
    ]
