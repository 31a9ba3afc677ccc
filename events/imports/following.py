"""An event that was imported before follows its calendar, field by field: what was written here stays.

A published event's dates follow at once: they are moved and called off by the operations of single dates, which tell
who is registered, and new ones are published with the words that are public already. Its words are read by the
moderators first, unless the source is trusted.
"""

from dataclasses import dataclass, field

from django.db import transaction
from wagtail.log_actions import log

from portal.kit.refusal import Refusal

from ..models import Event, ImportedEvent, ImportedOccurrence, OccurrenceState
from ..occurrences import cancel, move, reinstate
from .creating import to_come
from .mapping import current, new_rule, prints, rule_facts, rule_start, write
from .moderation import IMPORTED, fresh, in_progress, renew, submit, withdraw

# Why a date changed, as people who are registered read it.
MOVED_REASON = {
    "fr": "L’organisateur l’a changé dans son calendrier.",
    "nl": "De organisator heeft dit in zijn kalender gewijzigd.",
    "en": "The organiser changed it in their calendar.",
}
CANCELLED_REASON = {
    "fr": "L’organisateur l’a annulé dans son calendrier.",
    "nl": "De organisator heeft dit in zijn kalender geannuleerd.",
    "en": "The organiser called it off in their calendar.",
}
AGAIN = "again"  # in place of a digest: to be compared anew, whatever the calendar says


@dataclass
class Followed:
    """What became of one event. did: some of applying.COUNTED; notes: [(code, facts)]; waits: moderators must read."""

    did: set = field(default_factory=set)
    notes: list = field(default_factory=list)
    waits: bool = False
    event_id: int | None = None

    def note(self, code, **facts):
        self.notes.append((code, facts))


def follow(row, read, *, source, mapping, user, now):
    """The Followed of one event known as `row` (ImportedEvent), as it reads now; everything of it or nothing."""
    done = Followed()
    with transaction.atomic():
        row = ImportedEvent.objects.select_for_update(of=("self",)).get(pk=row.pk)
        event = fresh(row.event_id) if row.event_id else None
        done.event_id = event and event.pk
        if event is None:
            done.note("removed_here")
        elif event.locked:
            done.note("locked")
            done.did.add("refused")
        elif event.was_public and not event.live:
            done.note("withdrawn")
        else:
            _Following(row, event, read, source, mapping, user, now, done).run()
        row.title, row.gone_at = read.title, None
        row.digest = AGAIN if "refused" in done.did else read.digest
        row.save()
    return done


