"""Which registrations of an event are asked for: the query of the list and of its exports, read once for both."""

import json
import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django import forms
from django.db.models import Count, Q, Sum, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from portal.kit.contact import name_key

from ..asking.questions import NO, YES
from ..messages.reconfirmation import COMING, LEFT, SILENT, answered_so
from ..models import (
    ACTIVE,
    Answer,
    Participant,
    QuestionKind,
    RegistrationLetter,
    RegistrationMode,
    RegistrationState,
)
from .forms import MOST_WORDS, Query

EVERYONE = "toutes"  # whatever their state; nothing asked: those that still stand
SORTS = {
    "recentes": (_("Les plus récentes d’abord"), ("-created_at", "-pk")),
    "nom": (_("Par nom"), ("name_key", "pk")),
    "date": (_("Par date de l’activité"), ("occurrence__starts_at", "name_key", "pk")),
    "personnes": (_("Les plus nombreux d’abord"), ("-party_size", "name_key", "pk")),
    "rang": (_("Dans l’ordre d’arrivée"), ("queue_rank", "pk")),
}
CHOSEN = (QuestionKind.CHOICE, QuestionKind.SEVERAL, QuestionKind.YES_NO)


def filterable(event):
    """The questions whose answers can be filtered by: those with fixed answers, unless they are sensitive."""
    return [question for question in event.questions.all() if question.kind in CHOSEN and not question.sensitive]


def field_of(question):
    """The name of a question in the query string."""
    return f"q{question.uuid.hex}"


class RegistrationsQuery(Query):
    """The query of the list of registrations."""

    q = forms.CharField(max_length=MOST_WORDS, required=False)
    etat = forms.ChoiceField(choices=[(EVERYONE, EVERYONE), *RegistrationState.choices], required=False)
    date = forms.UUIDField(required=False)
    besoins = forms.BooleanField(required=False)
    lettre = forms.BooleanField(required=False)
    venir = forms.ChoiceField(choices=[(code, code) for code in (COMING, SILENT, LEFT)], required=False)
    tri = forms.ChoiceField(choices=[(code, code) for code in SORTS], required=False)

    def __init__(self, *args, questions, **kwargs):
        super().__init__(*args, **kwargs)
        for question in questions:
            codes = [option["code"] for option in question.options]
            answers = [YES, NO] if question.kind == QuestionKind.YES_NO else codes
            self.fields[field_of(question)] = forms.ChoiceField(
                choices=[(code, code) for code in answers], required=False
            )


@dataclass(frozen=True)
class Selection:
    """What was asked of one event's registrations. coming: what was answered to « Viendrez-vous toujours ? »; answers:
    {Question: code}; page: None for the first."""

    event: object
    words: str = ""
    state: str = ""
    date: object = None
    needs: bool = False
    letter: bool = False
    coming: str = ""
    answers: dict = field(default_factory=dict)
    sort: str = "recentes"
    page: int | None = None
    left_out: bool = False

    def registrations(self, *, any_state=False):
        """The rows, in order. any_state: as if no state had been asked for."""
        rows = self.event.registrations.filter(anonymised_at=None)
        if not any_state:
            # Who left the place is not among those that still stand: asked for alone, they are shown all the same.
            rows = rows.filter(_in_state(EVERYONE if self.coming == LEFT and not self.state else self.state))
        if self.date is not None:
            rows = rows.filter(occurrence=self.date)
        if self.words:
            rows = rows.filter(_says(self.words))
        if self.needs:
            rows = rows.filter(needs__isnull=False)
        if self.letter:
            letters = RegistrationLetter.objects.to_call().filter(registration__event=self.event)
            rows = rows.filter(pk__in=letters.order_by().values("registration"))
        if self.coming:
            rows = answered_so(rows, self.coming)
        for question, code in self.answers.items():
            rows = rows.filter(pk__in=_answered(self.event, question, code))
        return rows.order_by(*SORTS[self.sort][1])

    def counts(self):
        """{state: (registrations, persons)} of whatever else was asked for."""
        rows = self.registrations(any_state=True).order_by().values("state")
        found = rows.annotate(number=Count("pk"), persons=Sum("party_size"))
        return {row["state"]: (row["number"], row["persons"]) for row in found}

    def query(self, **changes):
        """The query string (without `?`) that asks for the same, but for these changes; a value of "" leaves it out."""
        asked = {
            "q": self.words,
            "etat": self.state,
            "date": str(self.date.uuid) if self.date else "",
            "besoins": "on" if self.needs else "",
            "lettre": "on" if self.letter else "",
            "venir": self.coming,
            **{field_of(question): code for question, code in self.answers.items()},
            "tri": "" if self.sort == "recentes" else self.sort,
            "page": self.page or "",
        }
        return urlencode({name: value for name, value in {**asked, **changes}.items() if value})

    @property
    def narrowed(self):
        """Whether anything but a state was asked for."""
        return bool(self.words or self.date or self.needs or self.letter or self.coming or self.answers)


def read(event, params, *, private=True):
    """The Selection that `params` (a QueryDict, anything in it) asks for. private: whether needs may be asked about."""
    questions = filterable(event)
    form = RegistrationsQuery(params, questions=questions)
    asked = form.understood()
    date = None
    if asked["date"] and event.registration_mode == RegistrationMode.DATE:
        date = event.occurrences.filter(uuid=asked["date"]).first()
    return Selection(
        event=event,
        words=asked["q"] or "",
        state=asked["etat"] or "",
        date=date,
        needs=private and bool(asked["besoins"]),
        letter=bool(asked["lettre"]),
        coming=asked["venir"] or "",
        answers={question: asked[field_of(question)] for question in questions if asked[field_of(question)]},
        sort=asked["tri"] or "recentes",
        page=asked["page"],
        left_out=form.left_out or (bool(asked["date"]) and date is None),
    )


def _in_state(state):
    if state == EVERYONE:
        return Q()
    return Q(state=state) if state else Q(state__in=ACTIVE)


def _says(words):
    """A name (of the person or of somebody who comes along), a reference, an address or a telephone."""
    found = Q(email__icontains=words) | Q(reference__istartswith="".join(words.split()))
    found |= Q(pk__in=Participant.objects.filter(name__icontains=words).order_by().values("registration"))
    if key := name_key(words):
        found |= Q(name_key__contains=key) | Q(organisation__icontains=words)
    digits = re.sub(r"\D", "", words).lstrip("0")
    if len(digits) >= 4:
        found |= Q(phone__contains=digits)
    return found


def _answered(event, question, code):
    """Registrations where this was answered, by the person or by one participant.

    SQLite has no test of what a JSON list holds: the list's text does, in which every code stands between quotes.
    """
    answers = Answer.objects.filter(registration__event=event, question=question.uuid).order_by()
    if question.kind == QuestionKind.YES_NO:
        return answers.filter(value=code == YES).values("registration")
    said = answers.annotate(said=Cast("value", TextField()))
    return said.filter(said__contains=json.dumps(code)).values("registration")
