"""The lists that a partner and a service both have: hours, changes, places, contacts."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel

from portal.kit.texts import SPOKEN_CHOICES

from ..hours_check import contradictions, rule_errors
from ..models import Effect, Place, Weekday
from .common import CodesField, FormInlinePanel, side_by_side


class WeekdaysField(forms.TypedMultipleChoiceField):
    """A JSON list of weekday numbers, ticked in a list."""

    def __init__(self, **kwargs):
        super().__init__(choices=Weekday.choices, coerce=int, widget=side_by_side(), **kwargs)


class AtPlaceForm(WagtailAdminModelForm):
    """A row that may hold at one place only, chosen among those of the record as it was last saved."""

    def __init__(self, *args, places=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].widget = forms.Select(choices=[("", "---------"), *places])


class OpeningRuleForm(AtPlaceForm):
    days = WeekdaysField(label=_("Jours"))

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            row = self._meta.model(**{name: cleaned.get(name) for name in ("opens", "closes", "valid_from", "every")})
            for field, said in rule_errors(row).items():
                self.add_error(field, said)
        return cleaned


class TemporaryChangeForm(AtPlaceForm):
    def clean(self):
        cleaned = super().clean()
        given = cleaned.get("opens") is not None or cleaned.get("closes") is not None
        if cleaned.get("effect") == Effect.HOURS:
            for field in ("opens", "closes"):
                if cleaned.get(field) is None and field not in self.errors:
                    self.add_error(field, _("Donnez cette heure."))
            if not self.errors and rule_errors(self._hours(cleaned)):
                self.add_error("closes", rule_errors(self._hours(cleaned))["closes"])
        elif given:
            self.add_error("effect", _("Pour donner des heures, choisissez « d’autres heures »."))
        words = [cleaned.get(f"text_{code}") for code in ("fr", "nl", "en")]
        if cleaned.get("effect") == Effect.NOTICE and not any(words):
            self.add_error("text_fr", _("Écrivez ce que le public doit lire."))
        starts, ends, shown = (cleaned.get(name) for name in ("starts_on", "ends_on", "shown_from"))
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("La période finit avant de commencer."))
        if starts and shown and shown > starts:
            self.add_error("shown_from", _("Annoncez-le au plus tard le premier jour."))
        return cleaned

    def _hours(self, cleaned):
        return self._meta.model(opens=cleaned["opens"], closes=cleaned["closes"])


class ContactForm(AtPlaceForm):
    languages = CodesField(choices=SPOKEN_CHOICES, label=_("Langues parlées"))


class PartsForm(WagtailAdminModelForm):
    """A record with hours: once every row is right, whether they go together."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        places = [(place.pk, str(place)) for place in self._places()] if self.instance.pk else []
        for name in ("hours", "changes", "contacts"):
            if name in self.formsets:
                self.formsets[name].form_kwargs["places"] = places

    def _places(self):
        found = {each.place_id for each in self.instance.presences.all()} | {self.seat_id()}
        return Place.objects.with_texts().filter(pk__in=found - {None}).order_by("slug")

    def is_valid(self):
        valid = super().is_valid()
        return settle(self) if valid else False


def settle(form):
    """Put what contradicts itself at its field; returns whether nothing does. form: valid, with its formsets."""
    rows = {name: _kept(form, name) for name in ("hours", "changes", "presences", "contacts")}
    seat_id = form.seat_id()
    places = {each.instance.place_id for each in rows["presences"]} | {seat_id}
    for each in (*rows["hours"], *rows["changes"], *rows["contacts"]):
        if each.instance.place_id and each.instance.place_id not in places:
            each.add_error("place", _("Ce lieu ne figure pas parmi les implantations."))
    by_row = {id(each.instance): each for each in (*rows["hours"], *rows["changes"])}
    for row, field, said in contradictions(
        [each.instance for each in rows["hours"]],
        [each.instance for each in rows["changes"]],
        seat_id=form.default_place_id(),
    ):
        by_row[id(row)].add_error(field, ValidationError(said, code="overlap"))
    return not any(each.errors for listed in rows.values() for each in listed)


def _kept(form, name):
    formset = form.formsets.get(name)
    if formset is None:
        return []
    return [
        each for each in formset.forms if each not in formset.deleted_forms and (each.instance.pk or each.has_changed())
    ]


def hours_panels():
    return [
        FormInlinePanel(
            "hours",
            [
                FieldPanel("days"),
                FieldRowPanel([FieldPanel("opens"), FieldPanel("closes")]),
                FieldRowPanel([FieldPanel("attending"), FieldPanel("place")]),
                FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
                FieldPanel("every"),
                FieldRowPanel([FieldPanel("note_fr"), FieldPanel("note_nl"), FieldPanel("note_en")]),
            ],
            form=OpeningRuleForm,
            heading=_("Heures d’ouverture"),
            label=_("Plage"),
            help_text=_("Une ligne par plage : par exemple du lundi au vendredi, de 9 h à 12 h."),
        ),
        FormInlinePanel(
            "changes",
            [
                FieldRowPanel([FieldPanel("effect"), FieldPanel("shown_from")]),
                FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
                FieldRowPanel([FieldPanel("opens"), FieldPanel("closes")]),
                FieldPanel("text_fr"),
                FieldPanel("text_nl"),
                FieldPanel("text_en"),
                FieldPanel("place"),
            ],
            form=TemporaryChangeForm,
            heading=_("Fermetures, autres heures, avis"),
            label=_("Changement"),
            help_text=_("Ce qui vaut pour quelques jours ; le reste de l’année n’en est pas touché."),
        ),
    ]


def presence_panel(heading, help_text):
    return InlinePanel(
        "presences",
        [FieldPanel("place"), FieldRowPanel([FieldPanel("note_fr"), FieldPanel("note_nl"), FieldPanel("note_en")])],
        heading=heading,
        label=_("Lieu"),
        help_text=help_text,
    )


def contacts_panel():
    return FormInlinePanel(
        "contacts",
        [
            FieldRowPanel([FieldPanel("role_fr"), FieldPanel("role_nl"), FieldPanel("role_en")]),
            FieldRowPanel([FieldPanel("name"), FieldPanel("email")]),
            FieldRowPanel([FieldPanel("phone"), FieldPanel("extension"), FieldPanel("kind")]),
            FieldPanel("languages"),
            FieldPanel("place"),
            FieldPanel("public"),
        ],
        form=ContactForm,
        heading=_("Autres numéros et personnes"),
        label=_("Contact"),
    )
