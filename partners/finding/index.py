"""The directory in this process: one bit for each partner, and a number per filter value.

A count is an AND and a bit_count, and equals the rows of the list because the list comes from the same bits. Built
anew when the stamp of the directory has changed, whichever process changed it; safe among threads.
"""

import gc
import re
import threading
import unicodedata
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import override

from portal.kit.texts import OFFICIAL_LANGUAGES, choose_text

from ..hours import DAY, spans, timetable_of, timetable_of_service
from ..models import Audience, PartnerKind, ServiceStatus
from .loading import load
from .stamp import stamp

MOST_TEXTS = 200  # searches whose bits are kept
LANGUAGES = (*OFFICIAL_LANGUAGES, "en")
_MARKS = re.compile("[\u0300-\u036f]+")
_GAPS = re.compile(r"[\W_]+")


def folded(text):
    """The text without case, accents and punctuation: what is asked, and what is sorted by."""
    return _GAPS.sub(" ", plain(text)).strip()


def plain(text):
    """The text without case and accents: what is searched, where punctuation is in nobody's way."""
    return _MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold()


@dataclass(slots=True)
class Entry:
    """A partner as it is found. values: facet → values; words: folded; points: (latitude, longitude) of its places.

    What confidential places would tell is in none of them. timetable: of its seat; others: of its other places and of
    its services.
    """

    pk: int
    slug: str
    kind: str
    texts: list
    languages: list
    quartier: object
    place: object
    values: dict
    words: str
    points: list
    timetable: object
    others: list

    def text(self, language):
        return choose_text(self.texts, language)

    def get_kind_display(self):
        return str(PartnerKind(self.kind).label)


@dataclass(frozen=True)
class OpenNow:
    """The bits of who is open, good from `since` until `until`; hours: (start, end)s by position, good for `today`."""

    today: object
    since: object
    until: object
    bits: int
    hours: list


@dataclass
class Index:
    """entries: by position. facets: {facet: {value: bits}}. addresses: (folded text, label, latitude, longitude).

    quartiers, themes: {slug: row}; former: {old slug: slug}. Filled while they are asked for: texts (bits of
    searches), orders (positions by language), open_now, fragments (of the map’s data) and cards by language and
    position, said (of this minute: who is open, in words).
    """

    stamp: str
    entries: list
    facets: dict
    addresses: list
    quartiers: dict
    themes: dict
    former: dict
    texts: dict = field(default_factory=dict)
    orders: dict = field(default_factory=dict)
    open_now: OpenNow | None = None
    fragments: dict = field(default_factory=dict)
    cards: dict = field(default_factory=dict)
    said: dict = field(default_factory=dict)

    @property
    def everything(self):
        return (1 << len(self.entries)) - 1

    def with_words(self, words):
        """The bits of the entries that hold each of these words (folded, a tuple)."""
        bits = self.texts.get(words)
        if bits is None:
            bits = bits_of(n for n, entry in enumerate(self.entries) if all(word in entry.words for word in words))
            if len(self.texts) < MOST_TEXTS:
                self.texts[words] = bits
        return bits

    @cached_property
    def first_points(self):
        """(latitudes, longitudes, {position: other points}): of each entry the first, NaN where it has none."""
        nowhere = (float("nan"), float("nan"))
        firsts = [entry.points[0] if entry.points else nowhere for entry in self.entries]
        others = {n: entry.points[1:] for n, entry in enumerate(self.entries) if len(entry.points) > 1}
        return [point[0] for point in firsts], [point[1] for point in firsts], others

    def ordered(self, language):
        """All positions by kind, then by the name that readers of `language` see."""
        found = self.orders.get(language)
        if found is None:
            rank = {kind.value: number for number, kind in enumerate(PartnerKind)}

            def key(position):
                entry = self.entries[position]
                text = entry.text(language)
                return rank[entry.kind], folded(text.name if text else entry.slug), entry.pk

            found = self.orders[language] = sorted(range(len(self.entries)), key=key)
        return found

    def open_at(self, now, today):
        """The bits of the entries that are open at that instant; today: its local day."""
        held = self.open_now
        if held is not None and held.today == today and held.since <= now < held.until:
            return held.bits
        if held is None or held.today != today:
            hours = [_hours_around(entry, today) for entry in self.entries]
        else:
            hours = held.hours
        bits = bits_of(n for n, found in enumerate(hours) if any(start <= now < end for start, end in found))
        changes = [moment for found in hours for span in found for moment in span if moment > now]
        self.open_now = OpenNow(today, now, min(changes, default=now + DAY), bits, hours)
        return bits

    @cached_property
    def knows_hours(self):
        """Whether anything says when anybody is open."""
        return any(table.is_known for entry in self.entries for table in (entry.timetable, *entry.others))


