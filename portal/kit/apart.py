"""A file that nobody vouches for is read in a process of its own: what eats time or memory there ends there."""

import subprocess
import sys

from django.conf import settings

WALL_SECONDS = 40


def start(module):
    """The program that runs `main()` of a module of ours: isolated (-I), no environment decides what is imported."""
    return f"import sys; sys.path.insert(0, sys.argv.pop(1)); from {module} import main; main()"


def run_apart(program, data, *arguments, seconds=WALL_SECONDS):
    """What a program of ours (its source) wrote on its output, given `data` (bytes); None when it asked too much."""
    try:
        done = subprocess.run(  # noqa: S603 - our own program; the file is its input only
            [sys.executable, "-I", "-c", program, str(settings.BASE_DIR), *arguments],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
            env={"LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        return None
    return None if done.returncode else done.stdout
