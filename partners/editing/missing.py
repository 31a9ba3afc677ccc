"""In the form of a partner or service: what its record lacks, each with a link to where it is written."""

from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.panels import Panel

from ..freshness.quality import hints, service_hints
from ..models import Partner

# Where the form has what is no plain field: rows of a formset, a chooser.
ANCHORS = {
    "texts": "id_texts-FORMS",
    "hours": "id_hours-FORMS",
    "place": "id_place-chooser",
    "logo": "id_logo-chooser",
}


class MissingPanel(Panel):
    """Shown for a record that is there already; nothing is changed here."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "partners/admin/missing.html"

        @cached_property
        def hints(self):
            if not self.instance.pk:
                return []
            return hints(self.instance) if isinstance(self.instance, Partner) else service_hints(self.instance)

        def is_shown(self):
            return bool(self.hints)

        def get_context_data(self, parent_context=None):
            rows = [{"sentence": hint.sentence, "href": self._href(hint.field)} for hint in self.hints]
            return super().get_context_data(parent_context) | {"rows": rows}

        def _href(self, field):
            if field == "features":
                return reverse("wagtailsnippets_partners_place:edit", args=[self.instance.place_id])
            return f"#{ANCHORS.get(field, f'id_{field}')}" if field else ""
