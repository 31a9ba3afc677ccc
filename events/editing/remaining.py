"""In the form of a draft that never was public: what is still missing before it may be published."""

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.panels import Panel
from wagtail.models import ModelLogEntry

from ..duplication import DUPLICATED
from ..publishable import refusals


def remaining(event):
    """Sentences, one for each thing to do: what forbids its publication, and what a copy did not take over."""
    found = [str(refusal) for refusal in refusals(event) if refusal.code != "template"]
    if not event.rules.all():
        found.append(_("Il n’y a pas encore de date."))
    return found + [_AGAIN[name]() for name in _left_by_the_copy(event)]


_AGAIN = {
    "registration_opens_at": lambda: _("L’ouverture des inscriptions n’est pas reprise : dites-la à nouveau."),
    "registration_closes_at": lambda: _("La clôture des inscriptions n’est pas reprise : dites-la à nouveau."),
    "draw_at": lambda: _("Le jour du tirage au sort n’est pas repris : dites-le à nouveau."),
    "repetition": lambda: _("La répétition n’est pas reprise : sous « Dates », dites comment l’activité se répète."),
}


def _left_by_the_copy(event):
    """The names of what the original said, as far as the copy still does not."""
    entry = ModelLogEntry.objects.for_instance(event).filter(action=DUPLICATED).first()
    left = entry.data.get("again", []) if entry else []
    repeats = any(rule.rule for rule in event.rules.all())
    return [name for name in left if not (repeats if name == "repetition" else getattr(event, name))]


class RemainingPanel(Panel):
    """Shown until the first publication; nothing is changed here."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "events/admin/remaining.html"

        @cached_property
        def to_do(self):
            event = self.instance
            return remaining(event) if event.pk and not event.was_public and event.organiser_id else []

        def is_shown(self):
            return bool(self.to_do)

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {
                "to_do": self.to_do,
                "is_template": self.instance.is_template,
            }
