"""From the one-page form to the event's latest version. What the form does not show stays as staff wrote it."""

import uuid
from functools import partial as later

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.log_actions import log
from wagtail.models import Collection, WorkflowState

from portal.kit.refusal import Refusal

from ..duplication import duplicate
from ..editing.repetition import Frequency, Repetition, compose
from ..models import Event, EventText, RegistrationMode, ScheduleRule
from .photos import discard
from .reading import EVERY, ONLINE
from .texts import paragraphs

COLLECTION = "Photos des partenaires"
SITE_LANGUAGES = ("fr", "nl", "en")


def write(event, form, *, partner, by, source=None):
    """Save what a valid PostForm says as a new version of `event` (None: of a new draft). Returns the Event.

    source: the event that a new one is made from; what the form does not show is taken over from it. Raises Refusal
    where somebody else saved it meanwhile (code `stale`) or submitted it (`reading`), ValidationError for facts that
    contradict each other.
    """
    data = form.cleaned_data
    with transaction.atomic():
        if event is None:
            target = _begun(partner, data, by=by, source=source)
        else:
            target = _latest(event, version=data["version"])
        apply(target, form)
        _set_photo(target, form, by)
        if not target.live:
            target.save()
        revision = target.save_revision(user=by)
        act = "wagtail.create" if event is None and source is None else "wagtail.edit"
        log(instance=target, action=act, user=by, revision=revision, content_changed=True)
    return Event.objects.get(pk=target.pk)


def _begun(partner, data, *, by, source):
    if source is None:
        return Event(organiser=partner, live=False)
    days = [data["day"], *data["more_days"]] if data.get("day") else []
    copy = duplicate(source, days=days, begins=data.get("begins"), ends=data.get("ends"), user=by)
    target = copy.get_latest_revision_as_object()
    target.programme = None  # last year's festival is not this year's
    return target


def _latest(event, *, version):
    locked = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    if version != locked.latest_revision_id:
        raise Refusal(
            _(
                "Quelqu’un d’autre a enregistré cette activité entre-temps. Vos mots sont encore ici : "
                "enregistrez de nouveau pour les garder à la place des siens."
            ),
            code="stale",
        )
    state = locked.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS:
        raise Refusal(
            _("Quelqu’un vient de l’envoyer à la relecture : pour la changer, reprenez-la d’abord."), code="reading"
        )
    return locked.get_latest_revision_as_object()


def apply(event, form):
    """Put what a PostForm says into the event, in memory alone; what is wrong or was not sent is left out."""
    data = form.cleaned_data
    event.kind = data.get("kind") or event.kind or "rencontre"
    _set_texts(event, data, form)
    if not form.keeps_dates:
        _set_dates(event, data)
    _set_where(event, data)
    event.audiences, event.languages = data.get("audiences") or [], data.get("languages") or []
    event.themes = list(data.get("themes") or [])
    event.is_free = data.get("price_kind") != "paid"
    event.price = None if event.is_free else data.get("price")
    for number, code in _columns(data).items():
        setattr(event, f"price_label_{code}", data.get(f"price_label{number}") or "")
    event.age_min, event.age_max = data.get("age_min"), data.get("age_max")
    event.registration_mode = data.get("registration") or RegistrationMode.NONE
    event.seats = data.get("seats") if event.registration_mode != RegistrationMode.NONE else None
    kept = {code: answer for code, answer in (event.accessibility or {}).items() if answer != "yes"}
    event.accessibility = kept | dict.fromkeys(data.get("accessibility") or [], "yes")
    event.contact_email, event.contact_phone = data.get("contact_email") or "", data.get("contact_phone") or ""


def _columns(data):
    """{"" or "2", the number of a text of the form: the language of the column that takes its shorter words}."""
    first, second = (data.get(f"language{number}") for number in ("", "2"))
    columns = {"": first if first in SITE_LANGUAGES else SITE_LANGUAGES[0]}
    if data.get("title2") and second in SITE_LANGUAGES and second != columns[""]:
        columns["2"] = second
    return columns


