"""What people fill in: where a calendar is, and what its words mean here."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from partners.models import Place, Theme
from portal.kit.contact import validate_harmless, validate_one_line
from portal.kit.texts import LANGUAGE_CHOICES

from ..models import Audience, EventKind
from .fetching import MAX_LENGTH, MAX_OCTETS
from .wording import failure_words


class AddForm(forms.Form):
    """An address, or a file."""

    address = forms.CharField(
        label=_("Adresse du calendrier"),
        max_length=MAX_LENGTH,
        required=False,
        help_text=_(
            "L’adresse iCal (.ics) que donne Google, Outlook ou Nextcloud, ou l’export JSON d’OpenAgenda. "
            "Elle reste secrète : nous ne la montrons à personne."
        ),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=_("Ou un fichier"),
        required=False,
        help_text=_("Un fichier .ics ou .json, de 10 Mo au plus. Il est lu une fois."),
        widget=forms.FileInput(attrs={"accept": ".ics,.json,text/calendar,application/json"}),
        error_messages={"empty": _("Ce fichier est vide.")},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > MAX_OCTETS:
            raise forms.ValidationError(failure_words("large"), code="large")
        return file

    def clean(self):
        data = super().clean()
        if not self.errors and bool(data.get("address")) == bool(data.get("file")):
            self.add_error("address", _("Donnez une adresse ou un fichier : l’un des deux."))
        return data

    def given(self):
        """The arguments of adding.add."""
        file = self.cleaned_data["file"]
        return {"content": file.read()} if file else {"address": self.cleaned_data["address"]}


class PlaceField(forms.ModelChoiceField):
    def label_from_instance(self, place):
        text = place.text(get_language())
        return text.name if text else place.slug


class MappingForm(forms.Form):
    """What a source's words become. Each category and place has fields of its own, numbered in their order."""

    name = forms.CharField(label=_("Nom"), max_length=80, validators=[validate_harmless, validate_one_line])
    language = forms.ChoiceField(label=_("Langue du calendrier"), choices=LANGUAGE_CHOICES)
    default_kind = forms.ChoiceField(label=_("Type d’activité, sauf indication contraire"), choices=EventKind.choices)
    default_place = PlaceField(
        label=_("Lieu habituel"),
        queryset=Place.objects.none(),
        required=False,
        help_text=_("Pour les activités dont le calendrier ne dit pas le lieu."),
    )

    def __init__(self, *args, source, may_trust=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.source = source
        own = Place.objects.filter(pk=source.partner.place_id)
        places = (Place.objects.showable() | own).distinct().prefetch_related("texts").order_by("slug")
        self.fields["default_place"].queryset = places
        self.initial |= {
            name: getattr(source, name) for name in ("name", "language", "default_kind", "default_place", "publishes")
        }
        self.categories = list(source.words.get("categories", {}).items())
        self.places = list(source.words.get("places", {}).items())
        themes = [("", _("Aucun")), *((theme.slug, theme.name(get_language())) for theme in Theme.objects.all())]
        for number, (key, _word) in enumerate(self.categories):
            self._ask_category(number, source.mapping.get("categories", {}).get(key, {}), themes)
        named = [(str(place.pk), self.fields["default_place"].label_from_instance(place)) for place in places]
        for number, (key, words) in enumerate(self.places):
            self.fields[f"place_{number}"] = forms.ChoiceField(
                label=words, choices=[("", _("À choisir plus tard")), *named], required=False
            )
            self.initial[f"place_{number}"] = str(source.mapping.get("places", {}).get(key, ""))
        if may_trust:
            self.fields["publishes"] = forms.BooleanField(
                label=_("Publier sans relecture"),
                required=False,
                help_text=_("La Ville se fie à ce calendrier : ce qui y change paraît aussitôt."),
            )

    def _ask_category(self, number, known, themes):
        choices = {
            "kind": (_("Type"), [("", _("Type habituel")), *EventKind.choices]),
            "theme": (_("Thème"), themes),
            "audience": (_("Public"), [("", _("Tous")), *Audience.choices]),
        }
        values = {
            "kind": known.get("kind", ""),
            "theme": _first(known, "themes"),
            "audience": _first(known, "audiences"),
        }
        for name, (label, options) in choices.items():
            self.fields[f"{name}_{number}"] = forms.ChoiceField(label=label, choices=options, required=False)
            self.initial[f"{name}_{number}"] = values[name]

    def main_fields(self):
        names = ("name", "language", "default_kind", "default_place", "publishes")
        return [self[name] for name in names if name in self.fields]

    def category_groups(self):
        """[{"word", "fields"}]"""
        return [
            {"word": word, "fields": [self[f"{name}_{number}"] for name in ("kind", "theme", "audience")]}
            for number, (_key, word) in enumerate(self.categories)
        ]

    def place_fields(self):
        return [self[f"place_{number}"] for number in range(len(self.places))]

    def given(self):
        """The arguments of adding.set_up; words that are not in the form keep their meaning."""
        data, mapping = self.cleaned_data, self.source.mapping
        categories, places = dict(mapping.get("categories", {})), dict(mapping.get("places", {}))
        for number, (key, _word) in enumerate(self.categories):
            theme, audience = data[f"theme_{number}"], data[f"audience_{number}"]
            categories[key] = {
                "kind": data[f"kind_{number}"],
                "themes": [theme] if theme else [],
                "audiences": [audience] if audience else [],
            }
        for number, (key, _words) in enumerate(self.places):
            chosen = data[f"place_{number}"]
            places.pop(key, None)
            if chosen:
                places[key] = int(chosen)
        names = ("name", "language", "default_kind", "default_place")
        given = {name: data[name] for name in names} | {"mapping": {"categories": categories, "places": places}}
        return given | ({"publishes": data["publishes"]} if "publishes" in data else {})


def _first(known, name):
    return next(iter(known.get(name, ())), "")


class ActForm(forms.Form):
    """What to do with a calendar."""

    act = forms.ChoiceField(choices=[("pause", ""), ("start", ""), ("remove", "")])
    sure = forms.BooleanField(required=False)
