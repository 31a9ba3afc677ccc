"""`manage.py demo`: the demonstration city, or a catalogue of any size."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.demo.load import load
from portal.demo.many import load_many


class Command(BaseCommand):
    help = "Loads the demonstration city; with --events, made-up events of any number for measuring."

    def add_arguments(self, parser):
        parser.add_argument("--data", default=str(settings.MAILLAGE_DATA_DIR), help="folder; default: MAILLAGE_DATA")
        parser.add_argument("--events", type=int, metavar="N", help="make N events, about ten dates for each")
        parser.add_argument("--seed", type=int, default=1, help="another seed makes other events")

    def handle(self, *args, events, seed, **options):
        if settings.MAILLAGE_PRODUCTION:
            raise CommandError(
                "La démonstration ne se charge pas en production.\nThe demonstration is not loaded in production."
            )
        if events is None:
            load()
        else:
            load_many(events, seed=seed)
