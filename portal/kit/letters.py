"""Letters: written down in the transaction that causes them, sent by the queue, never lost.

A letter's row is committed before anything leaves. Whoever sends first claims it (`queued → sending`), so two
workers never send the same one. A refusal that the server stated is tried again later; an attempt whose outcome
nobody knows (the worker died, the line broke after the text) is repeated once under the same Message-ID, or
shown to staff, by kind of letter. While a connection is being made nothing of a letter was said: what ends there has
failed for sure. Who has no e-mail address is called: the row is a line of the call list.
"""

import logging
import smtplib
import time
import uuid
from contextlib import suppress
from datetime import timedelta
from email.utils import formatdate

from django.apps import apps
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django_q.tasks import async_task

from .texts import LanguageCodeField

logger = logging.getLogger("maillage.letters")

MAX_ATTEMPTS = 16  # two days and more, by the waits of backoff()
STUCK_AFTER = timedelta(minutes=5)
SWEEP_SECONDS = 60  # one letter more may take as long again before the queue ends the task, at 120


def backoff(attempts):
    """How long to wait after the nth known failure: 20 s, 1 min, 3 min, … at most 6 hours."""
    return timedelta(seconds=min(20 * 3 ** (attempts - 1), 6 * 3600))


class LetterState(models.TextChoices):
    QUEUED = "queued", _("à envoyer")
    SENDING = "sending", _("en cours d’envoi")
    SENT = "sent", _("envoyée")
    UNKNOWN = "unknown", _("issue inconnue")
    FAILED = "failed", _("refusée")
    DROPPED = "dropped", _("sans objet")
    TO_CALL = "to_call", _("à appeler")
    CALLED = "called", _("appelée")


class Letter(models.Model):
    """One message to one person. Concrete models say whom it is about, and `compose` it when it leaves.

    Nothing that opens a door (signed links, codes) is stored: the text is made at the moment of sending.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("sorte"), max_length=40)
    state = models.CharField(_("état"), max_length=10, choices=LetterState, default=LetterState.QUEUED)
    address = models.EmailField(_("adresse"), blank=True)
    language = LanguageCodeField()
    facts = models.JSONField(_("faits"), default=dict, blank=True)
    message_id = models.CharField(max_length=120, unique=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    unknown_attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(_("raison"), max_length=120, blank=True)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    # When the first word of the letter was said to the server; empty while the connection is being made.
    sending_since = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    # Kinds whose unknown outcome is worth a second copy; the others are shown to staff.
    REPEAT_WHEN_UNKNOWN = frozenset()

    class Meta:
        abstract = True
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(state__in=["queued", "sending"]),
                name="%(app_label)s_%(class)s_due",
            )
        ]

    def __str__(self):
        return f"{self.kind} ({self.get_state_display()})"

    def save(self, *args, **kwargs):
        if not self.message_id:
            self.message_id = f"<{self.uuid.hex}@{self.message_domain()}>"
        super().save(*args, **kwargs)

    def message_domain(self):
        """The domain of the Message-ID (RFC 5322 §3.6.4)."""
        raise NotImplementedError

    def earliest(self, moment):
        """When the letter may leave if `moment` is when somebody wants to send it: some wait for the morning."""
        return moment

    def compose(self):
        """(subject, text, html, attachments) in the active language, or None when there is nothing left to say.

        attachments: list of (file name, bytes, MIME type with its parameters).
        """
        raise NotImplementedError


def post(letter):
    """Save a new letter in the current transaction and hand it to the queue once that commits."""
    letter.state = LetterState.QUEUED if letter.address else LetterState.TO_CALL
    letter.save()
    if letter.address:
        label = letter._meta.label
        transaction.on_commit(lambda: _enqueue(label, letter.pk))
    return letter


def post_all(letters, *, once=False, at_once=True):
    """Save new letters of one model together, in the current transaction; the sweep sends them.

    once: those that a constraint refuses are there already, and are left out. at_once: the sweep starts when this
    commits; otherwise its next minute is soon enough.
    """
    if not letters:
        return letters
    domain = letters[0].message_domain()
    for letter in letters:
        letter.state = LetterState.QUEUED if letter.address else LetterState.TO_CALL
        letter.message_id = f"<{letter.uuid.hex}@{domain}>"
    type(letters[0]).objects.bulk_create(letters, batch_size=200, ignore_conflicts=once)
    if at_once:
        transaction.on_commit(lambda: _enqueue_task("portal.kit.letters.deliver_due"))
    return letters


def _enqueue(label, pk):
    _enqueue_task("portal.kit.letters.deliver", label, pk)


def _enqueue_task(*task):
    try:
        async_task(*task, save=False)
    except Exception:  # the letter is kept: the sweep of every minute takes it up
        logger.exception("The queue did not take a letter; the next sweep will.")


class _Trouble(Exception):
    """The server, or our way to it, is in trouble; the letter was settled in `state`, the next would fare no better."""

    def __init__(self, state):
        super().__init__(state)
        self.state = state


def deliver(label, pk):
    """Send one letter if it is due and nobody else is sending it; returns its state, or None if not claimed."""
    try:
        return _attempt(apps.get_model(label), pk)
    except _Trouble as trouble:
        return trouble.state


def _attempt(model, pk):
    """deliver() for the sweep. Raises _Trouble, with the letter settled, when it is not about this letter."""
    now = timezone.now()
    claimed = model.objects.filter(pk=pk, state=LetterState.QUEUED, next_attempt_at__lte=now).update(
        state=LetterState.SENDING, sending_since=None, next_attempt_at=now, attempts=models.F("attempts") + 1
    )
    if not claimed:
        return None
    letter = model.objects.get(pk=pk)
    morning = letter.earliest(now)
    if morning > now:
        return _settle(letter, LetterState.QUEUED, next_attempt_at=morning, attempts=letter.attempts - 1)
    try:
        message = _message(letter)
    except Exception:
        _settle(letter, LetterState.FAILED, failure="compose")
        raise
    if message is None:
        return _settle(letter, LetterState.DROPPED)
    return _send(letter, message)


def _message(letter):
    with translation.override(letter.language):
        composed = letter.compose()
    if composed is None:
        return None
    subject, text, html, attachments = composed
    message = EmailMultiAlternatives(
        connection=get_connection(),
        subject=" ".join(subject.split()),
        body=text,
        to=[letter.address],
        headers={
            "Message-ID": letter.message_id,
            "Date": formatdate(letter.created_at.timestamp()),
            "Auto-Submitted": "auto-generated",
            "Content-Language": letter.language,
        },
    )
    message.attach_alternative(html, "text/html")
    for name, content, mimetype in attachments:
        message.attach(name, content, mimetype)
    return message


def _send(letter, message):
    try:
        message.connection.open()
    except (smtplib.SMTPException, OSError) as error:
        raise _Trouble(_again_later(letter, type(error).__name__)) from error  # nothing of the letter was said yet
    if not _begin(letter):
        _close(message.connection)
        return None
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        return _refused(letter, code)
    except smtplib.SMTPDataError as error:
        return _refused(letter, error.smtp_code)
    except (smtplib.SMTPResponseException, smtplib.SMTPNotSupportedError) as error:
        raise _Trouble(_again_later(letter, type(error).__name__)) from error  # about us, not about this person
    except (smtplib.SMTPException, OSError) as error:
        raise _Trouble(settle_unknown(letter, type(error).__name__)) from error
    finally:
        _close(message.connection)
    return _settle(letter, LetterState.SENT, sent_at=timezone.now(), failure="")


def _begin(letter):
    """Note that from here on the letter may have left; False when the sweep took it for a dead worker's meanwhile."""
    mine = type(letter).objects.filter(
        pk=letter.pk, state=LetterState.SENDING, sending_since=None, attempts=letter.attempts
    )
    return bool(mine.update(sending_since=timezone.now()))


