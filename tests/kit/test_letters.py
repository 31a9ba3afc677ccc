"""Letters against a real SMTP server: refused, retried, dropped, and never sent twice."""

import smtplib
import socket
import uuid
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from events.models import RegistrationLetter, RegistrationMode
from events.registration import cancel, register
from portal.kit.letters import backoff, deliver, deliver_due
from tests.factories import make_event, publish_event
from tests.race.portal_process import free_port

pytestmark = pytest.mark.django_db
LABEL = "events.RegistrationLetter"


class Postbox:
    """Answers DATA with `refusals` first, then takes what comes."""

    def __init__(self):
        self.refusals, self.letters = [], []

    async def handle_DATA(self, server, session, envelope):
        if self.refusals:
            return self.refusals.pop(0)
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def postbox(settings):
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    yield box
    controller.stop()


@pytest.fixture
def letter():
    event = publish_event(
        make_event(registration_mode=RegistrationMode.DATE, seats=5, texts={"fr": "Atelier vélo", "nl": "Fietsatelier"})
    )
    registration = register(
        event,
        occurrence=event.occurrences.get(),
        name="Amina",
        email="amina@exemple.test",
        phone="",
        party_size=2,
        language="nl",
        now=timezone.now(),
    ).registration
    return registration.letters.get()


def state(letter):
    letter.refresh_from_db()
    return letter.state, letter.failure


def due_now(letter):
    RegistrationLetter.objects.filter(pk=letter.pk).update(next_attempt_at=timezone.now())


def test_a_server_that_refuses_twice_gets_the_letter_the_third_time(letter, postbox):
    postbox.refusals = ["451 later", "452 later"]
    assert deliver(LABEL, letter.pk) == "queued"
    assert state(letter) == ("queued", "SMTP 451")
    assert deliver(LABEL, letter.pk) is None, "not before its time"
    due_now(letter)
    assert deliver(LABEL, letter.pk) == "queued"
    due_now(letter)
    assert deliver(LABEL, letter.pk) == "sent"
    assert deliver(LABEL, letter.pk) is None, "sent once"
    assert len(postbox.letters) == 1


def test_the_letter_is_in_the_person_s_language_with_text_html_and_calendar(letter, postbox):
    deliver(LABEL, letter.pk)
    (message,) = postbox.letters
    parts = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    assert parts == ["text/plain", "text/html", "text/calendar"]
    assert "Fietsatelier" in message["Subject"]
    text = message.get_body(("plain",)).get_content()
    assert "Fietsatelier" in text
    assert "Atelier vélo" not in text
    assert "/nl/inschrijving/" in text
    calendar = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert calendar.get_param("method") == "PUBLISH"
    assert "Fietsatelier" in calendar.get_content()


def test_the_link_in_the_letter_is_kept_nowhere(letter, postbox):
    deliver(LABEL, letter.pk)
    text = postbox.letters[0].get_body(("plain",)).get_content()
    token = text.partition("/inschrijving/")[2].partition("/")[0]
    assert 26 < len(token) < 36
    row = RegistrationLetter.objects.filter(pk=letter.pk).values().get()
    assert token not in str(row)


def test_a_permanent_refusal_is_shown_to_staff_and_not_repeated(letter, postbox):
    postbox.refusals = ["550 no such person"]
    assert deliver(LABEL, letter.pk) == "failed"
    due_now(letter)
    deliver_due()
    assert state(letter) == ("failed", "SMTP 550")
    assert postbox.letters == []


