"""A question of an organiser as a form field, its answer as a value, and when it is asked at all."""

from dataclasses import replace
from datetime import date

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.kit.contact import tidy_lines, validate_harmless, validate_one_line
from portal.kit.texts import translated

from ..models import QuestionKind
from .details import Given
from .files import AnswerFileField

YES, NO = "yes", "no"
SHORT, LONG = 200, 2000
# As a browser sends a day, and as people here type it: 5/4 is in April in every language of the portal.
TYPED_DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %m %Y"]


def field_for(question, language, *, required, left=None):
    """The form field of a question. left: {option code: places left} of the options that are limited."""
    common = {
        "label": question.label(language),
        "required": required and question.required,
        "error_messages": {"required": _("Répondez à cette question.")},
    }
    kind = question.kind
    if kind in (QuestionKind.CHOICE, QuestionKind.SEVERAL):
        return _choice_field(question, language, left or {}, common)
    if kind == QuestionKind.YES_NO:
        answers = [(YES, _("Oui")), (NO, _("Non"))]
        return forms.ChoiceField(choices=answers, widget=forms.RadioSelect, **common)
    if kind == QuestionKind.NUMBER:
        # Localised: 2,5 and 2.5 are the same number to who writes French.
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        return forms.DecimalField(max_digits=12, decimal_places=2, localize=True, widget=widget, **common)
    if kind == QuestionKind.DATE:
        return forms.DateField(widget=day_widget(), input_formats=TYPED_DAYS, **common)
    if kind == QuestionKind.FILE:
        return AnswerFileField(**common | {"error_messages": {"required": _("Choisissez un fichier.")}})
    if kind == QuestionKind.LONG:
        widget = forms.Textarea(attrs={"rows": 4})
        return forms.CharField(max_length=LONG, validators=[validate_harmless], widget=widget, **common)
    return forms.CharField(max_length=SHORT, validators=[validate_harmless, validate_one_line], **common)


def day_widget():
    """A day as the browser asks for it; ISO whatever the language."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _choice_field(question, language, left, common):
    choices = [(option["code"], _option_label(option, language, left)) for option in question.options]
    if question.kind == QuestionKind.SEVERAL:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)


class _Option:
    """An option's words as a row with translated columns."""

    def __init__(self, option):
        self.words_fr, self.words_nl, self.words_en = (option.get(code, "") for code in ("fr", "nl", "en"))


def option_words(option, language):
    """An option for readers of `language`; its code where it has no words."""
    return translated(_Option(option), "words", language) or option["code"]


def _option_label(option, language, left):
    words = option_words(option, language)
    if option["code"] not in left:
        return words
    count = left[option["code"]]
    if not count:
        return _("%(choice)s (complet : liste d’attente)") % {"choice": words}
    places = ngettext("%(count)s place", "%(count)s places", count) % {"count": count}
    return f"{words} ({places})"


def given(question, cleaned, *, participant=None):
    """The Given of what a form cleaned, or None when nothing was answered."""
    value, upload = _value(question, cleaned)
    if value in (None, "", []):
        return None
    return Given(
        question=question.uuid,
        label=question.label("fr"),
        value=value,
        sensitive=question.sensitive,
        keep_days=question.keep_days,
        participant=participant,
        upload=upload,
    )


def _value(question, cleaned):
    if cleaned in (None, "", []):
        return None, None
    kind = question.kind
    if kind == QuestionKind.NUMBER:
        return int(cleaned) if cleaned == cleaned.to_integral_value() else float(cleaned), None
    if kind == QuestionKind.DATE:
        return cleaned.isoformat(), None
    if kind == QuestionKind.YES_NO:
        return cleaned == YES, None
    if kind == QuestionKind.FILE:
        return cleaned.name, cleaned
    return (tidy_lines(cleaned) if kind == QuestionKind.LONG else cleaned), None


def initial_of(question, value):
    """What a field shows of an answer that was given before; a file, and what no longer fits, is not shown again."""
    if not _fits(question, value):
        return None
    if question.kind == QuestionKind.YES_NO:
        return YES if value else NO
    return None if question.kind == QuestionKind.FILE else value


def not_shown_before(question, before, answer):
    """The Given that stands when a form was sent that could not show all of `before`; answer: what it gave, or None.

    A file is not shown again, nor is an answer that a question, changed meanwhile, does not know: who left the field
    as it was has taken nothing back.
    """
    if question.kind == QuestionKind.FILE or not _fits(question, before.value):
        return before if answer is None else answer
    if question.kind == QuestionKind.SEVERAL:
        gone = [code for code in before.value if code not in {option["code"] for option in question.options}]
        if gone:
            return replace(answer or before, value=[*(answer.value if answer else ()), *gone])
    return answer


def _fits(question, value):
    """Whether the field of the question, as it is now, shows this value."""
    kind = question.kind
    codes = {option["code"] for option in question.options or ()}
    if kind == QuestionKind.CHOICE:
        return value in codes if isinstance(value, str) else False
    if kind == QuestionKind.SEVERAL:
        return isinstance(value, list)
    if kind == QuestionKind.YES_NO:
        return isinstance(value, bool)
    if kind == QuestionKind.NUMBER:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind == QuestionKind.DATE:
        return _is_day(value)
    return isinstance(value, str)


def _is_day(value):
    try:
        return bool(date.fromisoformat(value))
    except (TypeError, ValueError):
        return False


def is_asked(question, answers):
    """Whether its condition holds. answers: {question uuid: value} of what was answered and itself asked."""
    if question.shown_when_question is None:
        return True
    value = answers.get(question.shown_when_question)
    if isinstance(value, bool):
        value = YES if value else NO
    if isinstance(value, list):
        return question.shown_when_value in value
    return value is not None and str(value) == question.shown_when_value


def words_of(question, value, language):
    """An answer in words, for who organises."""
    if isinstance(value, bool):
        return _("Oui") if value else _("Non")
    labels = {option["code"]: option_words(option, language) for option in question.options} if question else {}
    if isinstance(value, list):
        return ", ".join(labels.get(code, str(code)) for code in value)
    return labels.get(value, str(value))
