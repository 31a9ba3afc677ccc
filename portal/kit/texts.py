"""Texts by language: which one a reader gets, and what is said when it is not theirs."""

from dataclasses import dataclass

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

FALC = "fr-x-falc"
OFFICIAL_LANGUAGES = ("fr", "nl")

# BCP-47 code → (French, Dutch, English, own name); what staff may choose for a text or a spoken language.
LANGUAGE_NAMES = {
    "fr": ("français", "Frans", "French", "Français"),
    "nl": ("néerlandais", "Nederlands", "Dutch", "Nederlands"),
    "en": ("anglais", "Engels", "English", "English"),
    "ar": ("arabe", "Arabisch", "Arabic", "العربية"),
    "bg": ("bulgare", "Bulgaars", "Bulgarian", "Български"),
    "de": ("allemand", "Duits", "German", "Deutsch"),
    "es": ("espagnol", "Spaans", "Spanish", "Español"),
    "fa": ("persan", "Perzisch", "Persian", "فارسی"),
    "it": ("italien", "Italiaans", "Italian", "Italiano"),
    "pl": ("polonais", "Pools", "Polish", "Polski"),
    "ps": ("pachto", "Pasjtoe", "Pashto", "پښتو"),
    "pt": ("portugais", "Portugees", "Portuguese", "Português"),
    "ro": ("roumain", "Roemeens", "Romanian", "Română"),
    "ru": ("russe", "Russisch", "Russian", "Русский"),
    "so": ("somali", "Somalisch", "Somali", "Soomaali"),
    "sq": ("albanais", "Albanees", "Albanian", "Shqip"),
    "ti": ("tigrigna", "Tigrinya", "Tigrinya", "ትግርኛ"),
    "tr": ("turc", "Turks", "Turkish", "Türkçe"),
    "uk": ("ukrainien", "Oekraïens", "Ukrainian", "Українська"),
    "ur": ("ourdou", "Urdu", "Urdu", "اردو"),
    FALC: ("français facile à lire", "makkelijk Frans", "easy-to-read French", "Facile à lire"),
}
RIGHT_TO_LEFT = frozenset({"ar", "fa", "ps", "ur", "he"})
LANGUAGE_CHOICES = [(code, names[3]) for code, names in LANGUAGE_NAMES.items()]
SPOKEN_CHOICES = [(code, label) for code, label in LANGUAGE_CHOICES if code != FALC]

validate_language_code = RegexValidator(
    r"^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$", _("Écrivez un code de langue BCP-47, par exemple « fr » ou « ar ».")
)


class LanguageCodeField(models.CharField):
    """A BCP-47 language tag (RFC 5646), such as `nl` or `fr-x-falc`."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 16)
        kwargs.setdefault("verbose_name", _("langue"))
        super().__init__(*args, **kwargs)
        self.validators.append(validate_language_code)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("validators", None)
        return name, path, args, kwargs


def language_name(code, reader):
    """What the language `code` is called in the reader's language (fr, nl or en)."""
    position = {"fr": 0, "nl": 1, "en": 2}.get(reader, 0)
    return LANGUAGE_NAMES[code][position] if code in LANGUAGE_NAMES else code


def direction(code):
    """`rtl` or `ltr`, for the `dir` attribute."""
    return "rtl" if code.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def preference(language):
    """Languages to try for a reader of `language`, best first; an easy-to-read text only when it was asked for."""
    return dict.fromkeys((language, language.partition("-")[0], *(code for code, _name in settings.LANGUAGES)))


def choose_text(texts, language):
    """The text (a row with `.language`) that a reader of `language` gets, or None when there is none.

    The reader's language, else French, Dutch, English, else whatever there is except easy-to-read variants.
    """
    by_language = {text.language: text for text in texts}
    for code in preference(language):
        if code in by_language:
            return by_language[code]
    plain = [text for code, text in sorted(by_language.items()) if "-x-" not in code]
    return plain[0] if plain else next(iter(by_language.values()), None)


def lang_attribute(text, language):
    """The text's language when it differs from the page's (for `lang=`), else the empty string."""
    return "" if text is None or text.language == language else text.language


def translated(row, field, language):
    """`row.<field>_<language>` of a fixed list with translated columns, falling back to French, then Dutch."""
    return translated_line(row, field, language).text


def translated_line(row, field, language):
    """The same as a Line, which says when it is in another language."""
    for code in (language, "fr", "nl", "en"):
        value = getattr(row, f"{field}_{code}", "")
        if value:
            return Line(value, "" if code == language else code)
    return Line("")


@dataclass(frozen=True)
class Line:
    """Words of a page with their language, "" when it is the page's own."""

    text: str
    lang: str = ""

    def __str__(self):
        return self.text


def unbroken(name):
    """The name with its dashes kept beside the word before: « CPAS – antenne » never begins a line with « – »."""
    return name.replace(" – ", "\u00a0– ")
