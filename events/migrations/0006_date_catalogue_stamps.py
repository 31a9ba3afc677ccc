"""When the catalogue last changed, for those who ask for a feed only if it did since; all of it is made again.

What agenda and feeds hold of an event now has the names of its quartier, its themes and its organiser, and every part
of the day through which a date goes (events.feeds.watch).
"""

import django.utils.timezone
from django.db import migrations, models


def forget_origin(apps, schema_editor):
    apps.get_model("events", "FeedOrigin").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0005_add_registration_submission"),
    ]

    operations = [
        migrations.AddField(
            model_name="cataloguestamp",
            name="changed_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.RunPython(forget_origin, migrations.RunPython.noop, elidable=True),
    ]
