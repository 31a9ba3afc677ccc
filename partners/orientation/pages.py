"""The pages of an orientation, as plain values for their templates."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.kit.contact import display_phone
from portal.kit.site import absolute
from portal.kit.texts import lang_attribute, language_name
from portal.templatetags.wording import day_words_year, hour

from ..models import ActKind, OrientationState
from ..pages import name_of
from .choosing import others_like
from .letters import sender_name, service_name
from .links import person_path

OTHERS = 5


def crumbs():
    return [
        {"href": reverse("espace"), "label": _("Mon espace")},
        {"href": reverse("orientations"), "label": _("Orientations")},
    ]


def list_context(rows, language, *, may_orient):
    """The context of partners/orientation/list.html. rows: one worker's orientations, whole, the latest first."""
    lines = [(row, _line(row, language)) for row in rows]
    return {
        "title": _("Orientations"),
        "current": [line for row, line in lines if row.closed_at is None],
        "closed": [line for row, line in lines if row.closed_at is not None],
        "may_orient": may_orient,
        "crumbs": crumbs()[:1],
    }


def _line(row, language):
    person = person_of(row)
    return {
        "href": reverse("orientation", args=[row.uuid]),
        "name": person.name if person else _("Nom effacé"),
        "service": service_name(row, language),
        "when": moment_words(row.sent_at),
        "state": row.state,
        "state_label": row.get_state_display(),
        "urgent": row.urgent and row.is_open,
    }


def person_of(orientation):
    """The Oriented, or None once it is erased."""
    return getattr(orientation, "person", None)


def choice_context(partner, services, language):
    """The context of partners/orientation/choice.html: which services of a partner take people, how to ask others."""
    return {
        "title": _("Orienter une personne"),
        "partner": _named(partner, language),
        "services": [_offered(service, partner, language) for service in services],
        "contact": contact_of(partner),
        "crumbs": crumbs(),
    }


def _named(row, language):
    text = row.text(language)
    return {"name": text.name if text else row.slug, "lang": lang_attribute(text, language), "slug": row.slug}


def _offered(service, partner, language):
    text = service.text(language)
    takes = any(reception.takes for reception in service.receptions.all()) and service.status == "active"
    return {
        **_named(service, language),
        "summary": text.summary if text else "",
        "href": reverse("orienter", args=[service.slug]) if takes else "",
        "contact": contact_of(service, partner),
    }


def contact_of(*rows):
    """[{href, label}] of the first telephone and the first e-mail that these rows give."""
    phone = next((row.phone for row in rows if row.phone), "")
    email = next((row.email for row in rows if row.email), "")
    links = [
        {"href": f"tel:{phone}", "label": display_phone(phone)} if phone else None,
        {"href": f"mailto:{email}", "label": email} if email else None,
    ]
    return [link for link in links if link]


def form_context(service, reception, form, language):
    """The context of partners/orientation/form.html. reception: None where the service takes nobody."""
    note = reception.note(language) if reception else None
    return {
        "title": _("Orienter une personne"),
        "service": _named(service, language),
        "partner": _named(service.partner, language),
        "note": note if note and note.text else None,
        "form": form,
        "contact": [] if reception else contact_of(service, service.partner),
        "crumbs": crumbs(),
    }


def sheet_context(orientation, forms, language):
    """The context of partners/orientation/sheet.html: everything, for the worker who sent it."""
    person = person_of(orientation)
    others = []
    if orientation.state in (OrientationState.REFUSED, OrientationState.LAPSED) or orientation.chased_at:
        others = others_like(orientation.service, limit=OTHERS) if orientation.service else []
    return {
        "title": person.name if person else _("Nom effacé"),
        **_common(orientation, language),
        "others": [
            {"href": reverse("orienter", args=[each.slug]), "label": f"{each} – {name_of(each.partner, language)}"}
            for each in others
        ],
        "person_link": absolute(person_path(person)) if person and orientation.closed_at is None else "",
        "may_reply": orientation.state == OrientationState.ASKING,
        "may_withdraw": orientation.may_withdraw,
        "may_revoke": person is not None,
        "may_note": orientation.may_note_outcome,
        "outcome": orientation.get_outcome_display() if orientation.outcome else "",
        "consent": orientation.consent_words,
        "consent_when": day_words_year(timezone.localtime(orientation.consent_at)),
        "crumbs": crumbs(),
        **forms,
    }


def service_context(orientation, forms, language):
    """The context of partners/orientation/service.html, for whoever in the service holds the link."""
    worker = orientation.worker
    return {
        "title": _("Une demande pour vous"),
        "sender": sender_name(orientation, language),
        "sender_email": worker.email if worker else "",
        "sender_contact": contact_of(orientation.sender) if orientation.sender else [],
        **_common(orientation, language),
        "open": orientation.is_open,
        **forms,
    }


def person_context(orientation, language):
    """The context of partners/orientation/person.html: what was sent for them, what was answered."""
    return {
        "title": _("Ce qui a été envoyé pour vous"),
        "sender": sender_name(orientation, language),
        **_common(orientation, language),
    }


def _common(orientation, language):
    return {
        "service": service_name(orientation, language),
        "state": orientation.state,
        "state_label": orientation.get_state_display(),
        "facts": _facts(orientation, language),
        "need": person.need if (person := person_of(orientation)) else "",
        "history": [_act(act, language) for act in orientation.acts.select_related("suggested__partner")],
    }


def _facts(orientation, language):
    """[(label, [{label, href}])] of what is known of the person and the demand."""
    person, facts = person_of(orientation), []
    if person:
        facts = [
            (_("Qui"), [_plain(person.name)]),
            (_("Langue"), [_plain(language_name(person.language, language))]),
            (_("Âge"), [_plain(person.get_age_band_display())] if person.age_band else []),
            (_("Contact"), contact_of(person)),
        ]
    facts += [
        (_("Qui contacte qui"), [_plain(orientation.get_reaching_display())]),
        (_("Urgence"), [_plain(_("C’est urgent"))] if orientation.urgent else []),
        (_("Avant le"), [_plain(day_words_year(orientation.wanted_by))] if orientation.wanted_by else []),
        (_("Envoyée le"), [_plain(moment_words(orientation.sent_at))]),
    ]
    return [(label, lines) for label, lines in facts if lines]


def _plain(words):
    return {"label": words, "href": ""}


def _act(act, language):
    """{when, text, lines} of one act."""
    lines = [act.get_reason_display()] if act.reason else []
    if act.appointment_at:
        lines.append(_("Rendez-vous : %(when)s") % {"when": moment_words(act.appointment_at)})
    if act.place:
        lines.append(_("Où : %(place)s") % {"place": act.place})
    if act.suggested:
        named = f"{act.suggested.text(language).name} – {name_of(act.suggested.partner, language)}"
        lines.append(_("Service proposé : %(name)s") % {"name": named})
    if act.kind == ActKind.OUTCOME:
        lines.append(_("La personne y est allée : %(answer)s") % {"answer": act.orientation.get_outcome_display()})
    return {
        "when": moment_words(act.at),
        "text": act.get_kind_display(),
        "lines": [*lines, *(line for line in act.words.splitlines() if line.strip())],
    }


def moment_words(moment):
    """« mardi 2 mars 2027, 10 h », on the clock of Brussels."""
    return f"{day_words_year(timezone.localtime(moment))}, {hour(moment)}"
