"""`manage.py translations`: refresh the catalogues from the code, compile them, list what waits. Needs GNU gettext."""

import re
import subprocess
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.core.management.commands import makemessages

LANGUAGES = [code for code, _name in settings.LANGUAGES]
# What git already knows, and what would change at each refresh with nothing translated.
NOISE = re.compile(r'^"(?:POT-Creation-Date|PO-Revision-Date|Report-Msgid-Bugs-To|Last-Translator):.*\n', re.MULTILINE)
ELSEWHERE = [".venv", "data", "tests", "bench", "docs", "portal/locale"]


class Extraction(makemessages.Command):
    # No guesses: a sentence that resembles another is not its translation.
    msgmerge_options = ["-q", "--backup=none", "--update", "--no-fuzzy-matching"]


class Command(BaseCommand):
    help = "Refreshes portal/locale from the code and the templates, compiles it, and lists what is not translated."
    requires_system_checks = []

    def handle(self, *args, **options):
        call_command(
            Extraction(),
            locale=LANGUAGES,
            ignore_patterns=ELSEWHERE,
            no_obsolete=True,
            no_location=True,
            no_wrap=True,
            verbosity=0,
        )
        for language in LANGUAGES:
            catalogue = Path(settings.LOCALE_PATHS[0], language, "LC_MESSAGES", "django.po")
            if language == "fr":
                # The French of a French sentence is itself; written out, its plural follows the French rule.
                self.tool("msgen", "--no-wrap", "-o", catalogue, catalogue)
            catalogue.write_text(NOISE.sub("", catalogue.read_text()))
            self.tool("msgfmt", "--check-format", "-o", catalogue.with_suffix(".mo"), catalogue)
            for entry in self.tool("msgattrib", "--untranslated", "--no-wrap", catalogue).split("\n\n")[1:]:
                self.stdout.write(f"{language} {entry.strip()}\n")

    def tool(self, *argv):
        return subprocess.run(argv, check=True, capture_output=True, text=True).stdout  # noqa: S603 - GNU gettext
