"""What the pages of attestations show, as plain values."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.templatetags.wording import day_month

from .attestations import certificates, presences
from .attestations.hours import duration, held_dates
from .attestations.paper import number_label, paper_path, period_label, title_of
from .models import AttestationKind

LANGUAGE_LABELS = {"fr": "Français (PDF)", "nl": "Nederlands (PDF)"}


def day_label(day):
    return f"{day_month(day)} {day.year}"


def desk_context(event, *, ticked):
    """Who may get an attestation, who has one, what is due. ticked: boxes as they were sent, None on a first look."""
    now = timezone.now()
    dates = held_dates(event)
    valid = event.attestations.filter(revoked_at=None, kind=AttestationKind.ATTENDANCE)
    given = {(row.registration_id, row.participant_id): row for row in valid}
    people = presences(event) if event.gives_attestation else []
    rows = [person_row(event, each, given, ticked) for each in people]
    due = [certificate_row(event, each, ticked) for each in certificates(event, now=now)]
    waiting = [row for row in rows if row["reached"] and not row["number"]]
    return {
        "gives": event.gives_attestation,
        "paid_leave": event.paid_leave,
        "over": bool(dates) and max(date.ends_at for date in dates) <= now,
        "threshold": event.attendance_threshold,
        "people": rows,
        "everybody_label": ngettext(
            "Émettre pour la personne qui atteint le seuil",
            "Émettre pour les %(count)s personnes qui atteignent le seuil",
            len(waiting),
        )
        % {"count": len(waiting)}
        if waiting
        else "",
        "certificates": due,
        "late": sum(row["late"] for row in due),
        "gone": [gone_row(event, row) for row in event.attestations.exclude(revoked_at=None).order_by("-pk")[:100]],
    }


def person_row(event, each, given, ticked):
    row = given.get((each.registration.pk, each.participant.pk if each.participant else None))
    pick = f"{AttestationKind.ATTENDANCE.value}::{each.key}"
    return {
        "pick": pick,
        "name": each.name,
        "hours": _("%(attended)s sur %(scheduled)s")
        % {"attended": duration(each.attended), "scheduled": duration(each.scheduled)},
        "percent": each.percent,
        "reached": each.reaches(event.attendance_threshold),
        "ticked": ticked is not None and pick in ticked,
        "number": number_label(row) if row else "",
        "href": reverse("attestations-une", args=[event.slug, row.uuid]) if row else "",
    }


def certificate_row(event, each, ticked):
    row = each.issued
    return {
        "pick": each.key,
        "name": each.presence.name,
        "kind": _("Certificat d’inscription")
        if each.kind == AttestationKind.LEAVE_ENROLMENT
        else _("Certificat d’assiduité"),
        "period": period_label(each.period),
        "due": day_label(each.due),
        "ready": each.ready and row is None,
        "empty": each.empty and row is None,
        "late": each.late,
        "ticked": ticked is not None and each.key in ticked,
        "number": number_label(row) if row else "",
        "href": reverse("attestations-une", args=[event.slug, row.uuid]) if row else "",
    }


def gone_row(event, row):
    return {
        "number": number_label(row),
        "name": row.name,
        "href": reverse("attestations-une", args=[event.slug, row.uuid]),
    }


def papers(row):
    """[{label, href, lang}]: the PDF in each language, the person's own first."""
    languages = sorted(LANGUAGE_LABELS, key=lambda code: (code != row.language, code))
    return [
        {"lang": code, "label": LANGUAGE_LABELS[code], "href": f"{paper_path(row, code)}?langue={code}"}
        for code in languages
    ]


def state_of(row):
    """(state, label, sentence) of a document."""
    if row.revoked_at is None:
        return "confirmed", _("Valable"), _("Cette attestation est authentique et valable.")
    other = getattr(row, "replaced_by", None)
    day = day_label(timezone.localtime(row.revoked_at))
    if other is not None:
        words = _("Elle a été remplacée le %(day)s par l’attestation %(number)s.")
        return "waiting", _("Remplacée"), words % {"day": day, "number": number_label(other)}
    return "cancelled", _("Retirée"), _("Elle a été retirée le %(day)s et ne prouve plus rien.") % {"day": day}


def facts_of(row, language):
    """[{label, lines}]: what the document proves, in the reader's language where it was printed in it."""
    facts = row.facts.get(language) or row.facts["fr"]
    enrolment = row.kind == AttestationKind.LEAVE_ENROLMENT
    lines = [
        (_("Document"), [title_of(row.kind), period_label(row.period)]),
        (_("Numéro"), [number_label(row)]),
        (_("Au nom de"), [row.name]),
        (_("Activité"), [facts["title"]]),
        (_("Organisé par"), [facts["organiser"]]),
        (_("Heures prévues"), [duration(row.minutes_scheduled)]),
        (_("Heures suivies"), [] if enrolment else [duration(row.minutes_attended)]),
        (_("Dates"), facts["dates"]),
        (_("Émise le"), [day_label(timezone.localtime(row.issued_at))]),
    ]
    shown = [{"label": label, "lines": [line for line in texts if line]} for label, texts in lines]
    return [row for row in shown if row["lines"]]


def one_context(row, language):
    """The organiser's page of one document."""
    state, label, sentence = state_of(row)
    valid = row.revoked_at is None
    return {
        "number": number_label(row),
        "state": state,
        "state_label": label,
        "state_text": sentence,
        "reason": row.revoked_reason,
        "rows": facts_of(row, language),
        "papers": papers(row) if valid else [],
        "valid": valid,
        "verify_href": reverse("attestation", args=[row.code]),
        "back_href": reverse("attestations", args=[row.event.slug]),
    }


def verification_context(row, language):
    """What whoever holds a code is shown; row None: no document has it."""
    if row is None:
        return {"title": _("Aucune attestation ne porte ce code"), "state": "", "rows": []}
    state, label, sentence = state_of(row)
    # Of a document that no longer proves anything nothing is told but that.
    rows = facts_of(row, language) if row.revoked_at is None else facts_of(row, language)[1:2]
    return {
        "title": _("Vérification d’une attestation"),
        "state": state,
        "state_label": label,
        "state_text": sentence,
        "rows": rows,
    }
