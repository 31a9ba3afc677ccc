"""Who exactly comes, what they answered, agreed to and need, and who must agree."""

import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import portal.kit.contact
import portal.kit.links


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0007_add_terms_of_registration"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Needs",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("codes", models.JSONField(blank=True, default=list)),
                (
                    "detail",
                    models.CharField(blank=True, max_length=300, validators=[portal.kit.contact.validate_harmless]),
                ),
                ("interpreter", models.CharField(blank=True, max_length=16)),
                (
                    "registration",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="needs", to="events.registration"
                    ),
                ),
            ],
            options={
                "verbose_name": "besoins",
                "verbose_name_plural": "besoins",
            },
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "role",
                    models.CharField(
                        choices=[("participant", "participe"), ("childcare", "en garderie pendant l’activité")],
                        default="participant",
                        max_length=12,
                        verbose_name="rôle",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "name",
                    models.CharField(
                        blank=True,
                        max_length=120,
                        validators=[portal.kit.contact.validate_harmless],
                        verbose_name="nom",
                    ),
                ),
                ("birth_date", models.DateField(blank=True, null=True, verbose_name="date de naissance")),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participants",
                        to="events.registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "participant",
                "verbose_name_plural": "participants",
                "ordering": ["registration", "role", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("question", models.UUIDField()),
                ("label", models.CharField(max_length=200)),
                ("value", models.JSONField()),
                ("file", models.FileField(blank=True, upload_to="answers/%Y/%m/")),
                ("sensitive", models.BooleanField(default=False)),
                ("keep_days", models.PositiveSmallIntegerField(default=30)),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="events.registration"
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="events.participant",
                    ),
                ),
            ],
            options={
                "verbose_name": "réponse",
                "verbose_name_plural": "réponses",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("link_key", models.CharField(default=portal.kit.links.new_link_key, editable=False, max_length=32)),
                ("by_employer", models.BooleanField(default=False)),
                (
                    "approver_name",
                    models.CharField(
                        blank=True,
                        max_length=120,
                        validators=[portal.kit.contact.validate_harmless],
                        verbose_name="nom",
                    ),
                ),
                ("approver_email", models.EmailField(blank=True, max_length=254, verbose_name="adresse e-mail")),
                (
                    "employer",
                    models.CharField(
                        blank=True,
                        max_length=120,
                        validators=[portal.kit.contact.validate_harmless],
                        verbose_name="employeur",
                    ),
                ),
                ("agreed", models.BooleanField(blank=True, null=True)),
                (
                    "comment",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[portal.kit.contact.validate_harmless],
                        verbose_name="commentaire",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "registration",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="approval", to="events.registration"
                    ),
                ),
            ],
            options={
                "verbose_name": "validation",
                "verbose_name_plural": "validations",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed__isnull", True), ("decided_at__isnull", True)),
                            models.Q(("agreed__isnull", False), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="events_approval_decided_or_not",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("parental", "autorisation parentale"),
                            ("image", "photos et films"),
                            ("needs", "besoins"),
                        ],
                        max_length=10,
                        verbose_name="pour",
                    ),
                ),
                ("channels", models.JSONField(blank=True, default=list, verbose_name="canaux")),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="consents", to="events.registration"
                    ),
                ),
            ],
            options={
                "verbose_name": "consentement",
                "verbose_name_plural": "consentements",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("registration", "purpose"),
                        name="events_consent_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Draw",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seed", models.CharField(max_length=64)),
                ("order", models.JSONField(help_text="References of the registrations, in the order that was drawn.")),
                ("drawn_at", models.DateTimeField()),
                ("persons", models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(0)])),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="draws", to="events.event"
                    ),
                ),
                (
                    "occurrence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="draws",
                        to="events.occurrence",
                    ),
                ),
            ],
            options={
                "verbose_name": "tirage au sort",
                "verbose_name_plural": "tirages au sort",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("occurrence__isnull", False)),
                        fields=("event", "occurrence"),
                        name="events_draw_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("occurrence__isnull", True)),
                        fields=("event",),
                        name="events_draw_once_alone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExtraPlaces",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("question", models.UUIDField(blank=True, null=True)),
                ("option", models.CharField(blank=True, max_length=40)),
                (
                    "capacity",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="extra", to="events.capacity"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="extra_places", to="events.event"
                    ),
                ),
                (
                    "occurrence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="extra_places",
                        to="events.occurrence",
                    ),
                ),
            ],
            options={
                "verbose_name": "places à part",
                "verbose_name_plural": "places à part",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("occurrence__isnull", False)),
                        fields=("event", "question", "option", "occurrence"),
                        name="events_extra_places_of_choice",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("occurrence__isnull", True)),
                        fields=("event", "question", "option"),
                        name="events_extra_places_of_choice_alone",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("occurrence__isnull", False), ("question__isnull", True)),
                        fields=("event", "occurrence"),
                        name="events_extra_places_childcare",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("occurrence__isnull", True), ("question__isnull", True)),
                        fields=("event",),
                        name="events_extra_places_childcare_alone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("option", ""), ("question__isnull", True)),
                            models.Q(("question__isnull", False), models.Q(("option", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="events_extra_places_of_one_thing",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.UniqueConstraint(
                fields=("registration", "role", "position"), name="events_participant_position"
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("participant__isnull", False)),
                fields=("registration", "question", "participant"),
                name="events_answer_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("participant__isnull", True)),
                fields=("registration", "question"),
                name="events_answer_once_alone",
            ),
        ),
    ]
