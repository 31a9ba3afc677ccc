"""An organiser's messages: to write one, to see it before it leaves, and what became of each letter."""

from urllib.parse import urlencode

from django.contrib import messages as notices
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal.kit.contact import display_phone
from portal.kit.letters import LetterState
from portal.kit.refusal import Refusal
from portal.kit.texts import language_name
from portal.templatetags.wording import day_words_year, hour

from ..event_page import event_header
from ..forms import CallForm
from ..message_forms import MessageForm
from ..messages.of_organiser import LANGUAGES, delivery, reach, recipients, send
from ..messages.reconfirmation import answers
from ..messages.thanks import ENOUGH, results
from ..messages.words import paragraphs_of
from ..models import RegistrationLetter
from ..organising import OrganiserPage
from ..querysets import CALLABLE
from .calls import Ticking, one_call

ORDER = (
    LetterState.TO_CALL,
    LetterState.FAILED,
    LetterState.UNKNOWN,
    LetterState.QUEUED,
    LetterState.SENDING,
    LetterState.SENT,
    LetterState.CALLED,
    LetterState.DROPPED,
)
PER_PAGE, NAMED = 100, 30


class MessagesPage(OrganiserPage):
    """What the pages about an event's messages share."""

    def show(self, template, **context):
        shared = {"event": event_header(self.event, get_language()), "slug": self.event.slug}
        return render(self.request, f"events/organiser/{template}.html", {**shared, **context})


class MessagesView(MessagesPage):
    """Everything that was sent about the event, and what people answered."""

    def get(self, request, slug):
        sent = list(self.event.messages.select_related("author")[:PER_PAGE])
        states = delivery(sent)
        opinions, reconfirmation = results(self.event), answers(self.event) if self.event.reconfirm_days else None
        return self.show(
            "messages",
            rows=[self._row(message, states[message.pk]) for message in sent],
            letters=_counts(self._letters()),
            calls=RegistrationLetter.objects.filter(registration__event=self.event).to_call().count(),
            reconfirmation=reconfirmation,
            silent_href=self._write_to(reconfirmation["silent"]) if reconfirmation else "",
            opinions=opinions if self.event.evaluation or opinions["count"] else None,
        )

    def _write_to(self, references):
        """Where one writes to these, when they are not too many to choose one by one."""
        if not 0 < len(references) <= PER_PAGE:
            return ""
        address = reverse("organisation-message-nouveau", args=[self.event.slug])
        return f"{address}?{urlencode({'inscription': references}, doseq=True)}"

    def _letters(self):
        """{state: number} of the letters that nobody wrote by hand."""
        rows = RegistrationLetter.objects.filter(registration__event=self.event, organiser_message=None).order_by()
        return dict(rows.values_list("state").annotate(number=Count("pk")))

    def _row(self, message, states):
        return {
            "subject": str(message),
            "href": reverse("organisation-message", args=[self.event.slug, message.uuid]),
            "when": _when(message.created_at),
            "author": message.author.get_full_name() or message.author.email if message.author else "",
            "counts": _counts(states),
        }


class WriteView(MessagesPage):
    """Write, look at it, send it: three steps, each a page."""

    def get(self, request, slug):
        chosen = request.GET.getlist("inscription")
        form = MessageForm(event=self.event, initial={"chosen": chosen} if chosen else None)
        return self.show("message_write", form=form)

    def post(self, request, slug):
        form = MessageForm(request.POST, event=self.event)
        if not form.is_valid() or request.POST.get("step") == "change":
            return self.show("message_write", form=form)
        if request.POST.get("step") != "send":
            return self._preview(form)
        try:
            message = send(form.message(request.user), **form.recipients)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.show("message_write", form=form)
        notices.success(request, _("C’est parti. Voici où en est chaque lettre."))
        return redirect("organisation-message", slug=slug, uuid=message.uuid)

    def _preview(self, form):
        message = form.message(self.request.user)
        rows = recipients(self.event, **form.recipients)
        return self.show(
            "message_preview",
            form=form,
            versions=_versions(message),
            reach=reach(rows),
            names=list(rows.order_by("name_key", "pk").values_list("name", flat=True)[:NAMED]),
            more=rows.count() > NAMED,
            sensitive=self.event.sensitive,
            hidden=_hidden(form),
        )


class MessageView(Ticking, MessagesPage):
    """One message, with what became of each of its letters."""

    def get(self, request, slug, uuid):
        message = get_object_or_404(self.event.messages.select_related("author"), uuid=uuid)
        letters = message.letters.select_related("registration").order_by("pk")
        found = sorted(letters, key=lambda letter: (ORDER.index(letter.state), letter.registration.name_key))
        return self.show(
            "message",
            versions=_versions(message),
            when=_when(message.created_at),
            author=message.author.get_full_name() or message.author.email if message.author else "",
            counts=_counts(delivery([message])[message.pk]),
            letters=[_delivered(letter) for letter in found],
            acts=self.may_act(),
        )

    def post(self, request, slug, uuid):
        message = get_object_or_404(self.event.messages, uuid=uuid)
        form = CallForm(request.POST)
        if form.is_valid():
            reached = message.letters.filter(registration__anonymised_at=None)
            self.tick(one_call(reached, form), undo=form.cleaned_data["undo"])
        return redirect(request.path)


class OpinionsView(MessagesPage):
    """What people thought of it: the mean, and their words once there are enough of them."""

    def get(self, request, slug):
        return self.show("opinions", opinions=results(self.event), enough=ENOUGH)


def _hidden(form):
    """[(name, value)] of what was typed, for the form that sends it."""
    names = [*form.fields]
    return [(name, value) for name in names for value in form.data.getlist(name) if value]


def _versions(message):
    """[{"code", "label", "subject", "paragraphs"}] of the languages that it was written in."""
    return [
        {
            "code": code,
            "label": language_name(code, get_language()),
            "subject": getattr(message, f"subject_{code}"),
            "paragraphs": paragraphs_of(getattr(message, f"text_{code}")),
        }
        for code in LANGUAGES
        if getattr(message, f"text_{code}")
    ]


def _counts(states):
    """[{"label", "number", "state"}], what needs somebody first."""
    return [
        {"state": str(state), "label": _state_label(state, states[state]), "number": states[state]}
        for state in ORDER
        if states.get(state)
    ]


def _state_label(state, number):
    """« 1 lettre envoyée », « 16 lettres envoyées »: what follows the number."""
    several = {
        LetterState.SENT: ngettext("lettre envoyée", "lettres envoyées", number),
        LetterState.FAILED: ngettext("lettre refusée", "lettres refusées", number),
        LetterState.CALLED: ngettext("personne appelée", "personnes appelées", number),
        LetterState.UNKNOWN: _("d’issue inconnue"),
    }
    return several.get(state, state.label)


def _delivered(letter):
    registration = letter.registration
    there = registration.is_active and not registration.anonymised_at
    at = {LetterState.SENT: letter.sent_at, LetterState.CALLED: letter.called_at}.get(letter.state)
    return {
        "id": letter.pk,
        "name": registration.name,
        "reference": registration.reference,
        "state": letter.state,
        "state_label": letter.get_state_display(),
        "at": _when(at) if at else "",
        "contact": registration.email,
        "phone": display_phone(registration.phone),
        "phone_href": f"tel:{registration.phone}" if registration.phone else "",
        "to_call": there and letter.state in CALLABLE,
        "called": there and letter.state == LetterState.CALLED,
    }


def _when(moment):
    return f"{day_words_year(timezone.localtime(moment))}, {hour(moment)}"
