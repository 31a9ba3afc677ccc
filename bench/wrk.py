"""wrk (the Debian package), and how two addresses are compared fairly with it."""

import re
import shutil
import subprocess
from statistics import median

SECONDS, CONNECTIONS, RUNS = 3, 8, 5


class Missing(Exception):
    """A tool that a figure needs is not on this machine. `str(error)` says which."""


def per_second(url, headers=(), *, seconds=SECONDS):
    """Answers per second over CONNECTIONS connections. Raises RuntimeError when one of them was an error."""
    if shutil.which("wrk") is None:
        raise Missing("wrk is not installed (apt install wrk)")
    asked = [word for header in headers for word in ("-H", header)]
    done = subprocess.run(
        ["wrk", "-t", "1", "-c", str(CONNECTIONS), "-d", f"{seconds}s", *asked, url],
        capture_output=True,
        text=True,
        check=True,
    )
    return read(done.stdout)


def read(output):
    """Requests per second of wrk's own report."""
    if "Non-2xx" in output or "Socket errors" in output:
        raise RuntimeError(output)
    return float(re.search(r"Requests/sec:\s*([\d.]+)", output)[1])


def compared(subjects):
    """{name: answers per second}, each the median of RUNS runs that take turns; subjects: {name: (url, headers)}."""
    seen = {name: [] for name in subjects}
    for _run in range(RUNS):
        for name, (url, headers) in subjects.items():
            seen[name].append(per_second(url, headers))
    return {name: median(values) for name, values in seen.items()}
