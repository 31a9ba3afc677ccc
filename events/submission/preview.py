"""What a partner is about to publish, in the look of the public page."""

from django.conf import settings
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language, override

from portal.kit.texts import FALC

from ..event_page import SITE_LANGUAGES
from ..preview import preview_context, preview_modes
from .states import EDITABLE, SUBMITTABLE
from .writing import apply


def draft_preview(request, event, partner, state):
    """The latest version of an event, in the language that `texte` names or in the reader's, under a bar to go on."""
    latest, reader = event.get_latest_revision_as_object(), get_language()
    modes = preview_modes(latest)
    codes = [code for code, _name in modes]
    wanted = request.GET.get("texte", "")
    mode = wanted if wanted in codes else reader if reader in codes else next(iter(codes), reader)
    slugs = [partner.slug, event.slug]
    bar = {
        "texts": [
            {"href": f"?texte={code}", "label": name, "lang": code, "current": code == mode} for code, name in modes
        ],
        "edit_href": reverse("partenaire-modifier", args=slugs) if state in EDITABLE else "",
        "activity_href": reverse("partenaire-activite", args=slugs),
        "can_submit": state in SUBMITTABLE,
        "trusted": partner.trusted,
        "reader": reader,
    }
    return _page(request, latest, mode, {"bar": bar})


def unsaved_preview(request, event, form):
    """The event as the form would make it, nothing saved."""
    apply(event, form)
    codes = [code for code, _name in preview_modes(event)]
    wanted = form.cleaned_data.get("language") or get_language()
    return _page(request, event, wanted if wanted in codes else next(iter(codes), get_language()), {"bar": None})


def _page(request, event, mode, extra):
    language = mode if mode in SITE_LANGUAGES else "fr" if mode == FALC else get_language()
    with override(language if language in SITE_LANGUAGES else settings.LANGUAGE_CODE):
        context = preview_context(event, wanted_text="" if mode in SITE_LANGUAGES else mode)
        context |= extra
        response = TemplateResponse(request, "events/submission/preview.html", context).render()
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
