"""On what terms people register, what trainings say, what belongs to a version of an event."""

import uuid

import django.core.validators
import django.db.models.deletion
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models

import events.models.terms
import portal.kit.contact


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0003_widen_page_bodies"),
        ("events", "0006_date_catalogue_stamps"),
        ("partners", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Framework",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=40, unique=True, verbose_name="adresse")),
                ("name_fr", models.CharField(max_length=120, verbose_name="nom en français")),
                ("name_nl", models.CharField(max_length=120, verbose_name="nom en néerlandais")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="nom en anglais")),
            ],
            options={
                "verbose_name": "cadre reconnu",
                "verbose_name_plural": "cadres reconnus",
                "ordering": ["name_fr"],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("sort_order", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "Texte court"),
                            ("long", "Texte long"),
                            ("choice", "Un choix"),
                            ("several", "Plusieurs choix"),
                            ("number", "Nombre"),
                            ("date", "Date"),
                            ("yes_no", "Oui ou non"),
                            ("file", "Fichier"),
                        ],
                        default="text",
                        max_length=8,
                        verbose_name="sorte",
                    ),
                ),
                ("per_participant", models.BooleanField(default=False, verbose_name="à chaque participant")),
                ("required", models.BooleanField(default=False, verbose_name="réponse obligatoire")),
                (
                    "label_fr",
                    models.CharField(
                        max_length=200,
                        validators=[portal.kit.contact.validate_harmless],
                        verbose_name="question en français",
                    ),
                ),
                (
                    "label_nl",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[portal.kit.contact.validate_harmless],
                        verbose_name="question en néerlandais",
                    ),
                ),
                (
                    "label_en",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[portal.kit.contact.validate_harmless],
                        verbose_name="question en anglais",
                    ),
                ),
                ("options", models.JSONField(blank=True, default=list, verbose_name="choix")),
                (
                    "shown_when_question",
                    models.UUIDField(blank=True, null=True, verbose_name="seulement si la réponse à"),
                ),
                ("shown_when_value", models.CharField(blank=True, max_length=40, verbose_name="est")),
                (
                    "sensitive",
                    models.BooleanField(
                        default=False,
                        help_text="Lue par l’organisateur seul, hors des exports et lettres.",
                        verbose_name="réponse sensible",
                    ),
                ),
                (
                    "keep_days",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(730),
                        ],
                        verbose_name="jours de conservation après l’activité",
                    ),
                ),
            ],
            options={
                "verbose_name": "question",
                "verbose_name_plural": "questions",
                "ordering": ["sort_order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Stall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "spot",
                    models.CharField(
                        blank=True,
                        max_length=60,
                        validators=[portal.kit.contact.validate_harmless],
                        verbose_name="emplacement",
                    ),
                ),
            ],
            options={
                "verbose_name": "stand",
                "verbose_name_plural": "stands",
                "ordering": ["sort_order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Trainer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "name",
                    models.CharField(
                        max_length=120, validators=[portal.kit.contact.validate_harmless], verbose_name="nom"
                    ),
                ),
                (
                    "organisation",
                    models.CharField(
                        blank=True,
                        max_length=120,
                        validators=[portal.kit.contact.validate_harmless],
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "formatrice ou formateur",
                "verbose_name_plural": "formatrices et formateurs",
                "ordering": ["sort_order", "pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="registration",
            name="events_registration_event_email",
        ),
        migrations.RemoveConstraint(
            model_name="registration",
            name="events_registration_event_phone",
        ),
        migrations.RemoveConstraint(
            model_name="registration",
            name="events_registration_date_email",
        ),
        migrations.RemoveConstraint(
            model_name="registration",
            name="events_registration_date_phone",
        ),
        migrations.RemoveConstraint(
            model_name="registration",
            name="events_registration_reachable",
        ),
        migrations.RemoveIndex(
            model_name="registration",
            name="events_registration_waiting",
        ),
        migrations.AddField(
            model_name="event",
            name="admission",
            field=models.CharField(
                choices=[
                    ("everybody", "Tout le monde"),
                    ("professionals", "Les professionnels, sur déclaration"),
                    ("members", "Les membres des partenaires, connectés"),
                ],
                default="everybody",
                max_length=16,
                verbose_name="ouvert à",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="approval",
            field=models.CharField(
                choices=[
                    ("none", "Personne : on est inscrit aussitôt"),
                    ("organiser", "L’organisateur"),
                    ("employer", "L’employeur, par un lien signé"),
                ],
                default="none",
                max_length=10,
                verbose_name="validation par",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="asks_image_consent",
            field=models.BooleanField(default=False, verbose_name="demander l’accord pour les photos"),
        ),
        migrations.AddField(
            model_name="event",
            name="asks_needs",
            field=models.BooleanField(default=True, verbose_name="demander de quoi chacun a besoin"),
        ),
        migrations.AddField(
            model_name="event",
            name="attendance_threshold",
            field=models.PositiveSmallIntegerField(
                default=80,
                validators=[django.core.validators.MaxValueValidator(100)],
                verbose_name="présence nécessaire (%)",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="childcare_age_max",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MaxValueValidator(17)],
                verbose_name="garderie jusqu’à (ans)",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="childcare_age_min",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MaxValueValidator(17)],
                verbose_name="garderie à partir de (ans)",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="childcare_seats",
            field=models.PositiveIntegerField(
                blank=True, help_text="Par date, ou pour l’ensemble.", null=True, verbose_name="places en garderie"
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="draw_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Jusque-là tout le monde attend ; ensuite le sort donne l’ordre.",
                null=True,
                verbose_name="tirage au sort le",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="evaluation",
            field=models.BooleanField(default=False, verbose_name="remercier et demander un avis après"),
        ),
        migrations.AddField(
            model_name="event",
            name="gives_attestation",
            field=models.BooleanField(default=False, verbose_name="donne droit à une attestation"),
        ),
        migrations.AddField(
            model_name="event",
            name="group_max",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Pour une association ou une classe, dont les noms viennent plus tard. Vide : pas de groupes.",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(2),
                    django.core.validators.MaxValueValidator(2000),
                ],
                verbose_name="personnes par groupe, au plus",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="interpreter_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Vide : on ne propose pas d’interprète.",
                null=True,
                validators=[django.core.validators.MaxValueValidator(120)],
                verbose_name="un interprète se demande au plus tard, jours avant",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="is_template",
            field=models.BooleanField(
                default=False, help_text="Jamais publié : sert à en préparer d’autres.", verbose_name="modèle"
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="offer_hours",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Vide : la place est donnée aussitôt, sans demander.",
                null=True,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(336)],
                verbose_name="heures pour accepter une place libérée",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="paid_leave",
            field=models.BooleanField(default=False, verbose_name="ouvre le droit au congé-éducation payé"),
        ),
        migrations.AddField(
            model_name="event",
            name="participants",
            field=models.CharField(
                choices=[
                    ("number", "Leur nombre"),
                    ("names", "Leurs noms"),
                    ("birth", "Leurs noms et dates de naissance"),
                ],
                default="number",
                max_length=8,
                verbose_name="on demande des participants",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="programme",
            field=models.ForeignKey(
                blank=True,
                help_text="Le festival, la journée ou la formation dont ceci est une partie.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="events.event",
                verbose_name="fait partie de",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="pseudonyms",
            field=models.BooleanField(default=False, verbose_name="un pseudonyme suffit"),
        ),
        migrations.AddField(
            model_name="event",
            name="reconfirm_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)],
                verbose_name="demander « viendrez-vous ? », jours avant",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="reminders",
            field=models.JSONField(
                blank=True, default=events.models.terms.usual_reminders, verbose_name="rappels, jours avant"
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="sensitive",
            field=models.BooleanField(
                default=False,
                help_text="Les lettres ne disent pas de quoi il s’agit ; la page se quitte d’un geste.",
                verbose_name="sujet sensible",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="stage",
            field=models.CharField(
                blank=True,
                max_length=60,
                validators=[portal.kit.contact.validate_harmless],
                verbose_name="scène ou salle",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="training_hours",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="Vide : la durée des séances.",
                max_digits=5,
                null=True,
                validators=[django.core.validators.MinValueValidator(0)],
                verbose_name="heures de formation",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="women_only",
            field=models.BooleanField(default=False, verbose_name="réservé aux femmes"),
        ),
        migrations.AddField(
            model_name="eventtext",
            name="objectives",
            field=models.TextField(
                blank=True,
                help_text="Un par ligne.",
                max_length=2000,
                validators=[portal.kit.contact.validate_harmless],
                verbose_name="objectifs",
            ),
        ),
        migrations.AddField(
            model_name="eventtext",
            name="prerequisites",
            field=models.CharField(
                blank=True, max_length=500, validators=[portal.kit.contact.validate_harmless], verbose_name="prérequis"
            ),
        ),
        migrations.AddField(
            model_name="eventtext",
            name="target_group",
            field=models.CharField(
                blank=True,
                max_length=300,
                validators=[portal.kit.contact.validate_harmless],
                verbose_name="public visé",
            ),
        ),
        migrations.AddField(
            model_name="registration",
            name="emergency_phone",
            field=models.CharField(blank=True, max_length=20, verbose_name="téléphone en cas d’urgence"),
        ),
        migrations.AddField(
            model_name="registration",
            name="end_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("person", "par la personne"),
                    ("staff", "par l’organisation"),
                    ("offer", "place proposée restée sans réponse"),
                    ("reconfirm", "« je ne viendrai pas »"),
                ],
                max_length=10,
                verbose_name="fin",
            ),
        ),
        migrations.AddField(
            model_name="registration",
            name="may_collect",
            field=models.CharField(
                blank=True,
                max_length=250,
                validators=[portal.kit.contact.validate_harmless],
                verbose_name="qui peut reprendre l’enfant",
            ),
        ),
        migrations.AddField(
            model_name="registration",
            name="offered_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="registration",
            name="organisation",
            field=models.CharField(
                blank=True,
                max_length=120,
                validators=[portal.kit.contact.validate_harmless],
                verbose_name="association ou classe",
            ),
        ),
        migrations.AddField(
            model_name="registration",
            name="queue_rank",
            field=models.BigIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="registration",
            name="reconfirmed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="schedulerule",
            name="skips_public_holidays",
            field=models.BooleanField(default=False, verbose_name="pas les jours fériés"),
        ),
        migrations.AddField(
            model_name="schedulerule",
            name="skips_school_holidays",
            field=models.CharField(
                blank=True,
                choices=[
                    ("fwb", "de la Fédération Wallonie-Bruxelles"),
                    ("vl", "de la Communauté flamande"),
                    ("both", "de l’une ou de l’autre"),
                ],
                max_length=4,
                verbose_name="pas pendant les congés scolaires",
            ),
        ),
        migrations.AlterField(
            model_name="registration",
            name="source",
            field=models.CharField(
                choices=[("web", "en ligne"), ("desk", "à l’accueil"), ("walk_in", "sur place")],
                default="web",
                max_length=8,
                verbose_name="faite",
            ),
        ),
        migrations.AlterField(
            model_name="registration",
            name="state",
            field=models.CharField(
                choices=[
                    ("pending", "à valider"),
                    ("waiting", "en attente"),
                    ("offered", "place proposée"),
                    ("confirmed", "confirmée"),
                    ("cancelled", "annulée"),
                    ("declined", "refusée"),
                ],
                default="waiting",
                max_length=10,
                verbose_name="état",
            ),
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["event", "queue_rank", "id"],
                name="events_registration_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(
                condition=models.Q(("state", "offered")), fields=["offered_until"], name="events_registration_offered"
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("occurrence__isnull", True),
                    ("source", "web"),
                    ("state__in", ["pending", "waiting", "offered", "confirmed"]),
                    models.Q(("email", ""), _negated=True),
                ),
                fields=("event", "email", "name_key"),
                name="events_registration_event_email",
                violation_error_message="Cette personne est déjà inscrite.",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("occurrence__isnull", True),
                    ("source", "web"),
                    ("state__in", ["pending", "waiting", "offered", "confirmed"]),
                    models.Q(("phone", ""), _negated=True),
                ),
                fields=("event", "phone", "name_key"),
                name="events_registration_event_phone",
                violation_error_message="Cette personne est déjà inscrite.",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("occurrence__isnull", False),
                    ("source", "web"),
                    ("state__in", ["pending", "waiting", "offered", "confirmed"]),
                    models.Q(("email", ""), _negated=True),
                ),
                fields=("occurrence", "email", "name_key"),
                name="events_registration_date_email",
                violation_error_message="Cette personne est déjà inscrite.",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("occurrence__isnull", False),
                    ("source", "web"),
                    ("state__in", ["pending", "waiting", "offered", "confirmed"]),
                    models.Q(("phone", ""), _negated=True),
                ),
                fields=("occurrence", "phone", "name_key"),
                name="events_registration_date_phone",
                violation_error_message="Cette personne est déjà inscrite.",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("email", ""), _negated=True),
                    models.Q(("phone", ""), _negated=True),
                    ("source__in", ["desk", "walk_in"]),
                    ("anonymised_at__isnull", False),
                    _connector="OR",
                ),
                name="events_registration_reachable",
                violation_error_message="Donnez une adresse e-mail ou un téléphone.",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "offered"), _negated=True), ("offered_until__isnull", False), _connector="OR"
                ),
                name="events_registration_offer_has_an_end",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="frameworks",
            field=modelcluster.fields.ParentalManyToManyField(
                blank=True, related_name="+", to="events.framework", verbose_name="cadres reconnus"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("childcare_age_min__isnull", True),
                    ("childcare_age_max__isnull", True),
                    ("childcare_age_min__lte", models.F("childcare_age_max")),
                    _connector="OR",
                ),
                name="events_event_childcare_ages",
                violation_error_message="L’âge minimum de la garderie dépasse l’âge maximum.",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_template", False), ("live", False), _connector="OR"),
                name="events_event_template_is_never_live",
                violation_error_message="Un modèle ne se publie pas.",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="event",
            field=modelcluster.fields.ParentalKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="events.event"
            ),
        ),
        migrations.AddField(
            model_name="stall",
            name="event",
            field=modelcluster.fields.ParentalKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="stalls", to="events.event"
            ),
        ),
        migrations.AddField(
            model_name="stall",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="stalls",
                to="partners.partner",
                verbose_name="partenaire",
            ),
        ),
        migrations.AddField(
            model_name="trainer",
            name="event",
            field=modelcluster.fields.ParentalKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="trainers", to="events.event"
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(fields=("event", "uuid"), name="events_question_once"),
        ),
        migrations.AddConstraint(
            model_name="stall",
            constraint=models.UniqueConstraint(
                fields=("event", "partner"),
                name="events_stall_once",
                violation_error_message="Ce partenaire a déjà un stand.",
            ),
        ),
    ]
