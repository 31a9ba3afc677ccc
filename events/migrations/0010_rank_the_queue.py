"""Whoever waits already keeps the order of arrival."""

from django.db import migrations
from django.db.models import F


def rank(apps, schema_editor):
    Registration = apps.get_model("events", "Registration")
    Registration.objects.using(schema_editor.connection.alias).update(queue_rank=F("id"))


class Migration(migrations.Migration):
    dependencies = [("events", "0009_add_attendance")]

    operations = [migrations.RunPython(rank, migrations.RunPython.noop)]
