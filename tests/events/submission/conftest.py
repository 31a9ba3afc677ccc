"""Pictures that are cut in memory: Wagtail leaves its temporary files for the collector to close."""

from io import BytesIO

import pytest


@pytest.fixture(autouse=True)
def _cut_in_memory(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("wagtail.images.models.SpooledTemporaryFile", lambda **kwargs: BytesIO())
