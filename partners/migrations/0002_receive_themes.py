from django.db import migrations, models


class Migration(migrations.Migration):
    """Theme comes from events with its table: the directory finds services by theme too."""

    dependencies = [("partners", "0001_initial"), ("events", "0021_date_the_hours")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Theme",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=40, unique=True, verbose_name="adresse")),
                        ("name_fr", models.CharField(max_length=60, verbose_name="nom en français")),
                        ("name_nl", models.CharField(max_length=60, verbose_name="nom en néerlandais")),
                        ("name_en", models.CharField(blank=True, max_length=60, verbose_name="nom en anglais")),
                    ],
                    options={
                        "verbose_name": "thème",
                        "verbose_name_plural": "thèmes",
                        "db_table": "events_theme",
                        "ordering": ["name_fr"],
                    },
                ),
            ],
        ),
    ]
