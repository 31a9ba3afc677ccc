"""The demonstration city's events, published the way that an editor publishes."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from events.models import (
    Event,
    EventFormerSlug,
    EventText,
    Framework,
    Question,
    RegistrationMode,
    Stall,
    Theme,
    Trainer,
)
from partners.models import Known, Partner, Place

from .days import rules_of
from .files import body_blocks, read, texts
from .pictures import make_image
from .territory import by_slug

TERMS = (
    "participants",
    "group_max",
    "admission",
    "approval",
    "offer_hours",
    "asks_image_consent",
    "interpreter_days",
    "childcare_seats",
    "childcare_age_min",
    "childcare_age_max",
    "sensitive",
    "pseudonyms",
    "women_only",
)  # what a row of the file calls as the event does
DRAWN_AT = time(18)


def load_events(*, today):
    """Publish the events that are missing; returns [(Event, share of its seats that is taken)] of the new ones."""
    new, ground = [], ground_of_events()
    for row in missing("events"):
        event = make_event(row, today=today, **ground)
        if "image" in row:
            event.image = make_image(row["image"], row["slug"], title=row["fr"]["title"])
        event.save()
        event.save_revision(changed=False).publish()
        new.append((Event.objects.get(pk=event.pk), row.get("filled", 0)))
    return new


def missing(name):
    """The rows of a file of events whose address no event has or had."""
    known = set(Event.objects.values_list("slug", flat=True))
    known |= set(EventFormerSlug.objects.values_list("slug", flat=True))
    return [row for row in read(name) if row["slug"] not in known]


def ground_of_events():
    """What the rows of events name by slugs, as make_event takes it."""
    models = {"partners": Partner, "places": Place, "themes": Theme, "frameworks": Framework}
    return {name: by_slug(model) for name, model in models.items()}


def make_event(row, *, today, partners, places, themes, frameworks):
    """The unsaved Event of one [[event]]; what it is a part of stands before it."""
    event = Event(
        slug=row["slug"],
        kind=row["type"],
        organiser=partners[row["organiser"]],
        place=places[row["place"]] if "place" in row else None,
        is_online=row.get("online", False),
        online_url=f"https://salon.example/{row['slug']}" if row.get("online") else "",
        audiences=row["audiences"],
        languages=row["languages"],
        is_free=row["free"],
        price=Decimal(row["price"]) if "price" in row else None,
        price_label_fr=row.get("price_label_fr", ""),
        price_label_nl=row.get("price_label_nl", ""),
        price_label_en=row.get("price_label_en", ""),
        childcare=row.get("childcare", False),
        accessibility=dict.fromkeys(row.get("accessibility", []), Known.YES.value),
        featured=row.get("featured", False),
        programme=Event.objects.get(slug=row["programme"]) if "programme" in row else None,
        stage=row.get("stage", ""),
        live=False,
        **_ages(row),
        **_training(row),
        **_registration(row, today),
    )
    event.texts = [_text(language, text) for language, text in texts(row).items()]
    whole = next((other["date"] for other in read("events") if other["slug"] == row.get("programme")), ())
    event.rules = rules_of(row["date"], today=today, beside=whole)
    event.themes = [themes[slug] for slug in row["themes"]]
    event.frameworks = [frameworks[slug] for slug in row.get("frameworks", [])]
    event.trainers = [Trainer(name=name, organisation=where) for name, where in row.get("trainers", [])]
    event.questions = [_question(number, asked) for number, asked in enumerate(row.get("question", []))]
    event.stalls = [Stall(partner=partners[one["partner"]], spot=one["spot"]) for one in row.get("stall", [])]
    return event


def _ages(row):
    first, last = row.get("age", (0, 0))
    return {"age_min": first or None, "age_max": last or None}


def _registration(row, today):
    """draw_in_days: from today; the other terms are those of the event."""
    if "seats" not in row:
        return {"registration_mode": RegistrationMode.NONE}
    whole = row.get("per", "date") == "event"
    drawn = today + timedelta(days=row["draw_in_days"]) if "draw_in_days" in row else None
    return {
        "registration_mode": RegistrationMode.WHOLE if whole else RegistrationMode.DATE,
        "seats": row["seats"],
        "party_max": row.get("party", 6),
        "draw_at": timezone.make_aware(datetime.combine(drawn, DRAWN_AT)) if drawn else None,
        **{name: row[name] for name in TERMS if name in row},
    }


def _question(number, asked):
    """The unsaved Question of one [[event.question]]: its words by language, the rest as the model calls it."""
    words = {f"label_{language}": asked[language] for language in ("fr", "nl", "en") if language in asked}
    facts = {name: value for name, value in asked.items() if name not in ("fr", "nl", "en")}
    return Question(sort_order=number, **words, **facts)


def _training(row):
    """attestation: the percentage of presence that it takes; hours: where the sessions do not say it."""
    return {
        "training_hours": Decimal(row["hours"]) if "hours" in row else None,
        "gives_attestation": "attestation" in row,
        "attendance_threshold": row.get("attestation", 80),
        "paid_leave": row.get("paid_leave", False),
    }


def _text(language, text):
    return EventText(
        language=language,
        title=text["title"],
        summary=text["summary"].strip(),
        body=body_blocks(text["body"]),
        objectives=text.get("objectives", "").strip(),
        target_group=text.get("target_group", ""),
        prerequisites=text.get("prerequisites", ""),
    )
