"""Attestations: hours attended, documents that prove them, and what is kept of both."""

from .hours import followed, presences
from .issuing import issue, reissue, revoke
from .leave import certificates
from .paper import paper
from .retention import forget_old
from .summary import of_email, summary_paper

__all__ = [
    "certificates",
    "followed",
    "forget_old",
    "issue",
    "of_email",
    "paper",
    "presences",
    "reissue",
    "revoke",
    "summary_paper",
]
