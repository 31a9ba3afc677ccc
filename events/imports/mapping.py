"""From a calendar's words to ours: categories to type, themes and publics, a place's words to one of our places."""

from functools import lru_cache
from html import escape

from wagtail.rich_text import RichText

from partners.models import Place, Theme
from portal.kit.contact import name_key

from ..models import Audience, EventKind
from ..recurrence import span
from .ics import ZONE
from .readings import fingerprint
from .wordage import paragraphs

FACTS = ("kind", "themes", "audiences", "place", "online_url")
WORDS = ("title", "summary", "body")


@lru_cache(maxsize=4096)
def key_of_words(words):
    """name_key, kept: a calendar says the same places and categories a thousand times."""
    return name_key(words)


class Mapping:
    """What a source's events become; the lists of places and themes are read once."""

    def __init__(self, source):
        self.source = source
        self.categories = source.mapping.get("categories", {})
        self.places = source.mapping.get("places", {})
        self.themes = {theme.slug: theme for theme in Theme.objects.all()}
        self.known = _known_places()
        self.ids = set(Place.objects.values_list("pk", flat=True))

    def values(self, read):
        """{field: plain value} of a ReadEvent: facts by name, words as `language:name`."""
        mapped = [
            self.categories[key_of_words(word)] for word in read.categories if key_of_words(word) in self.categories
        ]
        kinds = [each["kind"] for each in mapped if each.get("kind") in EventKind.values]
        themes = {slug for each in mapped for slug in each.get("themes", ()) if slug in self.themes}
        audiences = {code for each in mapped for code in each.get("audiences", ()) if code in Audience.values}
        found = {
            "kind": kinds[0] if kinds else self.source.default_kind,
            "themes": sorted(themes),
            "audiences": sorted(audiences),
            "place": self.place(read),
            "online_url": read.online_url,
        }
        for language, text in read.texts.items():
            for name in WORDS:
                found[f"{language or self.source.language}:{name}"] = text[name]
        return found

    def place(self, read):
        """The id of the place that is meant, or None: where the words are unknown, nobody guesses."""
        if read.online_url:
            return None
        if not read.place:
            return self.source.default_place_id or self.source.partner.place_id
        chosen = self.places.get(key_of_words(read.place))
        if chosen in self.ids:
            return chosen
        parts = [read.place, *read.place.split(",")]
        return next((self.known[key] for key in map(key_of_words, parts) if self.known.get(key)), None)


def _known_places():
    """{name or street, normalised: id} of the places whose address may be shown; two of one name are nobody's."""
    known = {}
    for place in Place.objects.showable().prefetch_related("texts"):
        words = {text.name for text in place.texts.all()} | {place.street, place.street_nl}
        for key in {key_of_words(word) for word in words} - {""}:
            known[key] = None if key in known and known[key] != place.pk else place.pk
    return known


def prints(values):
    """{field: fingerprint} of plain values."""
    return {name: fingerprint(value) for name, value in values.items()}


def current(event, names):
    """The plain values that a version of an event has, for those fields."""
    texts = {text.language: text for text in event.texts.all()}
    found = {}
    for name in names:
        language, _colon, word = name.partition(":")
        text = texts.get(language)
        if name == "rules":
            found[name] = [_plain_rule(rule) for rule in event.rules.all()]
        elif name == "themes":
            found[name] = sorted(theme.slug for theme in event.themes.all())
        elif name == "audiences":
            found[name] = sorted(event.audiences or [])
        elif name == "place":
            found[name] = event.place_id
        elif not word:
            found[name] = getattr(event, name)
        elif word == "body":
            found[name] = _plain_body(text)
        else:
            found[name] = getattr(text, word) if text else ""
    return found


def _plain_body(text):
    """The paragraphs of a body, whatever an editor's program made of their tags."""
    blocks = text.body if text else []
    return [line for block in blocks for line in paragraphs(getattr(block.value, "source", str(block.value)))]


def write(event, values, *, themes):
    """Give a version of the event these plain values. themes: {slug: Theme}."""
    texts = {text.language: text for text in event.texts.all()}
    for name, value in values.items():
        language, _colon, word = name.partition(":")
        if name == "themes":
            event.themes = [themes[slug] for slug in value]
        elif name == "place":
            event.place_id = value
        elif name == "online_url":
            event.online_url, event.is_online = value, bool(value) or event.is_online
        elif name == "rules":
            event.rules = [new_rule(event, facts) for facts in value]
        elif not word:
            setattr(event, name, value)
        else:
            text = texts.setdefault(language, _new_text(event, language))
            setattr(text, word, _body(value) if word == "body" else value)
    event.texts = list(texts.values())


def _new_text(event, language):
    return type(event).texts.rel.related_model(language=language)


def new_rule(event, facts):
    """An unsaved ScheduleRule of the plain facts of one date."""
    day, begins, ends, extra_days = facts
    model = type(event).rules.rel.related_model
    fields = model._meta.get_field
    return model(
        day=fields("day").to_python(day),
        begins=fields("begins").to_python(begins),
        ends=fields("ends").to_python(ends),
        extra_days=extra_days,
    )


def _body(lines):
    html = "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines)
    return [("paragraph", RichText(html))] if html else []


def _plain_rule(rule):
    facts = [rule.day.isoformat(), f"{rule.begins:%H:%M}", f"{rule.ends:%H:%M}", rule.extra_days]
    more = [rule.rule, rule.except_days, rule.skips_public_holidays, rule.skips_school_holidays]
    return facts + (more if any(more) else [])


def rule_facts(date):
    """[day, begins, ends, extra days] (plain) of a ReadDate or an ImportedOccurrence, in the clocks of Brussels."""
    first, last = date.starts_at.astimezone(ZONE), date.ends_at.astimezone(ZONE)
    nights = (last.date() - first.date()).days
    overnight = nights == 1 and last.time() <= first.time()
    return [first.date().isoformat(), f"{first:%H:%M}", f"{last:%H:%M}", 0 if overnight else nights]


def rule_start(event, date):
    """The instant at which the rule made of that date begins: that of the date, but for the doubled hour of October."""
    rule = new_rule(event, rule_facts(date))
    return span(rule.day, rule.begins, rule.ends, rule.extra_days, event.timezone)[0]