def _close(connection):
    """A server that is already gone changes nothing about the letter that it took."""
    with suppress(smtplib.SMTPException, OSError):
        connection.close()


def _refused(letter, code):
    """The server answered: 4xx is for later, 5xx is for good (RFC 5321 §4.2.1)."""
    failure = f"SMTP {code}"
    if code >= 500:
        return _settle(letter, LetterState.FAILED, failure=failure)
    return _again_later(letter, failure)


def _again_later(letter, failure):
    if letter.attempts >= MAX_ATTEMPTS:
        return _settle(letter, LetterState.FAILED, failure=failure)
    wait = backoff(letter.attempts)
    return _settle(letter, LetterState.QUEUED, failure=failure, next_attempt_at=timezone.now() + wait)


def settle_unknown(letter, failure):
    """An attempt ended and nobody knows whether the letter left: repeat once, or show it to staff."""
    repeat = letter.kind in letter.REPEAT_WHEN_UNKNOWN and not letter.unknown_attempts
    return _settle(
        letter,
        LetterState.QUEUED if repeat else LetterState.UNKNOWN,
        failure=failure,
        unknown_attempts=letter.unknown_attempts + 1,
        next_attempt_at=timezone.now() + backoff(letter.attempts or 1),
    )


def _settle(letter, state, **values):
    """Write how the attempt ended, unless somebody else settled it meanwhile."""
    values |= {"state": state, "sending_since": None}
    type(letter).objects.filter(pk=letter.pk, state=LetterState.SENDING).update(**values)
    logger.info("letter %s %s: %s", letter.pk, letter.kind, state)
    return state


def letter_models():
    """Every concrete model of letters in the house."""
    return [model for model in apps.get_models() if issubclass(model, Letter)]


def deliver_due():
    """Every minute: take up what the queue lost, what is due again, and what a dead worker left in the middle.

    Ends after a minute, and at the first letter that fails for a reason of ours: a server that stalls would hold the
    queue until it ends this task in the middle of a letter.
    """
    until = time.monotonic() + SWEEP_SECONDS
    for model in letter_models():
        _take_up(model)
        due = model.objects.filter(state=LetterState.QUEUED, next_attempt_at__lte=timezone.now())
        for pk in due.order_by("next_attempt_at", "pk").values_list("pk", flat=True)[:500]:
            if time.monotonic() > until:
                return
            try:
                _attempt(model, pk)
            except _Trouble as trouble:
                logger.warning("The mail server does not do its work (%s): the sweep ends.", trouble.__cause__)
                return
            except Exception:
                logger.exception("A letter could not be composed.")


def _take_up(model):
    """Settle what a worker left in the middle when it died."""
    dead_since = timezone.now() - STUCK_AFTER
    left = model.objects.filter(state=LetterState.SENDING)
    for letter in left.filter(sending_since__lt=dead_since):
        settle_unknown(letter, "worker stopped")
    for letter in left.filter(sending_since=None, next_attempt_at__lt=dead_since):
        _again_later(letter, "worker stopped")
