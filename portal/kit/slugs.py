"""Addresses that stay: one slug for all languages, the year added on collision, old ones kept."""

import uuid

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

SLUG_LENGTH = 80


class FormerSlug(models.Model):
    """A slug that a row had once; its concrete models add `target`, the row it leads to (None: gone for good)."""

    slug = models.SlugField(_("ancienne adresse"), max_length=SLUG_LENGTH, unique=True)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.slug


def free_slug(model, words, *, year=None, keep=None):
    """A slug for `words` that no row of `model` has or had; `keep` is the row that asks.

    Collisions get the year, then a number: `fete-des-marolles`, `fete-des-marolles-2026`, `…-2026-2`.
    """
    base = slugify(words)[: SLUG_LENGTH - 10].strip("-") or model._meta.model_name
    former = model._meta.get_field("former_slugs").related_model
    candidates = [base] + ([f"{base}-{year}"] if year else [])
    stem = candidates[-1]
    others = model._base_manager.exclude(pk=keep.pk if keep else None)
    used = set(others.filter(slug__startswith=base).values_list("slug", flat=True))
    gone = former.objects.filter(slug__startswith=base)
    if keep and keep.pk:
        gone = gone.exclude(target=keep.pk)
    used |= set(gone.values_list("slug", flat=True))
    number = 1
    for candidate in candidates:
        if candidate not in used:
            return candidate
    while (candidate := f"{stem}-{(number := number + 1)}") in used:
        pass
    return candidate


class Slugs:
    """Addresses that no row of `model` has or had, as free_slug gives them, for many rows at once."""

    def __init__(self, model):
        self.name = model._meta.model_name
        former = model._meta.get_field("former_slugs").related_model
        self.used = {*model._base_manager.values_list("slug", flat=True)}
        self.used |= {*former.objects.values_list("slug", flat=True)}

    def free(self, words, year=None):
        base = slugify(words)[: SLUG_LENGTH - 10].strip("-") or self.name
        candidate = base if year is None or base not in self.used else f"{base}-{year}"
        stem, number = candidate, 1
        while candidate in self.used:
            number += 1
            candidate = f"{stem}-{number}"
        self.used.add(candidate)
        return candidate


def slug_is_taken(row):
    """Whether another row has, or had, the slug of this one: what was public is never given to something else."""
    model = type(row)
    former = model._meta.get_field("former_slugs").related_model
    gone = former.objects.filter(slug=row.slug)
    if row.pk:
        gone = gone.exclude(target=row.pk)
    return model._base_manager.exclude(pk=row.pk).filter(slug=row.slug).exists() or gone.exists()


def remember_slug(row, *, before):
    """Keep the address that `row` had, so that it redirects; a slug taken back leaves the list."""
    former = type(row)._meta.get_field("former_slugs").related_model
    former.objects.filter(slug=row.slug).delete()
    if before and before != row.slug:
        former.objects.update_or_create(slug=before, defaults={"target": row})


class Slugged(models.Model):
    """A row with an address of its own, kept when it changes. Concrete models add `former_slugs`."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("adresse"), max_length=SLUG_LENGTH, unique=True, blank=True)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        before = type(self)._base_manager.filter(pk=self.pk).values_list("slug", flat=True).first() if self.pk else None
        self.slug = self.slug or before or free_slug(type(self), self.slug_words(), year=self.slug_year(), keep=self)
        super().save(*args, **kwargs)
        if before and before != self.slug:
            remember_slug(self, before=before)

    def slug_words(self):
        """The words a first slug is made from."""
        raise NotImplementedError

    def slug_year(self):
        """The year that a slug gets when its words are taken; None for what has no date."""
        return None
