from django.db import migrations, models

import portal.kit.contact


class Migration(migrations.Migration):
    dependencies = [("events", "0010_rank_the_queue")]

    operations = [
        migrations.AddField(
            model_name="registration",
            name="declarations",
            field=models.JSONField(blank=True, default=list, verbose_name="déclarations"),
        ),
        migrations.AddField(
            model_name="registration",
            name="function",
            field=models.CharField(
                blank=True,
                max_length=120,
                validators=[portal.kit.contact.validate_harmless],
                verbose_name="fonction",
            ),
        ),
    ]
