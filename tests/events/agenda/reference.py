"""A random catalogue, and the agenda's filters once more, written as plainly as possible over its objects."""

import random
import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from events import catalogue
from events.models import Audience, Capacity, Event, EventKind, Occurrence, OccurrenceState
from partners.models import PLACE_FEATURES, Feature
from tests.factories import make_event, make_partner, make_place, make_quartier, make_theme

BRUSSELS = ZoneInfo("Europe/Brussels")
# Around the night of 27 to 28 March 2027, when the clocks go forward.
FIRST_DAY, DAYS = date(2027, 2, 15), 75
LANGUAGES = ["fr", "nl", "en", "ar", "tr"]
WORDS = [
    "fête", "Fêter", "été", "Éléphant", "œuvre", "couture", "Café", "cafetière", "vélo", "à", "de", "la", "l’atelier",
    "d’écriture", "Noël", "Ångström", "straße", "العربية", "عربية", "بيت", "Україна", "jardin", "jardinage", "2027",
    "3D", "thé", "Théâtre",
]  # fmt: skip


def instant(day, clock=time(0)):
    return datetime.combine(day, clock, BRUSSELS).astimezone(UTC)


def make_catalogue(seed, events=60):
    """Some events with a few dates each, of every sort, their rows written; returns the list of Occurrences."""
    draw = random.Random(seed)
    quartiers = [make_quartier(f"Quartier {WORDS[number]}", slug=f"quartier-{number}") for number in range(4)]
    partners = [make_partner(f"Association {word}", slug=f"association-{n}") for n, word in enumerate(WORDS[:4])]
    themes = [make_theme(f"Thème {WORDS[-number]}", slug=f"theme-{number}") for number in range(1, 4)]
    themes += [make_theme("Thème", slug="theme-0", name_nl="Jardin")]
    places = [
        make_place(
            f"Salle {draw.choice(WORDS)}",
            slug=f"salle-{number}",
            quartier=draw.choice([*quartiers, None]),
            confidential=draw.random() < 0.15,
            features={code: draw.choice(["yes", "no"]) for code in PLACE_FEATURES if draw.random() < 0.6},
        )
        for number in range(8)
    ]
    for _number in range(events):
        _add_event(draw, partners, themes, places)
    catalogue.events_changed(Event.objects.values_list("pk", flat=True))
    return load()


def load():
    """Every Occurrence with whatever the reference reads, in the order of the agenda."""
    loaded = Occurrence.objects.select_related("capacity", "place__quartier", "event__place__quartier")
    loaded = loaded.select_related("event__capacity", "event__organiser").prefetch_related(
        "event__texts", "event__themes", "event__place__features", "place__features", "event__occurrences",
        "event__organiser__texts", "event__place__texts",
    )  # fmt: skip
    return sorted(loaded, key=lambda occurrence: (occurrence.starts_at, occurrence.pk))


def _some(draw, values, chance=0.3):
    return [value for value in values if draw.random() < chance]


def _add_event(draw, partners, themes, places):
    mode = draw.choice(["none", "date", "whole"])
    free = draw.random() < 0.6
    opens, closes = _window(draw)
    event = make_event(
        texts={
            language: {
                "title": " ".join(draw.choices(WORDS, k=3)),
                "summary": " ".join(draw.choices(WORDS, k=4)),
                "body": " ".join(draw.choices(WORDS, k=5)),
            }
            for language in draw.choice([["fr"], ["fr", "nl"], ["nl", "ar"]])
        },
        dates=[],
        themes=_some(draw, themes),
        organiser=draw.choice(partners),
        place=draw.choice([*places, None]),
        is_online=draw.random() < 0.2,
        kind=draw.choice(EventKind.values),
        audiences=_some(draw, Audience.values),
        languages=_some(draw, LANGUAGES),
        age_min=draw.choice([None, 0, 3, 6, 12]),
        age_max=draw.choice([None, 12, 18, 99]),
        is_free=free,
        price=None if free else Decimal("4"),
        childcare=draw.random() < 0.3,
        accessibility={code: draw.choice(["yes", "no"]) for code in _some(draw, Feature.values, 0.2)},
        registration_mode=mode,
        waiting_list=draw.random() < 0.5,
        registration_opens_at=opens,
        registration_closes_at=closes,
        live=draw.random() < 0.9,
    )
    if mode == "whole":
        event.capacity = _capacity(draw)
        event.save(update_fields=["capacity"])
    for ordinal in range(draw.randint(0, 8)):
        _add_date(draw, event, places, ordinal, mode)


def _window(draw):
    opens = instant(FIRST_DAY + timedelta(days=draw.randrange(DAYS))) if draw.random() < 0.2 else None
    closes = instant(FIRST_DAY + timedelta(days=draw.randrange(DAYS)), time(12)) if draw.random() < 0.3 else None
    return (opens, closes) if not (opens and closes) or opens < closes else (None, closes)


def _capacity(draw):
    limit = draw.choice([None, 2, 20])
    return Capacity.objects.create(limit=limit, taken=draw.choice([0, limit or 7]))


def _add_date(draw, event, places, ordinal, mode):
    day = FIRST_DAY + timedelta(days=draw.randrange(DAYS))
    starts_at = instant(day, time(draw.choice([0, 2, 6, 9, 11, 12, 14, 17, 18, 20, 23]), draw.choice([0, 30, 59])))
    lasts = draw.choice([0, 30, 60, 120, 240, 480, 720, 1440, 1441, 5000, 30000])
    ends_at = starts_at + timedelta(minutes=lasts)
    Occurrence.objects.create(
        event=event,
        rule_day=day,
        ordinal=ordinal,
        rule_starts_at=starts_at,
        rule_ends_at=ends_at,
        starts_at=starts_at,
        ends_at=ends_at,
        in_schedule=draw.random() < 0.9,
        moved=draw.random() < 0.1,
        previous_starts_at=starts_at - timedelta(hours=20) if draw.random() < 0.1 else None,
        place=draw.choice(places) if draw.random() < 0.2 else None,
        state=draw.choices(OccurrenceState.values, [8, 1, 1])[0],
        capacity=_capacity(draw) if mode == "date" else None,
    )


