"""Lighthouse on a phone, on the six main pages (npm's `lighthouse`, Debian's chromium); only when it is named."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from .agenda import SMALL
from .rows import at_least
from .wrk import Missing

PAGES = ("home", "agenda", "event", "registration", "directory", "quartier")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FLAGS = "--headless=new --no-sandbox --disable-dev-shm-usage"


def figures(bench):
    chromium = shutil.which("chromium")
    if chromium is None or shutil.which("npm") is None:
        raise Missing("lighthouse needs chromium and npm (apt install chromium npm)")
    with tempfile.TemporaryDirectory(prefix="maillage-lighthouse-") as folder:
        _install(folder)
        with bench.portal(SMALL, page_cache=True) as portal:
            found = portal.data.ask("addresses", each=1)
            return [row for name in PAGES for row in _rows(name, portal.address + found[name][0], folder, chromium)]


def _install(folder):
    command = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", folder, "lighthouse"]
    if subprocess.run(command, check=False).returncode:
        raise Missing("lighthouse could not be installed by npm")


def _rows(name, url, folder, chromium):
    report = Path(folder) / f"{name}.json"
    subprocess.run(
        [
            f"{folder}/node_modules/.bin/lighthouse", url, "--quiet", "--output=json", f"--output-path={report}",
            f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={FLAGS}",
        ],
        env=os.environ | {"CHROME_PATH": chromium},
        check=True,
    )  # fmt: skip
    scores = json.loads(report.read_text())["categories"]
    for category in CATEGORIES:
        yield at_least(f"lighthouse: {name}, {category}", round(scores[category]["score"] * 100), "of 100", 95)
