"""The stamp of the directory: renewed after whatever changes what a visitor finds in it."""

import secrets

from django.db.models.signals import m2m_changed, post_delete, post_save

from ..models import (
    DirectoryStamp,
    OpeningRule,
    Partner,
    PartnerFormerSlug,
    PartnerText,
    Place,
    PlaceFeature,
    PlaceText,
    Presence,
    Quartier,
    Service,
    ServiceText,
    TemporaryChange,
    Theme,
)

NAME = "directory"
SHOWN = (
    OpeningRule, Partner, PartnerFormerSlug, PartnerText, Place, PlaceFeature, PlaceText, Presence, Quartier, Service,
    ServiceText, TemporaryChange, Theme,
)  # fmt: skip


def stamp():
    """The value of the stamp, in one query; empty before anything was ever saved."""
    return DirectoryStamp.objects.filter(pk=NAME).values_list("value", flat=True).first() or ""


def directory_changed():
    """What processes hold of the directory no longer stands. Whoever writes in bulk, without save(), calls it."""
    DirectoryStamp.objects.bulk_create(
        [DirectoryStamp(name=NAME, value=secrets.token_hex(8))],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["value"],
    )


def watch():
    """Listen; called once, when the application is ready."""
    for model in SHOWN:
        for signal in (post_save, post_delete):
            signal.connect(_changed, sender=model, dispatch_uid=f"partners.finding.{model.__name__}")
    for model in (Partner, Service):
        m2m_changed.connect(
            _changed, sender=model.themes.through, dispatch_uid=f"partners.finding.{model.__name__}.themes"
        )


def _changed(**signal):
    """In the transaction of the change, so that both are seen together or not at all."""
    directory_changed()
