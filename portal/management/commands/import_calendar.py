"""`manage.py import_calendar PARTNER URL-or-FILE`: read a partner's calendar now, and print what became of it."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from events.imports.adding import add, start
from events.imports.preview import preview_lines, report_lines
from events.imports.running import run
from partners.models import Partner
from portal.kit.refusal import Refusal


class Command(BaseCommand):
    help = "Reads a partner's calendar (iCalendar, OpenAgenda): an address, from then on every hour, or a file, once."

    def add_arguments(self, parser):
        parser.add_argument("partner", help="the partner's slug")
        parser.add_argument("where", metavar="URL-or-FILE")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be read")

    def handle(self, *args, partner, where, dry_run, **options):
        found = Partner.objects.filter(slug=partner).first()
        if found is None:
            raise CommandError(f"Aucun partenaire « {partner} ».\nThere is no partner of that name.")
        with translation.override("fr"):
            try:
                self._import(found, where, dry_run)
            except Refusal as refusal:
                raise CommandError(str(refusal)) from None

    def _import(self, partner, where, dry_run):
        given = {"address": where} if "://" in where else {"content": self._file(where)}
        known = next((one for one in partner.calendar_sources.all() if "://" in where and one.url == where), None)
        source, reading = add(partner, **given)
        if dry_run or known is not None:
            source.delete()
        if dry_run:
            self._print(preview_lines(reading))
            return
        source = known or source
        if known is None:
            start(source)
            source.refresh_from_db()
        done = run(source, user=None, now=timezone.now())
        if done is None:
            raise CommandError("Ce calendrier est en train d’être lu.\nThis calendar is being read already.")
        self._print(report_lines(done))
        if done.failure:
            raise CommandError("Rien n’a été repris.\nNothing was taken over.")

    def _file(self, where):
        try:
            return Path(where).read_bytes()
        except OSError as error:
            raise CommandError(f"Ce fichier ne s’ouvre pas : {error.strerror}.\nThis file does not open.") from None

    def _print(self, lines):
        for line in lines:
            self.stdout.write(line)
