"""The limits under which a process reads a file that nobody vouches for. No Django here."""

import os
from contextlib import suppress

MEMORY = 1024 * 1024 * 1024  # octets
CPU_SECONDS = 20


def confine(*, cpu_seconds=CPU_SECONDS, memory=MEMORY):
    """From now on this process ends itself when it asks for more, and lets readers of the site go first."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(AttributeError, OSError):
        os.nice(10)
