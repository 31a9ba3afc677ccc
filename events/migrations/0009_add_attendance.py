"""Who was there, and attestations."""

import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import events.models.attendance
import portal.kit.texts


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0008_add_participants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("present", "présent·e"), ("absent", "absent·e"), ("excused", "excusé·e")],
                        max_length=8,
                        verbose_name="présence",
                    ),
                ),
                ("persons", models.PositiveSmallIntegerField(default=1)),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="Vide : toute la séance.", null=True, verbose_name="minutes de présence"
                    ),
                ),
                ("marked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "marked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "occurrence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attendances", to="events.occurrence"
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendances",
                        to="events.participant",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendances",
                        to="events.registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "présence",
                "verbose_name_plural": "présences",
                "ordering": ["occurrence", "pk"],
                "indexes": [models.Index(fields=["occurrence", "state"], name="events_attendance_of_date")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("participant__isnull", False)),
                        fields=("registration", "occurrence", "participant"),
                        name="events_attendance_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("participant__isnull", True)),
                        fields=("registration", "occurrence"),
                        name="events_attendance_once_alone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "present"), _negated=True), ("persons__gte", 1), _connector="OR"
                        ),
                        name="events_attendance_present_is_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attestation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "code",
                    models.CharField(
                        default=events.models.attendance.new_code, editable=False, max_length=12, unique=True
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("attendance", "attestation de participation"),
                            ("leave_enrolment", "congé-éducation payé : certificat d’inscription"),
                            ("leave_quarter", "congé-éducation payé : certificat d’assiduité"),
                        ],
                        default="attendance",
                        max_length=16,
                        verbose_name="sorte",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("number", models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)])),
                ("name", models.CharField(max_length=120, verbose_name="nom")),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("language", portal.kit.texts.LanguageCodeField(max_length=16, verbose_name="langue")),
                ("minutes_scheduled", models.PositiveIntegerField()),
                ("minutes_attended", models.PositiveIntegerField()),
                ("facts", models.JSONField(default=dict)),
                ("issued_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_reason", models.CharField(blank=True, max_length=250)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attestations", to="events.event"
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="attestations",
                        to="events.participant",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="attestations",
                        to="events.registration",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="replaced_by",
                        to="events.attestation",
                    ),
                ),
            ],
            options={
                "verbose_name": "attestation",
                "verbose_name_plural": "attestations",
                "ordering": ["year", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("year", "number"), name="events_attestation_number"),
                    models.CheckConstraint(
                        condition=models.Q(("minutes_attended__lte", models.F("minutes_scheduled"))),
                        name="events_attestation_attended_within_scheduled",
                    ),
                ],
            },
        ),
    ]
