"""Staff's own words in letters: which ones apply, and the fields that they may name."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..feeds.vevent import page_language
from ..models import MessageText

# What may stand between braces, and what each is filled with.
FIELDS = {
    "nom": gettext_lazy("le nom de la personne"),
    "activite": gettext_lazy("le titre de l’activité"),
    "date": gettext_lazy("la première date, avec ses heures"),
    "lieu": gettext_lazy("le lieu et son adresse, sur une ligne"),
    "organisateur": gettext_lazy("qui organise"),
}
_FIELD = re.compile(r"\{([^{}]*)\}")
_PARAGRAPHS = re.compile(r"\n[ \t]*\n+")


@dataclass(frozen=True)
class OwnWords:
    """Both may be empty: the built-in words stay. paragraphs: lists of lines."""

    subject: str = ""
    paragraphs: tuple = ()


def check_fields(text):
    """Raise ValidationError for a name between braces that no letter fills in, and for a brace alone."""
    unknown = [name for name in _FIELD.findall(text) if name not in FIELDS]
    if unknown:
        allowed = " ".join(f"{{{name}}}" for name in FIELDS)
        raise ValidationError(
            _("« {%(name)s} » n’est pas un champ. Les champs sont : %(allowed)s"),
            code="field",
            params={"name": unknown[0][:30], "allowed": allowed},
        )
    if re.search(r"[{}]", _FIELD.sub("", text)):
        raise ValidationError(_("Une accolade est seule. Un champ s’écrit ainsi : {nom}"), code="brace")


def chosen_texts(kind, event, language):
    """The MessageTexts that apply to a letter: those for this event before those for all."""
    texts = MessageText.objects.filter(kind=kind, language=page_language(language))
    return sorted(texts.filter(Q(event=event.pk) | Q(event=None)), key=lambda text: text.event_id is None)


def own_words(texts, event, facts, language):
    """The OwnWords of a letter: the first subject and the first sentences of these texts, with their fields filled in.

    facts: the variables of the letter's templates.
    """
    if not texts:
        return OwnWords()
    values = _values(event, facts, language)
    subject = next((text.subject for text in texts if text.subject), "")
    words = next((text.introduction for text in texts if text.introduction), "")
    return OwnWords(_fill(subject, values), paragraphs_of(_fill(words, values)))


def _values(event, facts, language):
    organiser = event.organiser.text(language)
    named = _("l’organisateur") if event.sensitive else organiser.name if organiser else ""
    return {
        "nom": facts["greeting_name"],
        "activite": facts["event_title"],
        "date": next(iter(facts["date_lines"]), ""),
        "lieu": ", ".join(facts["place_lines"]),
        "organisateur": named,
    }


def _fill(text, values):
    """In one pass: what is filled in is not read again, whatever braces a name has."""
    return _FIELD.sub(lambda found: values.get(found[1], found[0]), text)


def paragraphs_of(text):
    """A text as a tuple of paragraphs, each a list of its lines."""
    blocks = _PARAGRAPHS.split(text.replace("\r\n", "\n").strip())
    return tuple(block.split("\n") for block in blocks if block.strip())
