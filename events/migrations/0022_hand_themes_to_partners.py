import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models


def rename_content_type(apps, schema_editor):
    """Permissions, log entries and references follow the model."""
    apps.get_model("contenttypes", "ContentType").objects.filter(app_label="events", model="theme").update(
        app_label="partners"
    )


def name_it_back(apps, schema_editor):
    apps.get_model("contenttypes", "ContentType").objects.filter(app_label="partners", model="theme").update(
        app_label="events"
    )


class Migration(migrations.Migration):
    """The table stays where it is; only who owns it changes."""

    dependencies = [
        ("events", "0021_date_the_hours"),
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