class _Following:
    def __init__(self, row, event, read, source, mapping, user, now, done):
        self.row, self.event, self.read, self.now, self.done = row, event, read, now, done
        self.source, self.mapping, self.user = source, mapping, user
        # The newest version: a draft beside what is published, or the event itself.
        self.latest = event.get_latest_revision_as_object()
        self.beside = event.live and event.has_unpublished_changes

    def run(self):
        changes = self._changes()
        if self.event.live:
            self._follow_published(changes)
        else:
            self._follow_draft(changes)

    def _changes(self):
        """{field: value} that the newest version takes over; what was written here is left, and said once."""
        wanted = self.mapping.values(self.read)
        if not self.event.live:
            wanted["rules"] = [rule_facts(date) for date in to_come(self.read, now=self.now)]
        known, asked = self.row.fields, prints(wanted)
        differing = {name for name, said in asked.items() if said != known.get(name)}
        has = prints(current(self.latest, differing))
        taken = {name for name in differing if has[name] == known.get(name) or self._is_new(name)}
        kept = {name for name in differing - taken if has[name] != asked[name]}
        if kept:
            self.done.note("kept", fields=sorted(kept))
        self.row.fields = {**known, **asked}
        return {name: wanted[name] for name in taken if has[name] != asked[name]}

    def _is_new(self, name):
        """A language that the calendar did not have, and that nobody wrote here."""
        language, _colon, word = name.partition(":")
        return (
            bool(word) and name not in self.row.fields and language not in {t.language for t in self.latest.texts.all()}
        )

    # --- A draft that was never public ---------------------------------------------------------

    def _follow_draft(self, changes):
        if not to_come(self.read, now=self.now):
            changes.pop("rules", None)  # a draft without dates would lose what a moderator sees of it
            if self.read.cancelled or any(date.cancelled for date in self.read.dates):
                withdraw(self.event, user=self.user)
                self.done.did.add("cancelled")
                self._remember_dates()
                return
        if changes:
            write(self.latest, changes, themes=self.mapping.themes)
            self.latest.save()
            self._save_version(self.latest)
            self.done.did.add("moved" if set(changes) == {"rules"} else "changed")
        self._remember_dates()
        state = in_progress(self.event)
        if state is not None:
            if changes:
                renew(self.latest, state)
        elif not self.row.digest:  # the run that made it ended before it was published or submitted
            self._publish_or_submit(self.latest)

    def _publish_or_submit(self, version):
        event = Event.objects.get(pk=self.event.pk)
        if self.source.publishes and publish(event, self.done, user=self.user):
            self.done.did.add("changed")
            self._link()
            return
        self.done.waits = bool(submit([event], user=self.user))

    def _remember_dates(self):
        rows = self._rows()
        for date in self.read.dates:
            if date.key in rows or date.ends_at > self.now:
                self._remember(rows.get(date.key), date)
        self._mark_gone(rows)

    # --- A published event ------------------------------------------------------------------------

    def _follow_published(self, changes):
        self._link()
        rows, new = self._rows(), []
        for date in self.read.dates:
            row = rows.get(date.key)
            if row is None:
                if date.ends_at > self.now and not date.cancelled and not self.read.cancelled:
                    new.append(date)
            elif self._follow_date(row, date):
                self._remember(row, date)
        self._mark_gone(rows)
        directly = self.source.publishes and not self.beside
        if new:
            self._add_dates(new, changes if directly else {})
        elif changes and directly:
            self._publish_words(changes)
        if changes and not directly:
            self._propose(changes, new)
        elif new and self.beside:
            self._propose({}, new)
        self._link()

    def _follow_date(self, row, date):
        """Do to our date what was done to it there; whether that is settled."""
        cancelled, was = date.cancelled or self.read.cancelled, (row.starts_at, row.ends_at)
        moved, ours = (date.starts_at, date.ends_at) != was, row.occurrence
        if not moved and cancelled == row.cancelled:
            return True
        if ours is None:
            self.done.note("date_unknown", when=date.starts_at.isoformat())
            return True
        if ours.ends_at <= self.now and date.ends_at <= self.now:
            return True
        try:
            if cancelled != row.cancelled:
                self._call(ours, cancelled)
            if moved and not cancelled:
                self._move(ours, was, date)
        except Refusal as refusal:
            self.done.did.add("refused")
            self.done.note("date_refused", when=date.starts_at.isoformat(), reason=str(refusal))
            return False
        return True

    def _call(self, ours, cancelled):
        if cancelled and ours.state != OccurrenceState.CANCELLED:
            cancel(ours, reason=CANCELLED_REASON, now=self.now)
            self.done.did.add("cancelled")
        elif not cancelled and ours.state == OccurrenceState.CANCELLED:
            reinstate(ours, now=self.now)
            self.done.did.add("changed")

    def _move(self, ours, was, date):
        ours.refresh_from_db()
        hours = (date.starts_at, date.ends_at)
        if (ours.starts_at, ours.ends_at) == hours:
            return
        if (ours.starts_at, ours.ends_at) != was:
            self.done.note("date_kept", when=date.starts_at.isoformat())
            return
        move(ours, starts_at=date.starts_at, ends_at=date.ends_at, reason=MOVED_REASON, now=self.now)
        self.done.did.add("moved")

    def _add_dates(self, new, changes):
        """Publish what is public already with new dates, and perhaps new words. Refused: nothing of it."""
        try:
            with transaction.atomic():
                version = Event.objects.get(pk=self.event.pk)
                self._with_dates(version, new)
                write(version, changes, themes=self.mapping.themes)
                self._save_version(version).publish(user=self.user)
        except Refusal as refusal:
            self._refused(refusal)
            return
        for date in new:
            self._remember(None, date)
        self.done.did.add("changed")

    def _publish_words(self, changes):
        try:
            with transaction.atomic():
                version = Event.objects.get(pk=self.event.pk)
                write(version, changes, themes=self.mapping.themes)
                self._save_version(version).publish(user=self.user)
        except Refusal as refusal:
            self._refused(refusal)
            return
        self.done.did.add("changed")

    def _propose(self, changes, new):
        """A draft beside what is published, for the moderators: the newest version with what changed there."""
        if new and "refused" not in self.done.did:
            self._with_dates(self.latest, new)
        write(self.latest, changes, themes=self.mapping.themes)
        self._save_version(self.latest)
        state = in_progress(self.event)
        if state is not None:
            renew(self.latest, state)
        elif changes:
            self.done.waits = bool(submit([Event.objects.get(pk=self.event.pk)], user=self.user))
        self.done.did.add("changed")

    def _refused(self, refusal):
        self.done.did.add("refused")
        self.done.note("publish_refused", reason=str(refusal))

    def _with_dates(self, version, dates):
        """Give a version these dates too, unless somebody wrote them there already."""
        has = current(version, ["rules"])["rules"]
        facts = [said for said in map(rule_facts, dates) if said not in has]
        version.rules = [*version.rules.all(), *(new_rule(version, said) for said in facts)]

    def _save_version(self, version):
        revision = version.save_revision(user=self.user)
        log(instance=version, action=IMPORTED, user=self.user, revision=revision, content_changed=True)
        return revision

    # --- What is remembered of the dates --------------------------------------------------------

    def _rows(self):
        """{key: ImportedOccurrence}; a date whose key changed while its hour stayed is known by its hour."""
        rows = {row.key: row for row in self.row.dates.select_related("occurrence__event__organiser")}
        read = {date.key for date in self.read.dates}
        left = {row.starts_at: row for key, row in rows.items() if key not in read}
        for date in self.read.dates:
            row = left.pop(date.starts_at, None) if date.key not in rows else None
            if row is not None:
                del rows[row.key]
                row.key, rows[date.key] = date.key, row
                row.save(update_fields=["key"])
        return rows

    def _remember(self, row, date):
        row = row or ImportedOccurrence(imported=self.row, key=date.key)
        row.starts_at, row.ends_at, row.gone_at = date.starts_at, date.ends_at, None
        row.cancelled = date.cancelled or self.read.cancelled
        row.save()

    def _mark_gone(self, rows):
        """What the calendar no longer has is flagged, never deleted."""
        read = {date.key for date in self.read.dates}
        for key, row in rows.items():
            if key not in read and row.ends_at > self.now and row.gone_at is None:
                row.gone_at = self.now
                row.save(update_fields=["gone_at"])
                self.done.did.add("gone")
                self.done.note("date_gone", when=row.starts_at.isoformat())

    def _link(self):
        """Which of our dates is which of theirs, as far as nobody gave it another hour here."""
        link(self.row, self.event)


def link(row, event):
    """Tie the imported dates of a published event to those that publishing made of them."""
    bare = list(row.dates.filter(occurrence=None))
    if not bare:
        return
    taken = set(row.dates.exclude(occurrence=None).values_list("occurrence_id", flat=True))
    ours = {date.rule_starts_at: date for date in event.occurrences.exclude(pk__in=taken)}
    for date in bare:
        date.occurrence = ours.pop(rule_start(event, date), None)
        if date.occurrence is not None:
            date.save(update_fields=["occurrence"])


def publish(event, done, *, user):
    """Publish the newest version of a trusted source's draft; whether that was allowed."""
    try:
        with transaction.atomic():
            event.latest_revision.publish(user=user)
    except Refusal as refusal:
        done.note("draft_refused", reason=str(refusal))
        return False
    return True
