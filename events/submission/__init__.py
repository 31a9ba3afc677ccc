"""Partners post activities: one page to write, moderation by staff, and what becomes of it in plain words."""

from .submitting import submit

__all__ = ["submit"]
