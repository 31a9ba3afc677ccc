"""Attestations get numbers without holes, links that can be rotated, and certificates of quarters."""

import django.core.validators
from django.conf import settings
from django.db import migrations, models

import portal.kit.links


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0013_undo_a_mark"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AttestationCounter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(unique=True)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name": "compteur d’attestations",
                "verbose_name_plural": "compteurs d’attestations",
            },
        ),
        migrations.AddField(
            model_name="attestation",
            name="link_key",
            field=models.CharField(default=portal.kit.links.new_link_key, editable=False, max_length=32),
        ),
        migrations.AddField(
            model_name="attestation",
            name="period",
            field=models.CharField(blank=True, max_length=6),
        ),
        migrations.AddField(
            model_name="eventsettings",
            name="attestation_years",
            field=models.PositiveSmallIntegerField(
                default=10,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="années de conservation des attestations",
            ),
        ),
        migrations.AddField(
            model_name="eventsettings",
            name="leave_enrolment_days",
            field=models.PositiveSmallIntegerField(
                default=20,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="congé-éducation payé\xa0: jours après le début pour le certificat d’inscription",
            ),
        ),
        migrations.AddField(
            model_name="eventsettings",
            name="leave_quarter_days",
            field=models.PositiveSmallIntegerField(
                default=20,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="congé-éducation payé\xa0: jours après le trimestre pour le certificat d’assiduité",
            ),
        ),
        migrations.AddConstraint(
            model_name="attestation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("participant__isnull", False), ("revoked_at__isnull", True)),
                fields=("kind", "period", "registration", "participant"),
                name="events_attestation_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="attestation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("participant__isnull", True), ("revoked_at__isnull", True)),
                fields=("kind", "period", "registration"),
                name="events_attestation_once_alone",
            ),
        ),
    ]
