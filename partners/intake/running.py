"""The steps of an import: a file is tried, staff decide what is not clear, then it is applied as it was shown."""

import json
import uuid as uuids
import zlib
from dataclasses import asdict

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.kit.refusal import Refusal

from ..finding.stamp import stamp
from ..models import DirectoryImport, DirectoryStamp, ImportLine, IntakeState, LineOutcome, Partner, Place, Service
from .apart import read_apart
from .claims import PARTNER, PLACE, SERVICE
from .known import name_of
from .planning import LEAVE, NEW, SAME, plan
from .reading import Rows
from .wording import failure_words, field_words, note_words, shown
from .writing import write

MOST_CHANGES = 30  # of one line
BATCH = 500


def try_file(data, *, name, source="", language="fr", user=None):
    """The DirectoryImport of a file (bytes), with a line for each thing in it; nothing of the directory is written.

    language: of its texts, where it does not say so itself. Raises Refusal when nothing can be read there.
    """
    tried = DirectoryImport(name=name[:120], source=source, language=language, by=user)
    tried.rows, made = _read(data, tried)
    with transaction.atomic():
        tried.save()
        _keep(tried, made)
    return tried


def read_waiting(waiting):
    """Try a file that waits for it, or try one anew, as its choices are now. Raises Refusal."""
    waiting.refresh_from_db()
    rows, made = _read(bytes(waiting.content), waiting) if waiting.content else (waiting.rows, None)
    made = made or _planned(waiting)
    with transaction.atomic():
        tried = open_import(waiting, IntakeState.READING)
        tried.rows, tried.content = rows, None
        _keep(tried, made)
    return tried


def _read(data, tried):
    """(what stands in a file, packed; its Plan). Raises Refusal."""
    rows = read_apart(data, tried.name)
    if rows.refused:
        raise Refusal(failure_words(rows.refused), code=rows.refused)
    made = plan(rows, seed=tried.uuid, source=tried.source, language=tried.language)
    if made.refused:
        raise Refusal(failure_words(made.refused), code=made.refused)
    return zlib.compress(json.dumps(asdict(rows)).encode()), made


def choose(tried, choices):
    """Take what staff decided for lines, {position: "same", "new", "leave", a candidate or ""}, and try anew."""
    with transaction.atomic():
        tried = open_import(tried)
        tried.choices, tried.note = merged(tried.choices, choices), ""
        _keep(tried, _planned(tried))
    return tried


def merged(choices, decided):
    """The choices of an import with those that were decided now; an empty word takes one back."""
    known = {str(at): word for at, word in decided.items() if word in (SAME, NEW, LEAVE, "") or _is_uuid(word)}
    return {at: word for at, word in (choices | known).items() if word}


def _is_uuid(word):
    try:
        return bool(uuids.UUID(word))
    except ValueError:
        return False


def apply(tried, *, user=None, publish=False, without_refused=False):
    """Write what the lines show, all of it or nothing. True; False when the directory is no longer what they saw.

    Then they were made anew, to be looked at again, and nothing was written. publish: whether what is new is shown to
    the public at once. without_refused: leave aside what is refused or undecided; else there must be none.
    Raises Refusal.
    """
    seen = stamp()  # before the plan, which takes seconds that nobody else has to wait
    tried.refresh_from_db()
    made = _planned(tried) if tried.rows else None
    try:
        with transaction.atomic():
            choices, tried = tried.choices, open_import(tried, IntakeState.TRIED, IntakeState.APPLYING)
            _lock()
            if made is None or stamp() != seen or tried.choices != choices:
                made = _planned(tried)
            if made.digest != tried.digest:
                tried.note = "changed"
                _keep(tried, made)
                return False
            if not without_refused and (made.counts[LineOutcome.REFUSED] or made.counts[LineOutcome.AMBIGUOUS]):
                raise Refusal(note_words("held"), code="held")
            write(made, user=user, publish=publish, source=tried.source)
            tried.state, tried.applied_at, tried.rows = IntakeState.APPLIED, timezone.now(), None
            tried.by, tried.note = user or tried.by, ""
            tried.save(update_fields=["state", "applied_at", "rows", "by", "note"])
    except IntegrityError:  # somebody made the same partner at this moment
        with transaction.atomic():
            tried = open_import(tried, IntakeState.TRIED, IntakeState.APPLYING)
            tried.note = "changed"
            _keep(tried, _planned(tried))
        return False
    return True


def _lock():
    """Whoever edits a record waits for us, or we for them: what is compared is what is written over."""
    for model in (Place, Partner, Service):
        list(model.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    list(DirectoryStamp.objects.select_for_update())  # whoever wrote without touching these


def open_import(tried, *states):
    """The row, locked, in one of these states (default: tried). Raises Refusal."""
    found = DirectoryImport.objects.select_for_update().filter(pk=tried.pk).first()
    if found is None or found.state not in (states or (IntakeState.TRIED,)) or not (found.rows or found.content):
        raise Refusal(_("Cet import est terminé, ou trop ancien : envoyez le fichier à nouveau."))
    return found


def _planned(tried):
    rows = Rows(**json.loads(zlib.decompress(bytes(tried.rows))))
    return plan(rows, seed=tried.uuid, source=tried.source, language=tried.language, choices=tried.choices)


def _keep(tried, made):
    """Write the lines of a Plan down, instead of those that were there."""
    tried.lines.all().delete()
    tried.digest, tried.counts, tried.language = made.digest, made.counts, made.language
    tried.absent, tried.state, tried.waits_since = made.absent, IntakeState.TRIED, None
    tried.save()
    rows = [_line(tried, position, line, made) for position, line in enumerate(made.lines)]
    ImportLine.objects.bulk_create(rows, batch_size=BATCH)


def _line(tried, position, line, made):
    said = [{"field": field_words(name), "sentence": text} for name, text in line.errors.items()]
    said += [{"field": "", "sentence": text} for text in line.notes]
    names = {PARTNER: made.known.partners, SERVICE: made.known.services, PLACE: made.known.places} if made.known else {}
    return ImportLine(
        directory_import=tried,
        position=position,
        number=line.number,
        kind=line.kind,
        title=_title(line, names),
        outcome=line.outcome,
        changes=_changes(line, made) if line.outcome != LineOutcome.REFUSED else [],
        said=said,
        target=line.target or line.fresh,
        candidates=[{"uuid": uuid, "name": str(_row(made.known, PARTNER, uuid))} for uuid in line.candidates],
    )


def _title(line, names):
    title = line.title
    if line.target and line.target in names.get(line.kind, {}) and "name" not in line.facts:
        title = name_of(names[line.kind][line.target])
    return "".join(c for c in title if c.isprintable())[:200]


def _row(known, kind, uuid):
    record = known.of(kind)[uuid]
    return name_of(record) or uuid


def _changes(line, made):
    told = []
    for name in list(line.before)[:MOST_CHANGES]:
        before, after = (_named(each, name, made) for each in (line.before[name], line.facts[name]))
        told.append({"field": field_words(name), "before": shown(name, before), "after": shown(name, after)})
    return told


def _named(value, name, made):
    """Places and partners by their names."""
    kind = {"places": PLACE, "parent": PARTNER}.get(name)
    if kind is None or not value:
        return value
    said = [
        _row(made.known, kind, each) if isinstance(each, str) else each.title
        for each in (value if isinstance(value, list) else [value])
    ]
    return said
