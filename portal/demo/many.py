"""Events of any number for measuring, composed from many.toml: the same number, seed and day make the same events.

Five dates for each on average. Rows are written in bulk as publishing would leave them; revisions are not made, so
that an event's history starts with its first edit.
"""

import random
import tomllib
import uuid
from datetime import datetime, time, timedelta
from functools import cache

from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import slugify

from events import catalogue
from events.models import (
    Audience,
    Capacity,
    Event,
    EventText,
    Occurrence,
    Registration,
    RegistrationMode,
    RegistrationState,
    ScheduleRule,
    Seats,
    Source,
    Theme,
)
from events.recurrence import slots
from partners.models import Feature, Known, Partner, Place
from portal.cms.tree import ensure_tree
from portal.kit.contact import name_key
from portal.kit.texts import SPOKEN_CHOICES

from .accounts import load_accounts
from .files import FOLDER
from .territory import load_territory

AT_ONCE = 500  # events
DATES = (1, 1, 2, 3, 4, 5, 6, 8, 10, 10)  # of ten events that follow each other: fifty dates
SPAN = 270  # days from today in which an event begins
BEGIN = {"permanence": (9, 12), "cours": (9, 19), "formation": (9, 14), "jeunesse": (13, 16), "conference": (12, 19)}
SPOKEN = [code for code, _label in SPOKEN_CHOICES]


@cache
def parts():
    return tomllib.loads((FOLDER / "many.toml").read_text(encoding="utf-8"))


def load_many(number, *, seed, now=None):
    """Make events until there are `number` of this seed, then rebuild what the agenda and the feeds read."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    with transaction.atomic(), translation.override("fr"):
        ensure_tree()
        load_territory(today=today)
        load_accounts()
    composer = Composer(seed, today=today, now=now)
    for first in range(0, number, AT_ONCE):
        Batch([composer.compose(n) for n in range(first, min(first + AT_ONCE, number))], now=now).save()
    catalogue.rebuild()


class Composer:
    """Draws events. Each has its own generator, so the first hundred of a thousand are those of a hundred."""

    def __init__(self, seed, *, today, now):
        self.seed, self.today, self.now = seed, today, now
        self.partners = list(Partner.objects.order_by("slug").prefetch_related("texts"))
        self.places = list(Place.objects.order_by("slug").select_related("quartier"))
        self.themes = {theme.slug: theme for theme in Theme.objects.all()}
        self.kinds, self.topics = list(parts()["heads"]), list(parts()["topics"])

    def compose(self, number):
        """(Event, [EventText], [ScheduleRule], [Theme], random.Random), none saved, none bound to the other."""
        draw = random.Random(f"{self.seed}:{number}")  # noqa: S311 - not a secret: the same events each time
        kind, theme = draw.choice(self.kinds), draw.choice(self.topics)
        online = draw.random() < 0.05
        place = None if online else draw.choice(self.places)
        event = Event(
            uuid=uuid.UUID(int=draw.getrandbits(128), version=4),
            kind=kind,
            organiser=draw.choice(self.partners),
            place=place,
            is_online=online,
            featured=number % 500 == 0,
            live=True,
            first_published_at=self.now,
            last_published_at=self.now,
            **self._facts(draw),
            **self._registration(draw),
        )
        texts = self._texts(event, kind, theme, draw)
        event.slug = f"{slugify(texts[0].title)[:50].strip('-')}-{self.seed}-{number}"
        themes = {theme, *draw.sample(self.topics, draw.choice((0, 0, 1)))}
        rules = [self._rule(kind, DATES[number % len(DATES)], draw)]
        return event, texts, rules, [self.themes[slug] for slug in sorted(themes)], draw

    def _facts(self, draw):
        free = draw.random() < 0.8
        ages = draw.choice(
            ((None, None), (None, None), (None, None), (3, 6), (6, 12), (12, 25), (18, None), (60, None))
        )
        needs = draw.sample(Feature.values, draw.choice((0, 0, 0, 1, 2)))
        return {
            "audiences": sorted(draw.sample(Audience.values, draw.choice((1, 1, 2, 3)))),
            "languages": list(
                dict.fromkeys((draw.choice(("fr", "fr", "nl")), *draw.sample(SPOKEN, draw.choice((0, 1, 2)))))
            ),
            "is_free": free,
            "price": None if free else draw.choice((2, 3, 5, 8, 12)),
            "childcare": draw.random() < 0.15,
            "accessibility": dict.fromkeys(needs, Known.YES.value),
            "age_min": ages[0],
            "age_max": ages[1],
        }

    def _registration(self, draw):
        mode = draw.choices(list(RegistrationMode), (5, 4, 1))[0]
        seats = None if mode == RegistrationMode.NONE else draw.choice((8, 12, 16, 20, 30, 60))
        return {"registration_mode": mode, "seats": seats}

    def _texts(self, event, kind, theme, draw):
        """French and Dutch for the City's own services, one or both for the others; English for a third."""
        both = event.organiser.is_city or draw.random() < 0.7
        languages = ["fr", "nl"] if both else [draw.choice(("fr", "nl"))]
        if draw.random() < 0.35:
            languages.append("en")
        head, topic = draw.choice(parts()["heads"][kind]), draw.choice(parts()["topics"][theme])
        said = draw.sample(parts()["sentences"]["all"], 8)
        texts = []
        for language in languages:
            column = ("fr", "nl", "en").index(language)
            where = f" ({event.place.quartier.name(language)})" if event.place else ""
            sentences = [sentence[column] for sentence in said]
            texts.append(
                EventText(
                    language=language,
                    title=f"{head[column]} – {topic[column]}{where}",
                    summary=" ".join(sentences[:2]),
                    body=_body(sentences[2:]),
                )
            )
        if draw.random() < 0.06:
            language, choices = draw.choice(list(parts()["others"].items()))
            title, summary = draw.choice(choices)
            texts.append(EventText(language=language, title=title, summary=summary, body=_body([summary])))
        return texts

    def _rule(self, kind, dates, draw):
        day = self.today + timedelta(days=draw.randrange(SPAN))
        first, last = BEGIN.get(kind, (10, 20))
        begins = datetime.combine(day, time(draw.randint(first, last), draw.choice((0, 0, 30))))
        ends = begins + timedelta(minutes=draw.choice((60, 90, 120, 180)))
        rule = "" if dates == 1 else f"FREQ={draw.choice(('WEEKLY', 'WEEKLY', 'DAILY'))};COUNT={dates}"
        return ScheduleRule(day=day, begins=begins.time(), ends=ends.time(), rule=rule)


