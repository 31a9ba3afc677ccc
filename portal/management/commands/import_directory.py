"""`manage.py import_directory FILE [--apply]`: what a file would change in the directory, then, if asked, do it."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from partners.intake.running import apply, try_file
from partners.intake.wording import KINDS
from partners.models import LineOutcome
from portal.kit.refusal import Refusal


class Command(BaseCommand):
    help = "Reads a file about the directory (HSDS 3.1 as JSON, CSV, XLSX) and prints what becomes of each line."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--apply", action="store_true", help="write it, when no line is refused or undecided")
        parser.add_argument("--source", default="", help="where the file comes from; its identifiers are remembered")
        parser.add_argument("--language", default="fr", help="of its texts, where it does not say so itself")
        parser.add_argument("--publish", action="store_true", help="show what is new to the public at once")

    def handle(self, *args, file, source, language, publish, **options):
        with translation.override("fr"):
            try:
                tried = try_file(self._read(file), name=Path(file).name, source=source, language=language)
                self._print(tried)
                held = tried.counts[LineOutcome.REFUSED] + tried.counts[LineOutcome.AMBIGUOUS]
                done = options["apply"] and not held and apply(tried, publish=publish)
            except Refusal as refusal:
                raise CommandError(str(refusal)) from None
        if held:
            raise CommandError("Des lignes sont refusées ou à décider.\nSome lines are refused or undecided.")
        if options["apply"] and not done:
            raise CommandError("L’annuaire a changé entre-temps.\nThe directory changed meanwhile.")

    def _read(self, file):
        try:
            return Path(file).read_bytes()
        except OSError as error:
            raise CommandError(f"Ce fichier ne s’ouvre pas : {error.strerror}.\nThis file does not open.") from None

    def _print(self, tried):
        for line in tried.lines.all():
            kind = KINDS[line.kind]
            self.stdout.write(f"{line.number:>6}  {line.get_outcome_display():<12} {kind} {line.title}")
            for each in line.changes:
                self.stdout.write(f"        {each['field']} : {each['before']} → {each['after']}")
            for each in line.said:
                self.stdout.write(f"        {each['field']} : {each['sentence']}".replace("         : ", "        "))
        counted = (f"{tried.counts[outcome.value]} {outcome.label}" for outcome in LineOutcome)
        self.stdout.write(" · ".join(counted))
