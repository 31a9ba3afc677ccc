"""What coordinators see of a mission's shifts, as plain values."""

from django.urls import reverse
from django.utils.translation import gettext as _

from events.letters import day_and_hours
from portal.kit.contact import display_phone
from portal.kit.texts import lang_attribute

from .missions_page import partner_name, place_name
from .models import Shift, SignUp

MOST_SHIFTS = 200


def missions_list(missions, language, *, now):
    """[{href, title, lang, partner, state}] of the missions that somebody coordinates."""
    rows = missions.select_related("partner").prefetch_related("texts", "partner__texts").order_by("slug")
    return [
        {
            "href": reverse("mission-creneaux", args=[mission.slug]),
            "title": text.name if (text := mission.text(language)) else mission.slug,
            "lang": lang_attribute(text, language),
            "partner": partner_name(mission, language),
            "state": _("En ligne") if mission.is_open(now) else _("Pas en ligne"),
        }
        for mission in rows
    ]


def shifts_context(mission, language, *, now):
    """The shifts to come of one mission, each with its needs and who takes them."""
    shifts = Shift.objects.filter(mission=mission).coming(now).with_needs().in_order()[:MOST_SHIFTS]
    people = _people(SignUp.objects.active().filter(shift__in=[shift.pk for shift in shifts]))
    text = mission.text(language)
    return {
        "title": text.name if text else mission.slug,
        "public_href": reverse("mission", args=[mission.slug]) if mission.is_open(now) else "",
        "shifts": [_shift(shift, mission, people, language) for shift in shifts],
    }


def shift_context(shift, mission, language):
    """The same of one shift."""
    people = _people(SignUp.objects.active().filter(shift=shift))
    text = mission.text(language)
    return {
        "mission_title": text.name if text else mission.slug,
        "mission_href": reverse("mission-creneaux", args=[mission.slug]),
        "shift": _shift(shift, mission, people, language),
    }


def _people(rows):
    """{need id: [{name, contact, state…}]}, the oldest first."""
    found = {}
    for row in rows.select_related("volunteer").order_by("queue_rank", "pk"):
        found.setdefault(row.need_id, []).append(person_line(row))
    return found


def person_line(row):
    """What a coordinator reads of one sign-up."""
    volunteer = row.volunteer
    guardian = ""
    if volunteer.is_minor:
        phone = display_phone(volunteer.guardian_phone)
        guardian = _("Mineur ; parent : %(who)s") % {"who": f"{volunteer.guardian_name}, {phone}"}
    return {
        "name": volunteer.name,
        "contact": volunteer.email or display_phone(volunteer.phone),
        "state": row.state,
        "state_label": row.get_state_display(),
        "to_confirm": row.to_confirm,
        "guardian": guardian,
    }


def _shift(shift, mission, people, language):
    return {
        "href": reverse("mission-creneau", args=[mission.slug, shift.uuid]),
        "when": day_and_hours(shift.starts_at, shift.ends_at),
        "where": place_name(shift.place, language) if shift.place else "",
        "off": shift.state != "scheduled",
        "state_label": shift.get_state_display(),
        "needs": [
            {
                "role": need.role.name(language),
                "count": _count(need.capacity),
                "skills": ", ".join(f"{each.least} × {each.skill.name(language)}" for each in need.skills.all()),
                "people": people.get(need.pk, []),
            }
            for need in shift.needs.all()
        ],
    }


def _count(capacity):
    words = _("%(taken)s sur %(limit)s") % {"taken": capacity.taken, "limit": capacity.limit}
    return f"{words}, {_('%(count)s en attente') % {'count': capacity.waiting}}" if capacity.waiting else words
