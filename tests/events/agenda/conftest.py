"""The agenda's tests read French."""

import pytest
from django.utils.translation import override


@pytest.fixture(autouse=True)
def _french():
    """A request leaves its language active in the thread."""
    with override("fr"):
        yield
