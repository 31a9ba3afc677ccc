"""Older versions of a row, after what they refer to was deleted."""

from django.db.models import PROTECT


def without_dangling(row, content):
    """A revision's content (dict, as from_serializable_data reads it) with no protected reference to what is gone.

    PROTECT guards what the row itself refers to, never what its drafts do. Nothing stands in its place where nothing
    may, else what the row has now. References of the other kinds are emptied by modelcluster.
    """
    mended = dict(content)
    for field in row._meta.concrete_fields:
        key = content.get(field.name)
        if key is None or not field.remote_field or field.remote_field.on_delete is not PROTECT:
            continue
        target = field.target_field
        if not field.related_model._base_manager.filter(**{target.attname: target.to_python(key)}).exists():
            mended[field.name] = None if field.null else field.value_from_object(row)
    return mended
