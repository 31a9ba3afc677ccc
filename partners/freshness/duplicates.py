"""Partners that may be there twice: by number, by name, by place. `pairs` is pure; `found` reads the directory once."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from django.core.cache import cache
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.kit.contact import name_key

from ..finding.stamp import stamp
from ..models import DistinctPair, Partner

NEAR = 0.72  # likeness of two names at one place, from 0 to 1
ALIKE = 0.55  # of two that share a number or an address
MOST_TOGETHER = 40  # who share one value: more than that is a house or an exchange, and says nothing
USUAL = 4  # names with a word from which on it no longer tells partners apart
KEPT = 3600  # seconds; the stamp of the directory ends it sooner
# Words that say what an organisation is, not which one.
COMMON = frozenset(
    [
        "asbl",
        "vzw",
        "aisbl",
        "ivzw",
        "de",
        "het",
        "la",
        "le",
        "les",
        "l",
        "d",
        "du",
        "des",
        "the",
        "van",
        "een",
        "of",
        "a",
        "et",
        "en",
        "and",
    ]
)


class Reason(TextChoices):
    NUMBER = "number", _("même numéro d’entreprise")
    NAME = "name", _("même nom")
    PHONE = "phone", _("même téléphone, nom proche")
    EMAIL = "email", _("même adresse e-mail, nom proche")
    PLACE = "place", _("même lieu, nom proche")


@dataclass(frozen=True)
class Facts:
    """What partners are compared by. names: bare names; family: the key of whom it depends on, else its own."""

    key: int
    names: frozenset
    number: str = ""
    phone: str = ""
    email: str = ""
    place: int | None = None
    family: int | None = None


@dataclass(frozen=True)
class Pair:
    """one < other: keys of partners. reasons: the strongest first."""

    one: int
    other: int
    reasons: tuple


def bare(name):
    """The name without case, accents, legal form and articles: what two spellings have in common."""
    words = name_key(name).split()
    return " ".join(word for word in words if word not in COMMON) or " ".join(words)


def pairs(everybody):
    """[Pair] among Facts, by the strength of their reasons, then by key.

    Branches of one organisation share numbers and addresses by nature: of them only the name tells.
    """
    reasons, usual = defaultdict(set), _usual_words(everybody)
    for name, near, values in (
        (Reason.NUMBER, 0, lambda facts: [facts.number]),
        (Reason.NAME, 0, lambda facts: facts.names),
        (Reason.PHONE, ALIKE, lambda facts: [facts.phone]),
        (Reason.EMAIL, ALIKE, lambda facts: [facts.email]),
        (Reason.PLACE, NEAR, lambda facts: [facts.place]),
    ):
        for together in _sharing(everybody, values):
            for one, other in combinations(together, 2):
                if (name == Reason.NAME or one.family != other.family) and _likeness(one, other, usual) >= near:
                    reasons[one.key, other.key].add(name)
    order = list(Reason)
    made = [Pair(*keys, tuple(sorted(why, key=order.index))) for keys, why in reasons.items()]
    return sorted(made, key=lambda pair: ([order.index(why) for why in pair.reasons], pair.one, pair.other))


def _sharing(everybody, values):
    groups = defaultdict(list)
    for facts in sorted(everybody, key=lambda facts: facts.key):
        for value in values(facts):
            if value:
                groups[value].append(facts)
    return [group for group in groups.values() if 1 < len(group) <= MOST_TOGETHER]


def _usual_words(everybody):
    """Words of so many names that sharing them says nothing: « ville de Bruxelles », « maison », « crèche »."""
    counted = Counter(word for facts in everybody for word in {each for name in facts.names for each in name.split()})
    return frozenset(word for word, count in counted.items() if count >= USUAL)


def _likeness(one, other, usual):
    """From 0 to 1: the best of all languages, letter by letter or word by word."""
    return max((_near(_telling(mine, usual), _telling(theirs, usual)) for mine in one.names for theirs in other.names),
               default=0)  # fmt: skip


def _telling(name, usual):
    return " ".join(word for word in name.split() if word not in usual) or name


def _near(mine, theirs):
    words, others = set(mine.split()), set(theirs.split())
    shared = len(words & others) / max(1, len(words | others))
    return max(shared, SequenceMatcher(None, mine, theirs).ratio())


def found():
    """[Pair] of the directory that nobody said to be two; read anew when the directory or an answer changes."""
    key = f"duplicates:{stamp()}"
    known = cache.get(key)
    if known is None:
        known = pairs([_facts(partner) for partner in _compared()])
        cache.set(key, known, KEPT)
    said = set(DistinctPair.objects.values_list("one", "other"))
    return [pair for pair in known if (pair.one, pair.other) not in said]


def resembling(partner):
    """[(Pair, Partner)] of a saved partner: those that look like it."""
    mine = [pair for pair in found() if partner.pk in (pair.one, pair.other)]
    others = Partner.objects.with_texts().in_bulk({pair.one + pair.other - partner.pk for pair in mine})
    return [(pair, others[pair.one + pair.other - partner.pk]) for pair in mine]


def say_distinct(one, other, *, by):
    """Remember that these two partners are two. A repeat changes nothing."""
    low, high = sorted((one, other), key=lambda partner: partner.pk)
    DistinctPair.objects.get_or_create(one=low, other=high, defaults={"said_by": by})


def _compared():
    return Partner.objects.prefetch_related("texts").order_by("pk")


def _facts(partner):
    return Facts(
        key=partner.pk,
        names=frozenset(bare(text.name) for text in partner.texts.all()),
        number=partner.enterprise_number,
        phone=partner.phone,
        email=partner.email.casefold(),
        place=partner.place_id,
        family=partner.parent_id or partner.pk,
    )
