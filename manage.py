#!/usr/bin/env python
"""Django's command line for Maillage."""

import os
import sys

# Options that the settings read from the environment, so they are taken before these load.
TAKEN_EARLY = {"--data": "MAILLAGE_DATA", "--port": "PORT"}


def take_early(argv):
    """Hand `--data DIR` and `--port PORT` to the settings."""
    for position, word in enumerate(argv):
        option, equals, value = word.partition("=")
        if option in TAKEN_EARLY and not equals:
            value = next(iter(argv[position + 1 : position + 2]), "")
            if value.startswith("--"):
                value = ""  # a word is missing: Django says so
        if option in TAKEN_EARLY and value:
            os.environ[TAKEN_EARLY[option]] = value


def refuse_unusable_folder():
    """Before Django loads: Wagtail reads the folder's static manifest as it does."""
    from django.core.exceptions import ImproperlyConfigured

    from portal.up.obstacles import Obstacle, check_folder

    try:
        from portal.settings.environment import DATA_DIR

        check_folder(DATA_DIR)
    except (Obstacle, ImproperlyConfigured) as error:
        sys.exit(str(error))


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    take_early(sys.argv)
    if sys.argv[1:2] == ["up"]:
        refuse_unusable_folder()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
