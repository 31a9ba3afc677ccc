from django.db import migrations, models

import events.models.participants


class Migration(migrations.Migration):
    dependencies = [("events", "0011_add_declarations")]

    operations = [
        migrations.AlterField(
            model_name="answer",
            name="file",
            field=models.FileField(
                blank=True, storage=events.models.participants.private_storage, upload_to="answers/%Y/%m/"
            ),
        ),
    ]
