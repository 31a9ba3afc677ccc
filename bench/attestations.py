"""A thousand attestations at once: numbered, told by letter, and each printed."""

from .agenda import SMALL
from .rows import at_most, exactly, told

PEOPLE, WITHIN = 1000, 30  # seconds


def figures(bench):
    found = bench.data_set(SMALL).ask("attest", people=PEOPLE)
    engine = bench.engine
    whole = found["issuing"] + found["printing"]
    return [
        exactly(f"attestations ({engine}): issued and printed", found["issued"], "papers", PEOPLE),
        exactly(f"attestations ({engine}): numbers used", found["numbers"], "numbers", PEOPLE),
        exactly(f"attestations ({engine}): letters written", found["letters"], "letters", PEOPLE),
        at_most(f"attestations ({engine}): issued and printed in", whole, "s", WITHIN),
        told(f"attestations ({engine}): printing one", found["printing"] / PEOPLE * 1000, "ms"),
    ]
