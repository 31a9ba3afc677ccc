"""An event again, at other dates, or as a template: a draft with its words and settings, without people and dates."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.kit.refusal import Refusal

from .models import Event, ScheduleRule

DUPLICATED = "events.duplicate"  # in the history of the copy
# What is this very event's own: where it stands, who locked it, what operations decided.
OWN = (
    "pk", "uuid", "slug", "capacity", "featured", "is_template", "live", "has_unpublished_changes",
    "first_published_at", "last_published_at", "live_revision", "latest_revision", "go_live_at", "expire_at", "expired",
    "locked", "locked_at", "locked_by", "rules",
)  # fmt: skip
# Moments that were said for the old dates: to be said again.
MOMENTS = ("registration_opens_at", "registration_closes_at", "draw_at")
ROWS = ("texts", "questions", "trainers", "stalls")


def copied_by(user, partner):
    """The events and templates from which somebody who speaks for this partner may start: its own.

    Nothing for who does not speak for it; staff start from any, in their own pages.
    """
    return Event.objects.filter(organiser=partner, organiser__memberships__user=user).order_by("-pk")


def duplicate(event, *, days, begins, ends, user, template=False, with_parts=False, partner=None):
    """The copy of `event` (what is published of it, else its latest draft), a draft on these days (dates, none for a
    template) from `begins` to `ends`. with_parts: its parts too, moved by as many days. Its history says what of the
    original has to be said again.

    partner: for whom a member copies: what is theirs alone, whatever its draft says, and a part only in a programme of
    theirs. Raises Refusal otherwise.
    """
    source = _source(event)
    programme = source.programme_id
    if partner is not None:
        if source.organiser_id != partner.pk or not copied_by(user, partner).filter(pk=event.pk).exists():
            raise Refusal(_("On ne refait que les activités de sa propre organisation."), code="partner")
        programme = programme if partner.events.filter(pk=programme).exists() else None
    first = next(iter(source.rules.all()), None)
    extra = first.extra_days if first else 0
    rules = [ScheduleRule(day=day, begins=begins, ends=ends, extra_days=extra) for day in sorted(days)]
    if template and not rules and first:
        rules = [_once(first, first.day)]  # a template proposes the hours of its day, never the day
    with transaction.atomic():
        copy = _saved(source, rules, user, template=template, programme=programme)
        if with_parts and days and first:
            moved = min(days) - first.day
            parts = event.parts.filter(is_template=False).order_by("pk")
            for part in parts if partner is None else parts.filter(organiser=partner):
                source_part = _source(part)
                shifted = [_once(rule, rule.day + moved) for rule in source_part.rules.all()]
                _saved(source_part, shifted, user, template=False, programme=copy.pk)
    return copy


def _source(event):
    return event if event.live else event.get_latest_revision_as_object()


def _once(rule, day):
    """The date of a rule on another day, without its repetition."""
    return ScheduleRule(day=day, begins=rule.begins, ends=rule.ends, extra_days=rule.extra_days)


def _saved(source, rules, user, *, template, programme):
    data = {name: value for name, value in source.serializable_data().items() if name not in (*OWN, *MOMENTS)}
    data |= {"pk": None, "programme": programme, "live": False, "has_unpublished_changes": True}
    for relation in ROWS:
        data[relation] = [{**row, "pk": None, "event": None} for row in data[relation]]
    data["questions"] = _asked_anew(data["questions"])
    copy = Event.from_serializable_data(data, check_fks=False)
    copy.is_template, copy.rules = template, rules
    copy.save()
    copy.save_revision(user=user)
    log(instance=copy, action=DUPLICATED, user=user, data={"from": source.pk, "again": _again(source)})
    return copy


def _asked_anew(questions):
    """The questions under ids of their own, their conditions following: answers belong to one event's questions."""
    field = Event.questions.rel.related_model._meta.get_field("uuid")
    ids = {str(row["uuid"]): str(field.get_default()) for row in questions}
    asked = ((row, row["shown_when_question"]) for row in questions)
    return [
        {**row, "uuid": ids[str(row["uuid"])], "shown_when_question": when and ids.get(str(when))}
        for row, when in asked
    ]


def _again(source):
    """The names of what the original said and the copy does not."""
    said = [name for name in MOMENTS if getattr(source, name)]
    return said + (["repetition"] if any(rule.rule for rule in source.rules.all()) else [])


def proposed_hours(event):
    """(begins, ends) of the event's first date, or None: what a new date probably has too."""
    rule = next(iter(_source(event).rules.all()), None)
    return (rule.begins, rule.ends) if rule else None
