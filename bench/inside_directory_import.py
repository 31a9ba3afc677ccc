"""What the bench asks of imports of the directory from the inside, in a process of its own."""

import json
import sys
import time

from .inside import open_event  # noqa: F401 - sets Django up: models are imported after it

from partners.intake.running import apply, try_file  # isort: skip
from partners.models import LineOutcome, Partner  # isort: skip

HEADING = "Partenaire;Service;Adresse;Téléphone;Heures;Description\n"


def _table(lines):
    said = "02 555 01 01;lundi 09:00–12:00;Un accueil."
    rows = (f"Maison {n};Accueil {n};rue de l’Essai {n}, 1000 Bruxelles;{said}\n" for n in range(lines))
    return (HEADING + "".join(rows)).encode()


def import_table(*, lines):
    """{lines (partners made), tried, applied, again (seconds), unknown}: a table that nobody here has, sent twice."""
    data = _table(lines)
    tried, tried_in = _timed(lambda: try_file(data, name="annuaire.csv"))
    _done, applied_in = _timed(lambda: apply(tried, publish=True))
    again, again_in = _timed(lambda: try_file(data, name="annuaire.csv"))
    unknown = sum(again.counts.values()) - again.counts[LineOutcome.UNCHANGED]
    made = Partner.objects.count()
    return {"lines": made, "tried": tried_in, "applied": applied_in, "again": again_in, "unknown": unknown}


def _timed(act):
    began = time.perf_counter()
    answer = act()
    return answer, time.perf_counter() - began


if __name__ == "__main__":
    question, facts = sys.argv[1:]
    print(json.dumps(globals()[question](**json.loads(facts))))
