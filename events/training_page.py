"""What the page of an event says of it as a training, as plain values for its template."""

from django.utils.translation import gettext as _

from portal.kit.texts import lang_attribute

from .training import attestation_label, length_label, objectives_of


def training_section(event, dates, text, language, *, trainers, frameworks):
    """{objectives, trainers, facts, lang} of events/_training.html, or None for what is no training.

    dates: all those of its schedule; text: the EventText shown; trainers, frameworks: rows, loaded.
    """
    objectives = objectives_of(text)
    frameworks = [framework.name(language) for framework in frameworks]
    formal = event.training_hours is not None or event.gives_attestation or event.paid_leave
    said = text is not None and (text.target_group or text.prerequisites)
    if not (objectives or trainers or frameworks or formal or said):
        return None
    facts = [
        ("duration", _("Durée"), length_label(event, dates)),
        ("audience", _("Public visé"), text.target_group if text else ""),
        ("check", _("Prérequis"), text.prerequisites if text else ""),
        ("done", _("Attestation"), attestation_label(event)),
        ("house", _("Reconnue par"), ", ".join(frameworks)),
        ("info", _("Congé-éducation payé"), _("Cette formation y donne droit.") if event.paid_leave else ""),
    ]
    return {
        "objectives": objectives,
        "trainers": [{"name": trainer.name, "organisation": trainer.organisation} for trainer in trainers],
        "facts": [{"code": code, "label": label, "lines": [line], "links": []} for code, label, line in facts if line],
        "lang": lang_attribute(text, language),
    }
