"""The words of lists, as files write them: codes, identifiers, and names in each language of the portal."""

from django.conf import settings
from django.utils.translation import override

from portal.kit.contact import name_key
from portal.kit.texts import LANGUAGE_NAMES, SPOKEN_CHOICES

from ..hsds.terms import all_terms
from ..models import Attending, LegalForm, Quartier, ServiceStatus, Theme, Weekday

CHOICES = {"legal_form": LegalForm, "attending": Attending, "status": ServiceStatus, "weekday": Weekday}


class Words:
    """What each word of a list means here. Two queries; the lists of the file's terms are those of hsds.terms."""

    def __init__(self):
        self._codes = {}
        for term in all_terms(Theme.objects.all(), Quartier.objects.all()):
            self._learn(term.taxonomy, term.code, term.code, term.id, *self._in_each(term.name))
        for name, choices in CHOICES.items():
            for choice in choices:
                self._learn(name, choice.value, choice.value, *self._in_each(lambda _l, c=choice: str(c.label)))
        spoken = dict(SPOKEN_CHOICES)
        for code, names in LANGUAGE_NAMES.items():
            if code in spoken:
                self._learn("spoken", code, code, *names)

    def _in_each(self, name):
        for language, _label in settings.LANGUAGES:
            with override(language):
                yield name(language)

    def _learn(self, listed, code, *words):
        for word in words:
            if word not in (None, ""):
                self._codes.setdefault((listed, _key(word)), code)

    def find(self, listed, *words):
        """The code of the first of these words that the list knows, or None."""
        found = (self._codes.get((listed, _key(word))) for word in words if word)
        return next((code for code in found if code is not None), None)


def _key(word):
    return name_key(str(word)) or str(word)
