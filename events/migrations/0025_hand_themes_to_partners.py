import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models


def rename(apps, before, after):
    """Permissions, log entries and references follow the model, unless its new home has a row of its own already."""
    rows = apps.get_model("contenttypes", "ContentType").objects.filter(model="theme")
    if not rows.filter(app_label=after).exists():
        rows.filter(app_label=before).update(app_label=after)


def rename_content_type(apps, schema_editor):
    rename(apps, "events", "partners")


def name_it_back(apps, schema_editor):
    rename(apps, "partners", "events")


class Migration(migrations.Migration):
    """The table stays where it is; only who owns it changes."""

    dependencies = [
        ("events", "0024_add_coordination_feed"),
        ("partners", "0002_receive_themes"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="event",
                    name="themes",
                    field=modelcluster.fields.ParentalManyToManyField(
                        blank=True, related_name="events", to="partners.theme", verbose_name="thèmes"
                    ),
                ),
                migrations.AlterField(
                    model_name="librarydocument",
                    name="theme",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="partners.theme",
                        verbose_name="thème",
                    ),
                ),
                migrations.DeleteModel(name="Theme"),
            ],
        ),
        migrations.RunPython(rename_content_type, name_it_back),
    ]
