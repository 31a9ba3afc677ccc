"""For coordinators: how fast services answer, as a table and as a file."""

from django import forms
from django.http import FileResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.kit.spreadsheets import TYPES, csv_file

from .counting import GROUPS, paces
from .door import counters_only

LABELS = {
    "service": gettext_lazy("Par service"),
    "partenaire": gettext_lazy("Par partenaire"),
    "quartier": gettext_lazy("Par quartier"),
}
NAMED = {
    "service": gettext_lazy("Service"),
    "partenaire": gettext_lazy("Partenaire"),
    "quartier": gettext_lazy("Quartier"),
}


class GroupForm(forms.Form):
    par = forms.ChoiceField(choices=[(group, group) for group in GROUPS])

    def chosen(self):
        """What the lines are; the first where nothing sensible was asked."""
        return self.cleaned_data["par"] if self.is_valid() else GROUPS[0]


@counters_only
@require_safe
def response_times(request):
    """The last year, a line for each service, partner or quartier."""
    group = GroupForm(request.GET).chosen()
    path = reverse("coordination-orientations")
    context = {
        "title": _("Délais de réponse aux orientations"),
        "group_label": LABELS[group],
        "named": NAMED[group],
        "rows": [_shown(pace) for pace in paces(group, get_language(), now=timezone.now())],
        "views": [{"href": f"{path}?par={each}", "label": LABELS[each], "current": each == group} for each in GROUPS],
        "file_href": f"{reverse('coordination-orientations-csv')}?par={group}",
    }
    return render(request, "partners/orientation/times.html", context)


@counters_only
@require_safe
def response_times_file(request):
    """The same as CSV."""
    group = GroupForm(request.GET).chosen()
    labels = [
        str(NAMED[group]),
        _("Envoyées"),
        _("Répondues"),
        _("Délai médian (jours ouvrables)"),
        _("Réponse en 5 jours ouvrables (%)"),
        _("En attente"),
    ]
    rows = (
        [pace.name, pace.sent, pace.answered, pace.median, pace.in_time, pace.open_now]
        for pace in paces(group, get_language(), now=timezone.now())
    )
    file, _number = csv_file(labels, rows)
    response = FileResponse(file, as_attachment=True, filename="orientations.csv", content_type=TYPES["csv"])
    response["X-Robots-Tag"] = "noindex"
    return response


def _shown(pace):
    return {
        "name": pace.name,
        "sent": pace.sent,
        "answered": pace.answered,
        "median": "–" if pace.median is None else number_format(pace.median, decimal_pos=None),
        "in_time": "–" if pace.in_time is None else f"{pace.in_time} %",
        "open_now": pace.open_now,
    }
