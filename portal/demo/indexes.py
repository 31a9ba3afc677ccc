"""While the demonstration is written, Wagtail's two indexes wait: each row is indexed once, when all are there.

Saved one by one, an event with its texts and dates enters them eight times over.
"""

from contextlib import contextmanager

from django.db.models.signals import post_save
from modelsearch.backends import get_search_backend
from modelsearch.index import get_indexed_models
from modelsearch.signal_handlers import post_save_signal_handler, register_signal_handlers
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update


@contextmanager
def indexed_once():
    """Nothing that is saved in here is indexed until the end, when everything is."""
    for model in get_indexed_models():
        post_save.disconnect(post_save_signal_handler, sender=model)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        register_signal_handlers()
    _index_words()
    _index_references()


def _index_words():
    backend = get_search_backend()
    for model in get_indexed_models():
        if getattr(model, "search_auto_update", True):
            rows = [row.get_indexed_instance() for row in model.get_indexed_objects()]
            backend.add_bulk(model, [row for row in rows if row is not None])


def _index_references():
    for model in ReferenceIndex.tracked_models:
        if ReferenceIndex.model_is_indexable(model):
            for row in model._default_manager.order_by("pk"):
                ReferenceIndex.create_or_update_for_object(row)
