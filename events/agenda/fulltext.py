"""Full text of events: the same words on SQLite (FTS5) and PostgreSQL (tsvector), because we split them ourselves."""

import re
import unicodedata

from django.db import connection
from django.db.models import Q

from ..models import AgendaText, Event

LONGEST_WORD = 40
MOST_WORDS = 8
# A word of fewer letters is looked up whole: as a beginning it would find everything.
SHORTEST_BEGINNING = 3

# Latin accents, Hebrew points, Arabic vowel signs and the stroke that stretches Arabic words.
_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")
_WORD = re.compile(r"[^\W_]+")
# Letters that Unicode does not take apart, though people type them both ways.
_SPELLINGS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})

SEARCH = {
    "sqlite": "SELECT rowid FROM events_agendatext_index WHERE events_agendatext_index MATCH %s",
    "postgresql": (
        "SELECT id FROM events_agendatext WHERE array_to_tsvector(string_to_array(words, ' ')) @@ %s::tsquery"
    ),
}


def words_of(text):
    """The words of a text as they are indexed: lower case, without accents, in order, repeated as in the text."""
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold())).translate(_SPELLINGS)
    return [word[:LONGEST_WORD] for word in _WORD.findall(plain)]


def asked_words(query):
    """The words that a search asks for (tuple, at most MOST_WORDS); small ones only when there is nothing else."""
    words = tuple(dict.fromkeys(words_of(query)))
    telling = tuple(word for word in words if len(word) >= SHORTEST_BEGINNING)
    return (telling or words)[:MOST_WORDS]


def find_events(words):
    """The ids (set) of the events of which one text has every word, or a longer one that begins so."""
    match = {"sqlite": _fts5, "postgresql": _tsquery}[connection.vendor](words)
    with connection.cursor() as cursor:
        cursor.execute(SEARCH[connection.vendor], [match])
        return {found // AgendaText.TEXTS for (found,) in cursor.fetchall()}


def found_in_words(query):
    """The condition on events that these words find: what was ever public as in the agenda, drafts by their texts."""
    words = asked_words(query)
    drafts = Event.objects.filter(first_published_at=None).order_by()
    for word in query.split():
        drafts = drafts.filter(Q(texts__title__icontains=word) | Q(texts__summary__icontains=word))
    return Q(pk__in=find_events(words) if words else []) | Q(pk__in=drafts.values("pk"))


# Words are letters and digits only: nothing in them needs escaping.
def _fts5(words):
    return " AND ".join(f'"{word}"*' if len(word) >= SHORTEST_BEGINNING else f'"{word}"' for word in words)


def _tsquery(words):
    return " & ".join(f"'{word}':*" if len(word) >= SHORTEST_BEGINNING else f"'{word}'" for word in words)
