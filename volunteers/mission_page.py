"""One mission as plain values, its shifts by day, each with what it answers to whoever reads."""

from itertools import groupby

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.letters import where_lines
from portal.kit.contact import display_phone
from portal.kit.texts import lang_attribute, language_name
from portal.templatetags.wording import day_words_year, hours

from .answers import answers, person_of
from .guidance import guidance
from .missions_page import partner_name, place_name
from .models import Need, Offer
from .places import rooms_of

MOST_DAYS = 7  # shown at once; the others are one click away


def coming_needs(mission, *, now):
    """The needs of the mission's shifts to come, in order of time, called-off ones too."""
    rows = Need.objects.filter(shift__mission=mission, shift__ends_at__gt=now).with_shift()
    return list(rows.order_by("shift__starts_at", "shift__ends_at", "shift", "role__sort_order", "pk"))


def skills_of(needs, mission):
    """The Skills that the mission wishes or one of its needs asks, once each."""
    asked = {each.skill.pk: each.skill for need in needs for each in need.skills.all()}
    asked |= {skill.pk: skill for skill in mission.skills.all()}
    return sorted(asked.values(), key=lambda skill: skill.name_fr)


def mission_context(mission, needs, language, *, now, volunteer=None, day=None, chosen=()):
    """What volunteers/mission.html shows. needs: coming_needs(); volunteer: who is known to read, or None;
    day: the date that is shown alone; chosen: uuids (str) that are ticked."""
    text = mission.text(language)
    days = list(dict.fromkeys(timezone.localdate(need.shift.starts_at) for need in needs))
    shown = {day} if day in days else set(days[:MOST_DAYS]) | _days_of(needs, chosen)
    wanted = [need for need in needs if timezone.localdate(need.shift.starts_at) in shown]
    person = person_of(volunteer)
    said = answers(person, wanted, rooms_of(wanted), now=now)
    here = reverse("mission", args=[mission.slug])
    return {
        "title": text.name if text else mission.slug,
        "lang": lang_attribute(text, language),
        "summary": text.summary if text else "",
        "description": text.description if text else "",
        "facts": _facts(mission, text, language),
        "days": _by_day(said, mission, language, chosen),
        "day_chips": _chips(here, days, day) if len(days) > 1 else [],
        "hidden_days": len(days) - len(shown) if day not in days else 0,
        "can_sign_up": any(each.may for each in said),
        "guidance": guidance(),
        "partner": partner_name(mission, language),
        "partner_href": reverse("partenaire", args=[mission.partner.slug])
        if mission.partner and mission.partner.published
        else "",
        "crumbs": [
            {"href": reverse("benevolat"), "label": _("Bénévolat")},
            {"href": "", "label": text.name if text else mission.slug},
        ],
    }


def _days_of(needs, chosen):
    return {timezone.localdate(need.shift.starts_at) for need in needs if str(need.uuid) in chosen}


def _chips(here, days, day):
    chips = [{"href": f"{here}#creneaux", "label": _("Tous les jours"), "current": day not in days}]
    for each in days:
        href = f"{here}?jour={each.isoformat()}#creneaux"
        chips.append({"href": href, "label": day_words_year(each), "current": each == day})
    return chips


def _by_day(said, mission, language, chosen):
    """[{label, id, lines}] of the answers, a day each."""
    found = []
    for day, group in groupby(said, key=lambda each: timezone.localdate(each.need.shift.starts_at)):
        lines = [_line(each, mission, language, chosen) for each in group]
        found.append({"label": day_words_year(day), "id": day.isoformat(), "lines": lines})
    return found


def _line(said, mission, language, chosen):
    need, shift = said.need, said.need.shift
    elsewhere = shift.place_id and shift.place_id != mission.place_id
    asked = [f"{each.least} × {each.skill.name(language)}" for each in need.skills.all()]
    return {
        "uuid": str(need.uuid),
        "hours": hours(shift.starts_at, shift.ends_at),
        "role": need.role.name(language),
        "where": place_name(shift.place, language) if elsewhere else "",
        "asked": _("Dont : %(skills)s") % {"skills": ", ".join(asked)} if asked else "",
        "sentence": said.sentence,
        "warnings": said.warnings,
        "may": said.may,
        "waits": said.waits,
        "chosen": str(need.uuid) in chosen,
    }


def _facts(mission, text, language):
    """[{label, lines}] about the mission, without those that nobody wrote."""
    place = mission.place
    labels = dict(Offer.choices)
    contact = [mission.contact_name, display_phone(mission.contact_phone), mission.contact_email]
    age = _("%(age)s ans") % {"age": mission.minimum_age}
    facts = (
        (_("Où"), where_lines(place, language, meeting="", unnamed=False) if place else []),
        (_("Rythme"), [mission.get_rhythm_display()]),
        (_("Âge minimum"), [age]),
        (_("Langues utiles"), [", ".join(language_name(code, language) for code in mission.languages)]),
        (_("Compétences souhaitées"), [", ".join(skill.name(language) for skill in mission.skills.all())]),
        (_("Effort physique et accessibilité"), [text.physical if text else ""]),
        (_("Vous recevez"), [", ".join(str(labels[code]) for code in mission.offers if code in labels)]),
        (_("Sur place"), contact),
    )
    return [{"label": label, "lines": kept} for label, lines in facts if (kept := [line for line in lines if line])]
