"""The sections that are plain fields: how one is reached, for whom, a service's facts, words, the way in."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.kit.contact import display_phone, normalise_email, normalise_phone, tidy_lines, validate_harmless
from portal.kit.texts import OFFICIAL_LANGUAGES, SPOKEN_CHOICES, choose_text, language_name

from ..access_forms import EMAIL_ERRORS
from ..models import Audience, Channel, Partner, PartnerText, PlaceText, Service, ServiceStatus, ServiceText, Theme
from .section_form import SectionForm

LONGEST = 10_000  # characters of one text
WRITTEN = (*OFFICIAL_LANGUAGES, "en")
URL_ERRORS = {"invalid": _("Cette adresse web n’est pas complète. Exemple : www.exemple.be")}


class Codes(forms.MultipleChoiceField):
    """A list of codes, ticked; in the order of the choices."""

    def __init__(self, **kwargs):
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple(), **kwargs)


class Phone(forms.CharField):
    """A number as people write it; in E.164 once it is clean."""

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"})
        super().__init__(label=_("Téléphone"), required=False, max_length=40, widget=widget, **kwargs)

    def clean(self, value):
        return normalise_phone(super().clean(value))

    def prepare_value(self, value):
        return display_phone(value) if str(value or "").startswith("+32") else value


class Address(forms.EmailField):
    def __init__(self, **kwargs):
        widget = forms.EmailInput(attrs={"autocomplete": "off"})
        super().__init__(
            label=_("Adresse e-mail"),
            required=False,
            max_length=254,
            widget=widget,
            error_messages=EMAIL_ERRORS,
            **kwargs,
        )

    def clean(self, value):
        return normalise_email(super().clean(value))


class Page(forms.URLField):
    """« www.exemple.be » is enough."""

    def __init__(self, label):
        widget = forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"})
        super().__init__(
            label=label, required=False, max_length=200, widget=widget, error_messages=URL_ERRORS, assume_scheme="https"
        )


class ColumnsForm(SectionForm):
    """Fields that are columns of the record itself."""

    def read(self, owner):
        fresh = type(owner)._base_manager.get(pk=owner.pk)
        return {name: getattr(fresh, name) for name in self.columns()}

    def columns(self):
        return [name for name in self.base_fields if name not in SectionForm.base_fields]

    def holds(self):
        return all(_told(self.before[name]) == _told(self.cleaned_data[name]) for name in self.before)

    def write(self, owner):
        for name in self.columns():
            setattr(owner, name, self.cleaned_data[name])
        owner.save(update_fields=self.columns())


def _told(value):
    return sorted(value) if isinstance(value, list) else value


class ContactForm(ColumnsForm):
    phone = Phone()
    email = Address()
    website = Page(_("Site web"))


class PublicsForm(ColumnsForm):
    """For whom, in which languages, and the themes by which it is found."""

    audiences = Codes(label=_("Publics"), choices=Audience.choices)
    languages = Codes(label=_("Langues parlées"), choices=SPOKEN_CHOICES)
    themes = Codes(label=_("Thèmes"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        language = get_language()
        named = [(theme.slug, theme.name(language)) for theme in Theme.objects.all()]
        self.fields["themes"].choices = sorted(named, key=lambda pair: pair[1].casefold())

    def columns(self):
        return ["audiences", "languages"]

    def read(self, owner):
        fresh = type(owner)._base_manager.get(pk=owner.pk)
        return super().read(owner) | {"themes": sorted(theme.slug for theme in fresh.themes.all())}

    def write(self, owner):
        super().write(owner)
        owner.themes.set(Theme.objects.filter(slug__in=self.cleaned_data["themes"]))
        owner.save(update_fields=["themes"])


class ServiceFactsForm(ColumnsForm):
    """What a service's members decide of it; ending it, or publishing it, is the City's."""

    status = forms.ChoiceField(
        label=_("État"),
        choices=[(each.value, each.label) for each in (ServiceStatus.ACTIVE, ServiceStatus.PAUSED)],
        widget=forms.RadioSelect,
        help_text=_("Ce service s’arrête pour de bon ? Dites-le à l’équipe de l’annuaire."),
    )
    is_free = forms.BooleanField(label=_("Gratuit"), required=False)
    fee = forms.DecimalField(
        label=_("Prix (€)"),
        required=False,
        min_value=0,
        max_digits=7,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=_("Ce que l’on paie le plus souvent ; le détail se dit dans les textes."),
    )
    channels = Codes(label=_("Comment demander"), choices=Channel.choices)
    appointment = forms.ChoiceField(label=_("Rendez-vous"), required=False, choices=[])
    phone = Phone(help_text=_("Vide : celui du partenaire. De même pour l’e-mail."))
    email = Address()
    url = Page(_("Page web"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = Service._meta.get_field("appointment").choices
        self.fields["appointment"].choices = [("", _("non précisé")), *choices]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("is_free") and cleaned.get("fee") is not None:
            self.add_error("fee", _("Un service gratuit n’a pas de prix."))
        return cleaned


WORDS = {
    Partner: (PartnerText, "partner", ("summary", "description")),
    Service: (
        ServiceText,
        "service",
        ("summary", "description", "eligibility", "application", "documents", "fees"),
    ),
}


class TextsForm(SectionForm):
    """The words of one language; the name is the City's to change. Empty, a language is no longer there."""

    def __init__(self, *args, owner, language, **kwargs):
        self.model, self.key, self.words = WORDS[type(owner)]
        self.language = language
        super().__init__(*args, owner=owner, **kwargs)
        for name in self.words:
            self.fields[name] = self._field(name)

    def _field(self, name):
        model_field = self.model._meta.get_field(name)
        field = model_field.formfield(max_length=model_field.max_length or LONGEST, validators=[validate_harmless])
        field.widget = forms.Textarea(
            attrs={"rows": 3 if name == "summary" else 6, "autocomplete": "off", "lang": self.language}
        )
        return field

    def read(self, owner):
        row = self.model.objects.filter(**{self.key: owner.pk}, language=self.language).first()
        return {name: tidy_lines(getattr(row, name, "")) for name in self.words}

    def clean(self):
        cleaned = {name: tidy_lines(value) for name, value in super().clean().items()}
        if "summary" in cleaned:
            cleaned["summary"] = " ".join(cleaned["summary"].split())
        return cleaned

    def holds(self):
        return all(self.cleaned_data[name] == self.before[name] for name in self.words)

    def write(self, owner):
        typed = {name: self.cleaned_data[name] for name in self.words}
        rows = list(self.model.objects.filter(**{self.key: owner.pk}))
        row = next((each for each in rows if each.language == self.language), None)
        others = choose_text([each for each in rows if each is not row], self.language)
        if row is None:
            row = self.model(**{self.key: owner}, language=self.language, name=others.name if others else owner.slug)
        for name, value in typed.items():
            setattr(row, name, value)
        # Readers of a language without words of its own get the words of another, not an empty page.
        if others is not None and row.name == others.name and not any(typed.values()):
            row.delete()
        else:
            row.save()