def _body(sentences):
    middle = len(sentences) // 2
    halves = [half for half in (sentences[:middle], sentences[middle:]) if half]
    return [{"type": "paragraph", "value": "".join(f"<p>{' '.join(half)}</p>" for half in halves)}]


class Batch:
    """Some composed events with everything that hangs on them, written table by table."""

    def __init__(self, composed, *, now):
        known = set(Event.objects.filter(slug__in=[each[0].slug for each in composed]).values_list("slug", flat=True))
        self.composed = [each for each in composed if each[0].slug not in known]
        self.now = now

    @transaction.atomic
    def save(self):
        occurrences, capacities, taken = [], [], []
        for event, _texts, rules, _themes, draw in self.composed:
            dates = self._dates(event, rules[0], draw)
            occurrences += dates
            owners = {RegistrationMode.NONE: [], RegistrationMode.DATE: dates, RegistrationMode.WHOLE: [event]}
            for owner in owners[event.registration_mode]:
                owner.capacity = Capacity(limit=event.seats)
                capacities.append(owner.capacity)
                if draw.random() < 0.2:
                    taken.append((event, owner, draw))
        groups = [self._group(event, owner, draw) for event, owner, draw in taken]
        Capacity.objects.bulk_create(capacities, batch_size=AT_ONCE)
        Event.objects.bulk_create([each[0] for each in self.composed], batch_size=100)
        self._save_children()
        Occurrence.objects.bulk_create(occurrences, batch_size=AT_ONCE)
        Registration.objects.bulk_create([registration for registration, _seats in groups], batch_size=AT_ONCE)
        Seats.objects.bulk_create([seats for _registration, seats in groups], batch_size=AT_ONCE)

    def _save_children(self):
        texts, rules, themes = [], [], []
        link = Event.themes.through
        for event, event_texts, event_rules, event_themes, _draw in self.composed:
            for child in (*event_texts, *event_rules):
                child.event_id = event.pk
            texts += event_texts
            rules += event_rules
            themes += [link(event_id=event.pk, theme_id=theme.pk) for theme in event_themes]
        EventText.objects.bulk_create(texts, batch_size=AT_ONCE)
        ScheduleRule.objects.bulk_create(rules, batch_size=AT_ONCE)
        link.objects.bulk_create(themes, batch_size=AT_ONCE)

    def _dates(self, event, rule, draw):
        return [
            Occurrence(
                uuid=uuid.UUID(int=draw.getrandbits(128), version=4),
                event=event,
                rule_day=slot.day,
                rule_starts_at=slot.starts_at,
                rule_ends_at=slot.ends_at,
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                changed_at=self.now,
            )
            for slot in slots(rule, zone=event.timezone, until=rule.day)
        ]

    def _group(self, event, owner, draw):
        """A school class that the desk registered: it takes all places, or all but two."""
        capacity = owner.capacity
        capacity.taken = capacity.limit - draw.choice((0, 2))
        name = f"Classe {draw.randrange(1, 7)}{draw.choice('ABC')}"
        registration = Registration(
            event=event,
            occurrence=owner if isinstance(owner, Occurrence) else None,
            name=name,
            name_key=name_key(name),
            party_size=capacity.taken,
            language=draw.choice(("fr", "nl")),
            source=Source.DESK,
            state=RegistrationState.CONFIRMED,
            created_at=self.now,
            confirmed_at=self.now,
        )
        return registration, Seats(registration=registration, capacity=capacity, persons=capacity.taken)
