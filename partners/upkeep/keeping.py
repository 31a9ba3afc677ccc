"""Keeping what a member typed: against two at once, with its line in the history and the confirmation that it is."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from portal.kit.refusal import Refusal

from ..freshness.confirming import note_true
from ..freshness.shown import shown_records
from ..models import Partner
from ..models.freshness import BY_PARTNER

EDITED = "partners.record.edit"


@dataclass(frozen=True)
class Kept:
    """changed: whether anything was written; confirmed: whether the record now counts as true, as it was shown."""

    changed: bool
    confirmed: bool


def keep(form, *, section, partner, user, language, now=None):
    """Write a valid SectionForm of the partner or one of its services, at once public. Returns Kept.

    Raises Refusal: code "changed" when the section is no longer what was shown, "member" when the person no longer
    speaks for the partner.
    """
    now = now or timezone.now()
    with transaction.atomic():
        # One change of a partner at a time; what is compared is what stands under the lock.
        locked = Partner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
        if not locked.memberships.filter(user=user).exists():
            raise Refusal(_("Vous ne publiez plus pour ce partenaire."), code="member")
        owner = type(form.owner)._base_manager.get(pk=form.owner.pk)
        shown = shown_record(owner, partner, language, now=now)
        seen = form.stands_as_seen(owner)
        changed = not form.holds()
        if changed and not seen:
            raise Refusal(_("Quelqu’un d’autre a changé cette page entre-temps."), code="changed")
        if changed:
            form.write(owner)
            data = {"section": section, "record": shown.key}
            log(instance=locked, action=EDITED, user=user, data=data, content_changed=True)
        confirmed = shown.stamp == form.cleaned_data["record"]
        if confirmed:
            note_true(owner, by=BY_PARTNER, now=now)
    return Kept(changed, confirmed)


def edited_since(moment):
    """The keys of the partners whose own people changed the record, or a service's, since then."""
    entries = ModelLogEntry.objects.filter(action=EDITED, timestamp__gte=moment)
    return {int(pk) for pk in entries.order_by().values_list("object_id", flat=True).distinct()}


def shown_record(owner, partner, language, *, now):
    """The ShownRecord of a partner or of one of its services that the public sees."""
    key = f"{owner._meta.model_name}-{owner.pk}"
    records = shown_records(Partner.objects.filter(pk=partner.pk), language, now=now)
    return next(each for each in records if each.key == key)
