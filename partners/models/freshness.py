"""When a record changed, and when somebody last said that it is true."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..querysets import LONGEST_RHYTHM

REVIEW_MONTHS = 6
# Who confirmed, for `confirmed_by`: no name of a person stands in a record.
BY_PARTNER, BY_CITY = "partner", "city"


class Dated(models.Model):
    """A record that says when it, or a part of it, last changed: what `modified_after` asks."""

    changed_at = models.DateTimeField(_("modifié"), default=timezone.now, editable=False, db_index=True)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self.changed_at = timezone.now()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "changed_at"}
        super().save(*args, **kwargs)


class Reviewed(Dated):
    """A record with its review rhythm, and who last confirmed that it is still true."""

    review_months = models.PositiveSmallIntegerField(
        _("à revoir tous les (mois)"),
        default=REVIEW_MONTHS,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_RHYTHM)],
    )
    confirmed_at = models.DateTimeField(_("confirmé"), null=True, blank=True, editable=False)
    confirmed_by = models.CharField(_("confirmé par"), max_length=120, blank=True, editable=False)

    class Meta:
        abstract = True


class Part(models.Model):
    """A row that belongs to a Dated record, which its own saving and deletion date.

    wholes: the names of its keys to such records; those that are empty date nothing. What is written in bulk, without
    save(), is dated by whoever writes it.
    """

    wholes = ()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        self._date_wholes()

    def delete(self, *args, **kwargs):
        deleted = super().delete(*args, **kwargs)
        self._date_wholes()
        return deleted

    def _date_wholes(self):
        for name in self.wholes:
            key = self._meta.get_field(name)
            if pk := getattr(self, key.attname):
                key.related_model._base_manager.filter(pk=pk).update(changed_at=timezone.now())
