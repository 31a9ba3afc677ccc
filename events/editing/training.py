"""Editing what a training says of itself; its objectives, public and prerequisites stand with its texts."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList

from partners.editing import side_by_side

TRAINING = ObjectList(
    [
        FieldPanel("training_hours"),
        InlinePanel(
            "trainers",
            [FieldRowPanel([FieldPanel("name"), FieldPanel("organisation")])],
            heading=_("Formatrices et formateurs"),
            label=_("Formatrice ou formateur"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("gives_attestation"), FieldPanel("attendance_threshold")]),
                FieldPanel("paid_leave"),
                FieldPanel("frameworks", widget=side_by_side()),
            ],
            heading=_("Reconnaissance"),
        ),
    ],
    heading=_("Formation"),
)