def test_a_server_that_is_away_is_asked_again_later(letter, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    assert deliver(LABEL, letter.pk) == "queued"
    assert state(letter) == ("queued", "ConnectionRefusedError")


def test_an_unknown_outcome_is_repeated_once_under_the_same_message_id(letter, postbox, monkeypatch):
    def breaks(self, *args, **kwargs):
        raise smtplib.SMTPServerDisconnected("line broke")

    with monkeypatch.context() as broken:
        broken.setattr(smtplib.SMTP, "sendmail", breaks)
        broken.setattr(smtplib.SMTP, "send_message", breaks, raising=False)
        assert deliver(LABEL, letter.pk) == "queued"
    letter.refresh_from_db()
    before = letter.message_id
    due_now(letter)
    assert deliver(LABEL, letter.pk) == "sent"
    assert postbox.letters[0]["Message-ID"] == before


def test_a_second_unknown_outcome_is_shown_to_staff(letter, postbox, monkeypatch):
    def breaks(self, *args, **kwargs):
        raise smtplib.SMTPServerDisconnected("line broke")

    monkeypatch.setattr(smtplib.SMTP, "sendmail", breaks)
    deliver(LABEL, letter.pk)
    due_now(letter)
    assert deliver(LABEL, letter.pk) == "unknown"


def test_what_a_dead_worker_left_in_the_middle_is_taken_up_after_five_minutes(letter, postbox):
    RegistrationLetter.objects.update(state="sending", sending_since=timezone.now() - timedelta(minutes=4))
    deliver_due()
    assert state(letter)[0] == "sending"
    RegistrationLetter.objects.update(sending_since=timezone.now() - timedelta(minutes=6))
    deliver_due()
    due_now(letter)
    deliver_due()
    assert state(letter)[0] == "sent"
    assert len(postbox.letters) == 1


def test_a_letter_that_is_no_longer_true_does_not_leave(letter, postbox):
    cancel(letter.registration, now=timezone.now(), quietly=True)
    assert deliver(LABEL, letter.pk) == "dropped"
    assert postbox.letters == []


def test_the_wait_between_attempts_grows_to_six_hours():
    assert [backoff(n).total_seconds() for n in (1, 2, 3, 12)] == [20, 60, 180, 21600]


def test_trouble_that_is_ours_is_for_later_not_for_good(letter, postbox, monkeypatch):
    class Disconnects(smtplib.SMTP):
        def connect(self, *args, **kwargs):
            raise smtplib.SMTPServerDisconnected("closed at connect")

    with monkeypatch.context() as broken:
        broken.setattr(smtplib, "SMTP", Disconnects)
        assert deliver(LABEL, letter.pk) == "queued"
    assert state(letter) == ("queued", "SMTPServerDisconnected")
    due_now(letter)

    def refuses_us(self, *args, **kwargs):
        raise smtplib.SMTPSenderRefused(550, b"blocked", "nous@exemple.test")

    with monkeypatch.context() as broken:
        broken.setattr(smtplib.SMTP, "sendmail", refuses_us)
        assert deliver(LABEL, letter.pk) == "queued"
    due_now(letter)
    assert deliver(LABEL, letter.pk) == "sent"


def test_known_failures_are_tried_again_for_two_days():
    from portal.kit.letters import MAX_ATTEMPTS

    assert sum((backoff(n) for n in range(1, MAX_ATTEMPTS)), timedelta()) > timedelta(days=2)


class Stalls:
    """Takes connections and never says a word, like a server that is out of memory."""

    def __enter__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        return self

    def __exit__(self, *error):
        self.socket.close()


@pytest.fixture
def stalled(settings):
    with Stalls() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.socket.getsockname()
        settings.EMAIL_TIMEOUT = 0.3
        yield server


def test_a_server_that_stalls_ends_the_sweep_at_the_first_letter(letter, stalled):
    for _more in range(2):
        letter.pk, letter.uuid, letter.message_id = None, uuid.uuid4(), ""
        letter.save(force_insert=True)
    deliver_due()
    rows = RegistrationLetter.objects.order_by("pk").values_list("state", "attempts", "failure")
    assert list(rows) == [("queued", 1, "SMTPServerDisconnected"), ("queued", 0, ""), ("queued", 0, "")]


def test_the_sweep_ends_before_the_queue_ends_it(letter, postbox, monkeypatch):
    monkeypatch.setattr("portal.kit.letters.SWEEP_SECONDS", -1)
    deliver_due()
    assert (*state(letter), letter.attempts) == ("queued", "", 0)


class Killed(BaseException):
    """What SIGKILL leaves: nothing after this line happens."""


def test_a_worker_that_is_killed_while_it_connects_has_sent_nothing(letter, postbox, monkeypatch):

    def killed(self):
        raise Killed

    with monkeypatch.context() as dying, pytest.raises(Killed):
        dying.setattr("django.core.mail.backends.smtp.EmailBackend.open", killed)
        deliver(LABEL, letter.pk)
    RegistrationLetter.objects.update(next_attempt_at=timezone.now() - timedelta(minutes=4))
    deliver_due()
    assert state(letter) == ("sending", "")
    RegistrationLetter.objects.update(next_attempt_at=timezone.now() - timedelta(minutes=6))
    deliver_due()
    assert state(letter) == ("queued", "worker stopped")
    due_now(letter)
    deliver_due()
    assert state(letter) == ("sent", "")
    assert letter.unknown_attempts == 0
    assert len(postbox.letters) == 1


def test_a_letter_that_the_sweep_took_up_meanwhile_is_not_said_twice(letter, postbox, monkeypatch):
    from django.core.mail.backends.smtp import EmailBackend

    def opens_late(self, real=EmailBackend.open):
        RegistrationLetter.objects.update(next_attempt_at=timezone.now() - timedelta(minutes=6))
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(EmailBackend, "open", real)
            deliver_due()
        return real(self)

    monkeypatch.setattr(EmailBackend, "open", opens_late)
    assert deliver(LABEL, letter.pk) is None
    assert state(letter) == ("queued", "worker stopped")
    assert postbox.letters == []
