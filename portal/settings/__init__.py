"""All settings; the environment is read here and nowhere else (docs/operating.md lists the variables)."""

from .applications import *  # noqa: F403 - settings are one flat namespace by Django's design
from .data import *  # noqa: F403
from .security import *  # noqa: F403
