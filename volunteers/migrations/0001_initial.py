import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
import modelsearch.index
from django.conf import settings
from django.db import migrations, models

import portal.kit.contact
import portal.kit.links
import portal.kit.texts


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("events", "0027_post_activities"),
        ("partners", "0005_add_directory_stamp"),
    ]

    operations = [
        migrations.CreateModel(
            name="Skill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=40, unique=True, verbose_name="adresse")),
                ("name_fr", models.CharField(max_length=60, verbose_name="nom en français")),
                ("name_nl", models.CharField(max_length=60, verbose_name="nom en néerlandais")),
                ("name_en", models.CharField(blank=True, max_length=60, verbose_name="nom en anglais")),
                (
                    "to_confirm",
                    models.BooleanField(
                        default=False,
                        help_text="Demandez à voir le permis ou le brevet avant le jour même.",
                        verbose_name="à confirmer",
                    ),
                ),
            ],
            options={
                "verbose_name": "compétence",
                "verbose_name_plural": "compétences",
                "ordering": ["name_fr"],
            },
        ),
        migrations.CreateModel(
            name="Mission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("slug", models.SlugField(blank=True, max_length=80, unique=True, verbose_name="adresse")),
                (
                    "rhythm",
                    models.CharField(
                        choices=[("once", "une fois"), ("regular", "régulière"), ("flexible", "quand vous pouvez")],
                        default="once",
                        max_length=10,
                        verbose_name="rythme",
                    ),
                ),
                (
                    "minimum_age",
                    models.PositiveSmallIntegerField(
                        default=16,
                        help_text="16 ans d’habitude ; 15 ans, seulement avec l’accord écrit d’un parent.",
                        validators=[
                            django.core.validators.MinValueValidator(15),
                            django.core.validators.MaxValueValidator(99),
                        ],
                        verbose_name="âge minimum",
                    ),
                ),
                ("languages", models.JSONField(blank=True, default=list, verbose_name="langues utiles")),
                ("offers", models.JSONField(blank=True, default=list, verbose_name="ce que vous offrez")),
                (
                    "contact_name",
                    models.CharField(
                        blank=True,
                        max_length=120,
                        validators=[portal.kit.contact.validate_harmless],
                        verbose_name="qui accueille les bénévoles",
                    ),
                ),
                ("contact_phone", models.CharField(blank=True, max_length=20, verbose_name="téléphone")),
                ("contact_email", models.EmailField(blank=True, max_length=254, verbose_name="adresse e-mail")),
                ("published", models.BooleanField(default=False, verbose_name="publiée")),
                ("opens_at", models.DateTimeField(blank=True, null=True, verbose_name="inscriptions à partir du")),
                ("closes_at", models.DateTimeField(blank=True, null=True, verbose_name="jusqu’au")),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="missions",
                        to="events.event",
                        verbose_name="pour l’activité",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        help_text="Vide : la Ville.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="missions",
                        to="partners.partner",
                        verbose_name="partenaire",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="missions",
                        to="partners.place",
                        verbose_name="lieu",
                    ),
                ),
                (
                    "themes",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True, related_name="missions", to="partners.theme", verbose_name="thèmes"
                    ),
                ),
                (
                    "skills",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True,
                        related_name="missions",
                        to="volunteers.skill",
                        verbose_name="compétences souhaitées",
                    ),
                ),
            ],
            options={
                "verbose_name": "mission",
                "verbose_name_plural": "missions",
                "ordering": ["slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minimum_age__gte", 15)),
                        name="volunteers_mission_age",
                        violation_error_message="On peut être bénévole à partir de 15 ans.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opens_at__isnull", True),
                            ("closes_at__isnull", True),
                            ("closes_at__gt", models.F("opens_at")),
                            _connector="OR",
                        ),
                        name="volunteers_mission_closes",
                        violation_error_message="Les inscriptions se ferment avant de s’ouvrir.",
                    ),
                ],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="MissionFormerSlug",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="ancienne adresse")),
                ("since", models.DateTimeField(auto_now_add=True)),
                (
                    "target",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="former_slugs",
                        to="volunteers.mission",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Role",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "name_fr",
                    models.CharField(
                        max_length=80, validators=[portal.kit.contact.validate_harmless], verbose_name="nom en français"
                    ),
                ),
                (
                    "name_nl",
                    models.CharField(
                        blank=True,
                        max_length=80,
                        validators=[portal.kit.contact.validate_harmless],
                        verbose_name="nom en néerlandais",
                    ),
                ),
                (
                    "name_en",
                    models.CharField(
                        blank=True,
                        max_length=80,
                        validators=[portal.kit.contact.validate_harmless],
                        verbose_name="nom en anglais",
                    ),
                ),
                (
                    "mission",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="roles", to="volunteers.mission"
                    ),
                ),
            ],
            options={
                "verbose_name": "rôle",
                "verbose_name_plural": "rôles",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("starts_at", models.DateTimeField(verbose_name="début")),
                ("ends_at", models.DateTimeField(verbose_name="fin")),
                (
                    "state",
                    models.CharField(
                        choices=[("scheduled", "prévu"), ("cancelled", "annulé")],
                        default="scheduled",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        max_length=250,
                        validators=[portal.kit.contact.validate_harmless],
                        verbose_name="raison",
                    ),
                ),
                ("sequence", models.PositiveIntegerField(default=0, editable=False)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "mission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shifts",
                        to="volunteers.mission",
                        verbose_name="mission",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.place",
                        verbose_name="lieu",
                    ),
                ),
            ],
            options={
                "verbose_name": "créneau",
                "verbose_name_plural": "créneaux",
                "ordering": ["starts_at", "ends_at", "pk"],
                "indexes": [models.Index(fields=["mission", "starts_at"], name="volunteers_shift_of_mission")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="volunteers_shift_order",
                        violation_error_message="Le créneau finit avant de commencer.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Need",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "capacity",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="need", to="events.capacity"
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
                        to="volunteers.role",
                        verbose_name="rôle",
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="needs",
                        to="volunteers.shift",
                        verbose_name="créneau",
                    ),
                ),
            ],
            options={
                "verbose_name": "besoin",
                "verbose_name_plural": "besoins",
                "constraints": [models.UniqueConstraint(fields=("shift", "role"), name="volunteers_need_once")],
            },
        ),
        migrations.CreateModel(
            name="NeedSkill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "least",
                    models.PositiveSmallIntegerField(
                        default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name="au moins"
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="skills", to="volunteers.need"
                    ),
                ),
                (
                    "skill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="volunteers.skill",
                        verbose_name="compétence",
                    ),
                ),
            ],
            options={
                "verbose_name": "compétence demandée",
                "verbose_name_plural": "compétences demandées",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("need", "skill"), name="volunteers_need_skill"),
                    models.CheckConstraint(
                        condition=models.Q(("least__gte", 1)), name="volunteers_need_skill_somebody"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Volunteer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("link_key", models.CharField(default=portal.kit.links.new_link_key, editable=False, max_length=32)),
                (
                    "name",
                    models.CharField(
                        max_length=120, validators=[portal.kit.contact.validate_harmless], verbose_name="nom"
                    ),
                ),
                ("name_key", models.CharField(editable=False, max_length=120)),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="adresse e-mail")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="téléphone")),
                ("language", portal.kit.texts.LanguageCodeField(max_length=16, verbose_name="langue")),
                (
                    "age",
                    models.CharField(
                        choices=[("18", "18 ans ou plus"), ("16", "16 ou 17 ans"), ("15", "15 ans")],
                        default="18",
                        max_length=2,
                        verbose_name="âge",
                    ),
                ),
                ("guardian_name", models.CharField(blank=True, max_length=120, verbose_name="parent qui autorise")),
                ("guardian_phone", models.CharField(blank=True, max_length=20, verbose_name="téléphone du parent")),
                ("guardian_agreed_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("anonymised_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "bénévole",
                "verbose_name_plural": "bénévoles",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("email", ""), _negated=True),
                        fields=("email", "name_key"),
                        name="volunteers_volunteer_email",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("phone", ""), _negated=True),
                        fields=("phone", "name_key"),
                        name="volunteers_volunteer_phone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("email", ""), _negated=True),
                            models.Q(("phone", ""), _negated=True),
                            ("anonymised_at__isnull", False),
                            _connector="OR",
                        ),
                        name="volunteers_volunteer_reachable",
                        violation_error_message="Donnez une adresse e-mail ou un téléphone.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("age", "18"),
                            ("guardian_agreed_at__isnull", False),
                            ("anonymised_at__isnull", False),
                            _connector="OR",
                        ),
                        name="volunteers_volunteer_authorised",
                        violation_error_message="Un parent doit donner son accord.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "en attente"), ("confirmed", "confirmée"), ("cancelled", "annulée")],
                        default="waiting",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("queue_rank", models.BigIntegerField(default=0, editable=False)),
                ("skills", models.JSONField(default=list, editable=False)),
                ("to_confirm", models.BooleanField(default=False, verbose_name="compétence à confirmer")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "end_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("person", "par la personne"),
                            ("off", "créneau annulé"),
                            ("moved", "créneau déplacé sur un autre des siens"),
                            ("staff", "par l’organisation"),
                        ],
                        max_length=10,
                        verbose_name="fin",
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sign_ups", to="volunteers.need"
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sign_ups", to="volunteers.shift"
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sign_ups", to="volunteers.volunteer"
                    ),
                ),
            ],
            options={
                "verbose_name": "engagement",
                "verbose_name_plural": "engagements",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["need", "queue_rank", "id"],
                        name="volunteers_sign_up_waiting",
                    ),
                    models.Index(fields=["need", "state"], name="volunteers_sign_up_of_need"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "confirmed"])),
                        fields=("volunteer", "shift"),
                        name="volunteers_sign_up_once",
                        violation_error_message="Cette personne a déjà ce créneau.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "confirmed"), _negated=True),
                            ("confirmed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="volunteers_sign_up_confirmed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "cancelled"), _negated=True),
                            ("cancelled_at__isnull", False),
                            _connector="OR",
                        ),
                        name="volunteers_sign_up_cancelled",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VolunteerLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(max_length=40, verbose_name="sorte")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "à envoyer"),
                            ("sending", "en cours d’envoi"),
                            ("sent", "envoyée"),
                            ("unknown", "issue inconnue"),
                            ("failed", "refusée"),
                            ("dropped", "sans objet"),
                            ("to_call", "à appeler"),
                            ("called", "appelée"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("address", models.EmailField(blank=True, max_length=254, verbose_name="adresse")),
                ("language", portal.kit.texts.LanguageCodeField(max_length=16, verbose_name="langue")),
                ("facts", models.JSONField(blank=True, default=dict, verbose_name="faits")),
                ("message_id", models.CharField(editable=False, max_length=120, unique=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="essais")),
                ("unknown_attempts", models.PositiveSmallIntegerField(default=0)),
                ("failure", models.CharField(blank=True, max_length=120, verbose_name="raison")),
                ("next_attempt_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("sending_since", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("called_at", models.DateTimeField(blank=True, null=True)),
                (
                    "called_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="letters", to="volunteers.volunteer"
                    ),
                ),
            ],
            options={
                "verbose_name": "lettre à un bénévole",
                "verbose_name_plural": "lettres aux bénévoles",
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "sending"])),
                        fields=["next_attempt_at"],
                        name="volunteers_volunteerletter_due",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VolunteerSkill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("declared_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "skill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="volunteers.skill"
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="skills", to="volunteers.volunteer"
                    ),
                ),
            ],
            options={
                "verbose_name": "compétence d’un bénévole",
                "verbose_name_plural": "compétences des bénévoles",
                "constraints": [
                    models.UniqueConstraint(fields=("volunteer", "skill"), name="volunteers_volunteer_skill")
                ],
            },
        ),
        migrations.CreateModel(
            name="MissionText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", portal.kit.texts.LanguageCodeField(max_length=16, verbose_name="langue")),
                (
                    "name",
                    models.CharField(
                        max_length=120, validators=[portal.kit.contact.validate_harmless], verbose_name="titre"
                    ),
                ),
                (
                    "summary",
                    models.CharField(
                        blank=True,
                        max_length=250,
                        validators=[portal.kit.contact.validate_harmless],
                        verbose_name="en une phrase",
                    ),
                ),
                (
                    "description",
                    models.TextField(
                        blank=True,
                        validators=[portal.kit.contact.validate_harmless],
                        verbose_name="ce qu’il y a à faire",
                    ),
                ),
                (
                    "physical",
                    models.CharField(
                        blank=True,
                        max_length=250,
                        validators=[portal.kit.contact.validate_harmless],
                        verbose_name="effort physique et accessibilité",
                    ),
                ),
                (
                    "mission",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="volunteers.mission"
                    ),
                ),
            ],
            options={
                "verbose_name": "texte de la mission",
                "verbose_name_plural": "textes de la mission",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mission", "language"),
                        name="volunteers_mission_text",
                        violation_error_message="Il y a déjà un texte dans cette langue.",
                    )
                ],
            },
        ),
    ]