def bits_of(positions):
    """The number whose bits at `positions` are set."""
    chosen = sorted(positions)
    if not chosen:
        return 0
    cells = bytearray(chosen[-1] // 8 + 1)
    for position in chosen:
        cells[position >> 3] |= 1 << (position & 7)
    return int.from_bytes(cells, "little")


def _hours_around(entry, today):
    """(start, end) of what it is open yesterday, whose night may last, and today."""
    tables = (entry.timetable, *entry.others)
    return [
        (span.start, span.end)
        for table in tables
        if table.is_known
        for day in (today - DAY, today)
        for span in spans(table, day)
    ]


@contextmanager
def _collector_paused():
    """The collector would walk the new rows again and again, and find no garbage."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


def build(value):
    """The Index of what the database has; value: the stamp that was read before."""
    with _collector_paused():
        return _build(value)


def _build(value):
    found = load()
    services = defaultdict(list)
    for service in found.services.values():
        services[service.partner.pk].append(service)
    labels = _labels(found)
    entries = [_entry(partner, services[partner.pk], found, labels) for partner in found.partners.values()]
    facets = defaultdict(lambda: defaultdict(list))
    for position, entry in enumerate(entries):
        for facet, values in entry.values.items():
            for each in values:
                facets[facet][each].append(position)
    return Index(
        stamp=value,
        entries=entries,
        facets={facet: {each: bits_of(at) for each, at in values.items()} for facet, values in facets.items()},
        addresses=_addresses(found),
        quartiers={row.slug: row for row in found.quartiers.values()},
        themes={row.slug: row for row in found.themes.values()},
        former={old: found.partners[pk].slug for old, pk in found.former.items() if pk in found.partners},
    )


def _labels(found):
    """{kind, audience code or theme id: its names in all languages}"""
    labels = defaultdict(str)
    for language in LANGUAGES:
        with override(language):
            for choice in (*PartnerKind, *Audience):
                labels[choice.value] += f" {choice.label}"
    for theme in found.themes.values():
        labels[theme.pk] = f"{theme.name_fr} {theme.name_nl} {theme.name_en}"
    return labels


def _entry(partner, services, found, labels):
    owners = [partner, *services]
    seat = found.places.get(partner.place)
    presences = [row for owner in owners for row in owner.presences if row.place_id in found.places]
    sites = list({row.place_id: found.places[row.place_id] for row in presences}.values())
    places = [seat, *(site for site in sites if site is not seat)] if seat else sites
    theme_ids = set().union(*(owner.theme_ids for owner in owners))
    audiences = {code for owner in owners for code in owner.audiences}
    spoken = {code for owner in owners for code in owner.languages}
    quartier = found.quartiers.get(partner.quartier)
    values = {
        "type": {partner.kind},
        "quartier": {quartier.slug} if quartier else set(),
        "theme": {found.themes[pk].slug for pk in theme_ids if pk in found.themes},
        "public": audiences & set(Audience.values),
        "langue": spoken,
        # Of one building: two things that are each in another one help nobody.
        "acces": (seat or (sites[0] if sites else None)).features if seat or sites else set(),
        "partenaire": {partner.slug},
    }
    words = [f"{text.name} {text.summary} {text.rest}" for owner in owners for text in owner.texts]
    words += [labels[key] for key in (partner.kind, *sorted(audiences), *sorted(theme_ids))]
    words += [f"{place.street} {place.street_nl} {place.postal_code}" for place in places]
    words += [text.name for place in places for text in place.texts]
    open_services = [service for service in services if service.status == ServiceStatus.ACTIVE]
    return Entry(
        pk=partner.pk,
        slug=partner.slug,
        kind=partner.kind,
        texts=[type(text)(text.language, text.name, text.summary) for text in partner.texts],
        languages=partner.languages,
        quartier=quartier,
        place=seat,
        values=values,
        words=plain(" ".join(words)),
        points=[(place.latitude, place.longitude) for place in places if place.latitude is not None],
        timetable=timetable_of(partner),
        others=[
            *(timetable_of(partner, row.place_id) for row in partner.presences),
            *(timetable_of_service(service) for service in open_services if service.hours),
        ],
    )


def _addresses(found):
    """What « près de » may name: quartiers, and places by name and by street."""
    named = [
        ({row.name_fr, row.name_nl, row.name_en}, row.postal_code, row.latitude, row.longitude)
        for row in found.quartiers.values()
    ]
    named += [
        (
            {text.name for text in place.texts} | {place.street, place.street_nl},
            place.postal_code,
            place.latitude,
            place.longitude,
        )
        for place in found.places.values()
        if place.latitude is not None
    ]
    return [
        (folded(f"{name} {code}"), name, latitude, longitude)
        for names, code, latitude, longitude in named
        for name in sorted(names - {""})
    ]


class Holder:
    """What this process holds, renewed when the stamp has changed."""

    def __init__(self):
        self._lock = threading.Lock()
        self._index = None

    def index(self):
        """The Index: one query when nothing has changed since the last one."""
        index = self._index
        if index is not None and index.stamp == stamp():
            return index
        with self._lock:
            # Asked again: while we waited, another thread may have built what we need.
            value = stamp()
            if self._index is None or self._index.stamp != value:
                self._index = build(value)
            return self._index


_holder = Holder()


def directory_index():
    """The Index of the directory as it stands now."""
    return _holder.index()
