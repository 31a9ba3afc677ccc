"""Which form a registration was made by, so that one sent twice makes one."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0004_refuse_invisible_characters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="registration",
            name="submission",
            field=models.CharField(blank=True, default="", editable=False, max_length=32),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ["waiting", "confirmed"]), models.Q(("submission", ""), _negated=True)
                ),
                fields=("submission",),
                name="events_registration_submission",
            ),
        ),
    ]
