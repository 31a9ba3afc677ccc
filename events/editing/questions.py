"""The rows of an event's questions in the admin: their choices as lines, their conditions by number."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from ..models import ParticipantMode, QuestionKind
from .fields import OptionsField

CHOSEN = (QuestionKind.CHOICE, QuestionKind.SEVERAL)
CONDITIONS = (*CHOSEN, QuestionKind.YES_NO)


class QuestionForm(WagtailAdminModelForm):
    """One question. after: the number, in this list, of the question on whose answer it depends."""

    options = OptionsField(
        required=False,
        label=_("Choix, un par ligne"),
        help_text=_(
            "code | français | néerlandais | anglais | places. Par exemple : pain | Atelier pain | Broodatelier | | 8"
        ),
    )
    after = forms.IntegerField(
        required=False,
        min_value=1,
        label=_("Seulement après la question n°"),
        help_text=_("Vide : posée à tout le monde."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        event = self.instance._state.fields_cache.get("event")
        wanted = self.instance.shown_when_question
        if event is not None and wanted is not None:
            ids = [question.uuid for question in sorted(event.questions.all(), key=lambda row: row.sort_order)]
            self.initial["after"] = ids.index(wanted) + 1 if wanted in ids else None

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") in CHOSEN and not cleaned.get("options") and "options" not in self.errors:
            self.add_error("options", _("Écrivez les choix, un par ligne."))
        if cleaned.get("kind") not in CHOSEN and not self.errors:
            cleaned["options"] = []
        if cleaned.get("after") and not cleaned.get("shown_when_value"):
            self.add_error("shown_when_value", _("Écrivez la réponse attendue : un code, « yes » ou « no »."))
        return cleaned


def settle_conditions(formset, participants):
    """Write onto the questions (valid forms of one formset) what they depend on; returns whether all could be."""
    rows = [form for form in formset.ordered_forms if form not in formset.deleted_forms]
    for number, form in enumerate(rows, start=1):
        after, question = form.cleaned_data.get("after"), form.instance
        question.shown_when_question = None
        if question.per_participant and participants == ParticipantMode.NUMBER:
            form.add_error("per_participant", _("On ne demande pas le nom des participants : posez-la une fois."))
        if not after:
            question.shown_when_value = ""
            continue
        if after >= number:
            form.add_error("after", _("Choisissez une question qui vient avant celle-ci."))
            continue
        asked = rows[after - 1].instance
        problem = _problem(asked, question)
        if problem:
            form.add_error("after", problem)
        elif question.shown_when_value not in _answers(asked):
            answers = ", ".join(_answers(asked))
            form.add_error("shown_when_value", _("Réponses possibles : %(answers)s.") % {"answers": answers})
        else:
            question.shown_when_question = asked.uuid
    return not any(form.errors for form in rows)


def _problem(asked, question):
    if asked.kind not in CONDITIONS:
        return _("Cette question-là n’a pas de réponses fixes.")
    if asked.per_participant and not question.per_participant:
        return _("Cette question-là est posée à chaque participant, celle-ci une seule fois.")
    return ""


def _answers(asked):
    """The codes that may stand in a condition on this question."""
    return ["yes", "no"] if asked.kind == QuestionKind.YES_NO else [option["code"] for option in asked.options]