class Naive:
    """The agenda at `now` over a list of Occurrences: every filter asks each of them."""

    def __init__(self, occurrences, now):
        self.now, self.today = now, now.astimezone(BRUSSELS).date()
        self.visible = [date for date in occurrences if date.event.live and date.in_schedule and date.ends_at > now]

    def find(self, asked):
        """The Occurrences for {filter: [values]}; filters that are not asked for are missing."""
        return [date for date in self.visible if all(self.suits(date, *one) for one in asked.items())]

    def counts(self, asked, choices):
        """{(filter, value): the rows that choosing it would show}, without zeros. choices: {filter: values}."""
        found = {}
        for name, values in choices.items():
            others = self.find({other: chosen for other, chosen in asked.items() if other != name})
            for value in values:
                choosing = [*asked.get(name, []), value] if name == "acces" else [value]
                found[name, value] = sum(self.suits(date, name, choosing) for date in others)
        return {key: count for key, count in found.items() if count}

    def suits(self, date, name, values):
        if name == "dates":
            return any(self.falls(date, *days) for days in values)
        if name == "q":
            return any(all(_has(words, word) for word in values) for words in self.facts(date, name))
        facts = self.facts(date, name)
        if name == "age":
            return any(facts[0] <= age <= facts[1] for age in values)
        return all(value in facts for value in values) if name == "acces" else any(value in facts for value in values)

    def facts(self, date, name):
        """What a filter compares with; kept on the date, except for places, which the clock decides."""
        if name == "places":
            return self._places(date)
        kept = date.__dict__.setdefault("kept_facts", {})
        if name not in kept:
            kept[name] = getattr(self, f"_{name}")(date)
        return kept[name]

    def falls(self, date, first, last):
        """Whether the date counts for one of the days from `first` to `last` (None: without end)."""
        starts, ends = date.starts_at.astimezone(BRUSSELS), date.ends_at.astimezone(BRUSSELS)
        day = first
        while day <= min(last or ends.date(), max(starts.date(), ends.date())):
            running = starts.date() < day and date.ends_at > instant(day, time(6))
            if starts.date() == day or running or (day == self.today and starts.date() < day):
                return True
            day += timedelta(days=1)
        return False

    def place(self, date):
        return date.place or date.event.place

    def _q(self, date):
        return list(_texts(date.event))

    def _quartier(self, date):
        place = self.place(date)
        return [place.quartier.slug] if place and place.quartier and not place.confidential else []

    def _type(self, date):
        return [date.event.kind]

    def _theme(self, date):
        return [theme.slug for theme in date.event.themes.all()]

    def _partenaire(self, date):
        return [date.event.organiser.slug]

    def _public(self, date):
        return date.event.audiences

    def _langue(self, date):
        return date.event.languages

    def _age(self, date):
        high = date.event.age_max
        return date.event.age_min or 0, 1000 if high is None else high

    def _acces(self, date):
        facts = {feature.code: feature.value for feature in self.place(date).features.all()} if self.place(date) else {}
        return [code for code, value in {**facts, **date.event.accessibility}.items() if value == "yes"]

    def _gratuit(self, date):
        return ["1"] if date.event.is_free else []

    def _garderie(self, date):
        return ["1"] if date.event.childcare else []

    def _moment(self, date):
        """The part in which it starts, and each one that begins while it is on; after midnight, the morning at six."""
        starts, ends = date.starts_at.astimezone(BRUSSELS), date.ends_at.astimezone(BRUSSELS)
        found = ["matin" if starts.hour < 12 else "apres-midi" if starts.hour < 18 else "soir"]
        for days in range((ends.date() - starts.date()).days + 1):
            for hour, part in ((6, "matin"), (12, "apres-midi"), (18, "soir")):
                begins = instant(starts.date() + timedelta(days=days), time(hour))
                if date.starts_at < begins < date.ends_at:
                    found.append(part)
        return found

    def _places(self, date):
        event = date.event
        if date.state != "scheduled":
            return []
        if event.registration_mode == "none":
            return ["1"]
        whole = event.registration_mode == "whole"
        happening = [other for other in event.occurrences.all() if other.in_schedule and other.state == "scheduled"]
        starts = [other.starts_at for other in happening if whole or other.pk == date.pk]
        closes = event.registration_closes_at or min(starts)
        opens = event.registration_opens_at
        capacity = event.capacity if whole else date.capacity
        room = capacity.limit is None or capacity.taken < capacity.limit
        return ["1"] if room and (not opens or opens <= self.now) and self.now < closes else []


def _has(words, asked):
    return any(word.startswith(asked) if len(asked) > 2 else word == asked for word in words)


def plain_words(text):
    text = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    return re.findall(r"[^\W_]+", "".join(c for c in text if not unicodedata.combining(c)))


def _texts(event):
    place = event.place if event.place and not event.place.confidential else None
    names = [row.texts.all()[0].name for row in (event.organiser, place) if row]
    for row in [*event.themes.all(), *([place.quartier] if place and place.quartier else [])]:
        names += [row.name_fr, row.name_nl, row.name_en]
    for text in event.texts.all():
        body = re.sub("<.*?>", " ", " ".join(str(block.value) for block in text.body))
        yield plain_words(" ".join([text.title, text.summary, body, *names]))