def _set_texts(event, data, form):
    """The two texts of the form; other languages stay, and so does a body with more in it than paragraphs."""
    texts = {text.language: text for text in event.texts.all()}
    for number in ("", "2"):
        before, language = form.initial.get(f"language{number}"), data.get(f"language{number}")
        was = form.initial.get(f"title{number}") and texts.pop(before, None)
        if not data.get(f"title{number}"):
            continue
        text = was or EventText()
        text.language, text.title = language or before, data[f"title{number}"]
        text.summary = " ".join((data.get(f"summary{number}") or "").split())
        words = data.get(f"description{number}")
        if words is not None and f"description{number}" in form.fields:
            text.body = paragraphs(words)
        texts[text.language] = text
    event.texts = list(texts.values())


def _set_dates(event, data):
    day, begins, ends = data.get("day"), data.get("begins"), data.get("ends")
    if not (day and begins and ends):
        event.rules = []
        return
    kept = next(iter(event.rules.all()), None)
    rests = {
        "skips_public_holidays": kept.skips_public_holidays if kept else False,
        "skips_school_holidays": kept.skips_school_holidays if kept else "",
    }
    every = EVERY.get(data.get("repeats"))
    if every and data.get("until"):
        said = Repetition(Frequency.WEEKLY, every=every, until=data["until"])
        event.rules = [ScheduleRule(day=day, begins=begins, ends=ends, rule=compose(said, day), **rests)]
    else:
        days = sorted({day, *(data.get("more_days") or [])})
        event.rules = [ScheduleRule(day=each, begins=begins, ends=ends) for each in days]


def _set_where(event, data):
    """A place keeps the meeting beside it where there was one: staff may have made it both."""
    where = data.get("place") or ""
    both = bool(event.place_id and event.is_online)
    if where == ONLINE:
        event.place, event.is_online = None, True
        event.online_url = data.get("online_url") or ""
    else:
        event.place_id = int(where) if where else None
        event.is_online = both
        event.online_url = event.online_url if both else ""


def _set_photo(event, form, by):
    """The photo that came with the form, or the one that there is, with its words. A published one is never changed:
    another row takes its place in the new version."""
    data, received = form.cleaned_data, form.received
    if received is not None:
        with received.file.open("rb") as file:
            content = file.read()
        event.image = _image(content, event, data, by)
        transaction.on_commit(later(discard, received))
    elif data["photo_remove"]:
        event.image = None
    elif event.image and _says(event.image) != _wanted(event.image, data):
        with event.image.file.open("rb") as file:
            content = file.read()
        event.image = _image(content, event, data, by)


def _image(content, event, data, by):
    Image = get_image_model()
    text = next(iter(event.texts.all()), None)
    image = Image(title=text.title if text else _("Photo"), uploaded_by_user=by, collection=_collection())
    image.licence = "granted"  # for this portal alone (portal.cms.media.Licence)
    # Pictures cut from it have its name, and an address that nobody guesses before it is published.
    image.file = ContentFile(content, name=f"{uuid.uuid4().hex}.jpg")
    for name, value in _wanted(image, data).items():
        setattr(image, name, value)
    image._set_image_file_metadata()  # what Wagtail's own forms call: size and hash
    image.save()
    image.file.close()
    return image


SAID = (
    *(f"alt_{code}" for code in SITE_LANGUAGES), "credit", "consent",
    "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height",
)  # fmt: skip


def _says(image):
    return {name: getattr(image, name) for name in SAID}


def _wanted(image, data):
    """What the form says of a photo, by the image's own fields."""
    wanted = _says(image) | {"credit": data.get("credit") or "", "consent": bool(data.get("consent"))}
    for number, code in _columns(data).items():
        wanted[f"alt_{code}"] = data.get(f"alt{number}") or ""
    x, y = data.get("focus_x"), data.get("focus_y")
    if x is not None and y is not None and (x, y) != _focus(image):
        side = max(1, min(image.width, image.height) // 5)
        wanted |= {
            "focal_point_x": round(image.width * x / 100),
            "focal_point_y": round(image.height * y / 100),
            "focal_point_width": side,
            "focal_point_height": side,
        }
    return wanted


def _focus(image):
    """Where the image is looked at, in per cent; the middle where nobody said."""
    focus = image.get_focal_point()
    if focus is None:
        return 50, 50
    return round(100 * focus.centroid.x / image.width), round(100 * focus.centroid.y / image.height)


def _collection():
    root = Collection.get_first_root_node()
    return root.get_children().filter(name=COLLECTION).first() or root.add_child(name=COLLECTION)
