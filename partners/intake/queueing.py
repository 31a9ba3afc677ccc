"""What takes seconds is done by the queue: staff see that it goes on. What is short is done at once."""

from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override
from django_q.tasks import async_task

from portal.accounts.models import User
from portal.kit.refusal import Refusal

from ..models import WORKING, DirectoryImport, IntakeState, Partner, Service
from .running import apply, choose, merged, open_import, read_waiting, try_file

AT_ONCE = 600  # lines of the file and records of the directory together: about a second
OCTETS_OF_A_LINE = 200
STUCK_AFTER = timedelta(minutes=10)


def receive(data, *, name, source, language, reader_language, user):
    """The DirectoryImport of a file (bytes): tried, or on its way. Raises Refusal when a short one cannot be read.

    language: of the file; reader_language: of what is said of its lines.
    """
    if not _is_long(len(data) // OCTETS_OF_A_LINE):
        return try_file(data, name=name, source=source, language=language, user=user)
    waiting = DirectoryImport(name=name[:120], source=source, language=language, by=user, content=data)
    with transaction.atomic():
        _hand_over(waiting, IntakeState.READING, {"language": reader_language})
    return waiting


def decide(tried, choices, *, reader_language):
    """Take what staff chose, {position: word}, and try the file anew. Raises Refusal."""
    if not _is_long(sum(tried.counts.values())):
        return choose(tried, choices)
    with transaction.atomic():
        tried = open_import(tried)
        tried.choices = merged(tried.choices, choices)
        _hand_over(tried, IntakeState.READING, {"language": reader_language})
    return tried


def start_applying(tried, *, user, reader_language, publish, without_refused):
    """Apply what staff saw: True, or False when the directory changed; None when the queue does it. Raises Refusal."""
    if not _is_long(sum(tried.counts.values())):
        return apply(tried, user=user, publish=publish, without_refused=without_refused)
    asked = {"language": reader_language, "publish": publish, "without_refused": without_refused, "user": user.pk}
    with transaction.atomic():
        _hand_over(open_import(tried), IntakeState.APPLYING, asked)
    return None


def start_again(waiting):
    """Hand over once more what a worker that died left behind."""
    with transaction.atomic():
        found = open_import(waiting, *WORKING)
        if is_stuck(found):
            _hand_over(found, found.state, found.asked)


def is_stuck(found):
    return found.state in WORKING and found.waits_since < timezone.now() - STUCK_AFTER


def _is_long(lines):
    return lines + Partner.objects.count() + Service.objects.count() > AT_ONCE


def _hand_over(waiting, state, asked):
    waiting.state, waiting.asked, waiting.note, waiting.waits_since = state, asked, "", timezone.now()
    waiting.save()
    transaction.on_commit(partial(async_task, "partners.intake.queueing.work", waiting.pk, save=False))


def work(pk):
    """The task of the queue. The import may be gone, or done already by another worker."""
    waiting = DirectoryImport.objects.filter(pk=pk, state__in=WORKING).first()
    if waiting is None:
        return
    with override(waiting.asked.get("language", "fr")):
        try:
            _work(waiting)
        except Refusal as refusal:
            state = IntakeState.TRIED if waiting.rows else IntakeState.FAILED
            still = DirectoryImport.objects.filter(pk=pk, state=waiting.state)
            still.update(state=state, note=refusal.code, content=None, waits_since=None)


def _work(waiting):
    if waiting.state == IntakeState.READING:
        read_waiting(waiting)
        return
    asked = waiting.asked
    user = User.objects.filter(pk=asked["user"]).first()
    apply(waiting, user=user, publish=asked["publish"], without_refused=asked["without_refused"])