class WayInForm(SectionForm):
    """How one comes to the seat and gets in. Street, town and position are the City's to change."""

    def __init__(self, *args, owner, **kwargs):
        super().__init__(*args, owner=owner, **kwargs)
        for code in WRITTEN:
            self.fields[f"directions_{code}"] = forms.CharField(
                label=_("Comment venir et entrer, en %(language)s") % {"language": language_name(code, get_language())},
                required=False,
                max_length=LONGEST,
                validators=[validate_harmless],
                widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "lang": code}),
            )

    def read(self, owner):
        texts = PlaceText.objects.filter(place=owner.place_id, language__in=WRITTEN)
        kept = {text.language: tidy_lines(text.directions) for text in texts}
        return {f"directions_{code}": kept.get(code, "") for code in WRITTEN}

    def clean(self):
        return {name: tidy_lines(value) for name, value in super().clean().items()}

    def holds(self):
        return all(self.cleaned_data[name] == value for name, value in self.before.items())

    def write(self, owner):
        texts = list(PlaceText.objects.filter(place=owner.place_id))
        for code in WRITTEN:
            typed = self.cleaned_data[f"directions_{code}"]
            if typed == self.before[f"directions_{code}"]:
                continue
            row = next((text for text in texts if text.language == code), None)
            if row is None:
                known = choose_text(texts, code)
                row = PlaceText(place=owner.place, language=code, name=known.name if known else str(owner.place))
            row.directions = typed
            row.save()
