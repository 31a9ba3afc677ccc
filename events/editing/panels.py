"""The form of an event, in tabs: its texts, its dates, the practical side, registration, accessibility."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)

from partners.editing import FormInlinePanel, TextForm, side_by_side

from .decided import DecidedDatesPanel
from .forms import EventForm, RuleForm
from .programme import PROGRAMME
from .questions import QuestionForm
from .remaining import RemainingPanel
from .training import TRAINING

TEXTS = ObjectList(
    [
        RemainingPanel(heading=_("Ce qui reste à faire")),
        FormInlinePanel(
            "texts",
            [
                FieldPanel("language"),
                FieldPanel("title"),
                FieldPanel("summary", heading=_("Résumé en deux phrases"), widget=forms.Textarea(attrs={"rows": 2})),
                FieldPanel("body"),
                MultiFieldPanel(
                    [
                        FieldPanel("objectives", widget=forms.Textarea(attrs={"rows": 4})),
                        FieldPanel("target_group"),
                        FieldPanel("prerequisites"),
                    ],
                    heading=_("Pour une formation"),
                    classname="collapsed",
                ),
            ],
            form=TextForm,
            heading=_("Une langue après l’autre"),
            label=_("Texte"),
            min_num=1,
            help_text=_("La Ville publie en français et en néerlandais ; un partenaire peut n’écrire qu’une langue."),
        ),
        PublishingPanel(),
    ],
    heading=_("Textes"),
)

DATES = ObjectList(
    [
        FormInlinePanel(
            "rules",
            [
                FieldPanel("day"),
                FieldRowPanel([FieldPanel("begins"), FieldPanel("ends")]),
                FieldPanel("frequency"),
                FieldRowPanel([FieldPanel("every"), FieldPanel("until"), FieldPanel("count")]),
                FieldPanel("weekdays", help_text=_("Seulement pour une répétition par semaine.")),
                FieldPanel("except_days", help_text=_("Par exemple : 26/12/2027, 2/1/2028.")),
                FieldRowPanel(
                    [FieldPanel("skips_public_holidays"), FieldPanel("skips_school_holidays")],
                    help_text=_("Les dates sautées comptent dans le nombre de fois ; « Dates » les montre."),
                ),
                FieldPanel("extra_days"),
                FieldPanel("rule", heading=_("Règle iCalendar (RRULE)"), help_text=_("Seulement pour « Autrement ».")),
            ],
            form=RuleForm,
            heading=_("Dates et séries"),
            label=_("Date ou série"),
            min_num=1,
            help_text=_(
                "Sans « Jusqu’au » ni nombre de fois, une série continue. "
                "Si la fin est avant le début, c’est celle du lendemain."
            ),
        ),
        DecidedDatesPanel(heading=_("Dates changées une à une")),
        HelpPanel(
            _(
                "Pour déplacer, reporter ou annuler une seule date, publiez d’abord, puis passez par « Dates » : "
                "cela vaut tout de suite, et aucun brouillon ne le défait."
            )
        ),
    ],
    heading=_("Dates"),
)

PRACTICAL = ObjectList(
    [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("organiser")]),
        MultiFieldPanel([FieldPanel("place"), FieldPanel("is_online"), FieldPanel("online_url")], heading=_("Où")),
        FieldPanel("image", help_text=_("Sans image, l’activité reçoit une affiche tissée pour elle.")),
        MultiFieldPanel(
            [
                FieldPanel("themes", widget=side_by_side()),
                FieldPanel("audiences"),
                FieldRowPanel([FieldPanel("age_min"), FieldPanel("age_max")]),
                FieldPanel("languages"),
                FieldPanel("childcare"),
            ],
            heading=_("Pour qui"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("is_free"), FieldPanel("price")]),
                FieldPanel("price_label_fr"),
                FieldPanel("price_label_nl"),
                FieldPanel("price_label_en"),
            ],
            heading=_("Prix"),
        ),
        MultiFieldPanel(
            [FieldPanel("contact_email"), FieldPanel("contact_phone")],
            heading=_("Contact"),
            help_text=_("Vides : ceux de l’organisateur."),
        ),
        MultiFieldPanel(
            [
                FieldPanel("featured"),
                FieldPanel("is_template"),
                FieldPanel("slug", help_text=_("Se forme du titre. Une ancienne adresse continue de mener ici.")),
            ],
            heading=_("Sur le site"),
        ),
    ],
    heading=_("Pratique"),
)

REGISTRATION = ObjectList(
    [
        FieldPanel("registration_mode"),
        FieldRowPanel([FieldPanel("seats"), FieldPanel("party_max"), FieldPanel("group_max")]),
        FieldRowPanel([FieldPanel("registration_opens_at"), FieldPanel("registration_closes_at")]),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("admission"), FieldPanel("approval")]),
                FieldRowPanel([FieldPanel("women_only"), FieldPanel("pseudonyms"), FieldPanel("sensitive")]),
            ],
            heading=_("Qui peut s’inscrire"),
        ),
        MultiFieldPanel(
            [FieldPanel("waiting_list"), FieldRowPanel([FieldPanel("offer_hours"), FieldPanel("draw_at")])],
            heading=_("Quand il n’y a pas assez de places"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("participants"),
                FieldPanel("asks_image_consent"),
                FieldRowPanel([FieldPanel("asks_needs"), FieldPanel("interpreter_days")]),
                FieldRowPanel(
                    [FieldPanel("childcare_seats"), FieldPanel("childcare_age_min"), FieldPanel("childcare_age_max")]
                ),
            ],
            heading=_("Ce qu’on demande"),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("reminders"), FieldPanel("reconfirm_days")]), FieldPanel("evaluation")],
            heading=_("Messages"),
        ),
        FormInlinePanel(
            "questions",
            [
                FieldPanel("kind"),
                FieldPanel("label_fr"),
                FieldPanel("label_nl"),
                FieldPanel("label_en"),
                FieldPanel("options"),
                FieldRowPanel([FieldPanel("required"), FieldPanel("per_participant"), FieldPanel("sensitive")]),
                FieldRowPanel([FieldPanel("after"), FieldPanel("shown_when_value")]),
                FieldPanel("keep_days"),
            ],
            form=QuestionForm,
            heading=_("Questions"),
            label=_("Question"),
            help_text=_(
                "Ne demandez que ce qui sert. Jamais la nationalité, le titre de séjour ni le registre national."
            ),
        ),
    ],
    heading=_("Inscriptions"),
)

ACCESSIBILITY = ObjectList([FieldPanel("accessibility")], heading=_("Accessibilité"))

EVENT_PANELS = TabbedInterface(
    [TEXTS, DATES, PRACTICAL, REGISTRATION, TRAINING, PROGRAMME, ACCESSIBILITY],
    base_form_class=EventForm,
)
