"""A mark that was taken back is kept, so that an older one that arrives late does not return."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0012_keep_answers_private"),
    ]

    operations = [
        migrations.AlterField(
            model_name="attendance",
            name="state",
            field=models.CharField(
                choices=[
                    ("present", "présent·e"),
                    ("absent", "absent·e"),
                    ("excused", "excusé·e"),
                    ("undone", "à marquer"),
                ],
                max_length=8,
                verbose_name="présence",
            ),
        ),
    ]
