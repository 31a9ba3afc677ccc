"""What the address of an HSDS list asks for: its parameters, read by a form."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

PER_PAGE, MOST = 50, 500
LONGEST_SEARCH = 200
WHOLE = "ndjson"


class WordField(forms.ChoiceField):
    """One of a few words; empty is none."""

    def __init__(self, *words):
        super().__init__(choices=[(word, word) for word in words], required=False)
        self.error_messages["invalid_choice"] = _("Écrivez un de ces mots : %(words)s.") % {"words": ", ".join(words)}


class FlagField(WordField):
    """`true` or `false`, as JSON writes them."""

    def __init__(self):
        super().__init__("true", "false")

    def clean(self, value):
        return super().clean(value) == "true"


class InstantField(forms.CharField):
    """A date or an instant of ISO 8601; without an offset it is Brussels time."""

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text.replace(" ", "+"))  # a + that nobody escaped
            moment = moment if timezone.is_aware(moment) else timezone.make_aware(moment)
            return moment.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise ValidationError(_("Écrivez une date, par exemple 2027-03-01 ou 2027-03-01T09:00:00Z.")) from error


def _number(most):
    return forms.IntegerField(required=False, min_value=1, max_value=most)


def _identifier():
    return forms.UUIDField(required=False, error_messages={"invalid": _("Écrivez un identifiant de 36 signes.")})


class AskedForm(forms.Form):
    """The parameters of HSDS 3.1 (openapi.json), and `lang`; others are ignored, as its readers expect."""

    search = forms.CharField(required=False, max_length=LONGEST_SEARCH)
    page = _number(10**6)
    per_page = _number(MOST)
    format = WordField("json", WHOLE)
    lang = WordField(*dict(settings.LANGUAGES))
    taxonomy_term_id = _identifier()
    taxonomy_id = _identifier()
    organization_id = _identifier()
    parent_id = _identifier()
    modified_after = InstantField(required=False)
    minimal = FlagField()
    full = FlagField()
    full_service = FlagField()
    top_only = FlagField()
    postcode = forms.CharField(required=False, max_length=10)
    proximity = forms.FloatField(required=False, min_value=0, max_value=10**6)

    def clean(self):
        if self.cleaned_data.get("proximity") is not None and not self.cleaned_data.get("postcode"):
            self.add_error("proximity", _("Une distance demande un code postal : ajoutez postcode."))
        return self.cleaned_data


@dataclass(frozen=True)
class Asked:
    """What was understood. language: in which texts are wanted."""

    language: str
    search: str = ""
    page: int = 1
    per_page: int = PER_PAGE
    whole: bool = False
    taxonomy_term_id: object = None
    taxonomy_id: object = None
    organization_id: object = None
    parent_id: object = None
    modified_after: object = None
    minimal: bool = False
    full: bool = False
    full_service: bool = False
    top_only: bool = False
    postcode: str = ""
    proximity: float | None = None


def read(params, language):
    """(the Asked, {}) of a QueryDict, or (None, {parameter: sentence}). language: used unless `lang` says another."""
    form = AskedForm(params)
    if not form.is_valid():
        return None, {name: " ".join(map(str, messages)) for name, messages in form.errors.items()}
    given = form.cleaned_data
    page, per_page, language = given.pop("page"), given.pop("per_page"), given.pop("lang") or language
    whole = given.pop("format") == WHOLE
    # “When using this parameter aim to return all services within one page.”
    usual = None if given["minimal"] else PER_PAGE
    return Asked(language=language, page=page or 1, per_page=per_page or usual, whole=whole, **given), {}
