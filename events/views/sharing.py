"""The agenda on other sites and on paper: the frame, its data, the page that explains them, the poster."""

from csp.constants import NONE, SELF
from csp.decorators import csp_replace, csp_update
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from partners.models import Partner, PartnerFormerSlug, Quartier, QuartierFormerSlug

from ..sharing.embedded import Embedded, component_data, frame_context
from ..sharing.owner import owner_of_partner, owner_of_quartier
from ..sharing.page import share_context
from ..sharing.poster import poster

FRESH = "public, max-age=300"


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"], "script-src": [NONE], "connect-src": [NONE]})
def embedded(request):
    """The agenda for a frame on any site. Drawn without the request: no session, no cookie, no account is looked at."""
    context = frame_context(Embedded(request.GET, get_language(), now=timezone.now()))
    response = HttpResponse(render_to_string("events/sharing/embed.html", context))
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def embedded_data(request):
    """The same dates as data for the component: the one address that other sites' scripts may read."""
    data = component_data(Embedded(request.GET, get_language(), now=timezone.now()))
    response = JsonResponse(data)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = FRESH
    response["X-Robots-Tag"] = "noindex"
    return response


def _partner(slug, name):
    """(the Owner, None), or (None, the redirection from a former slug). Raises Http404."""
    public = Partner.objects.published()
    found = public.prefetch_related("texts").filter(slug=slug).first()
    if found:
        return owner_of_partner(found, get_language()), None
    return None, _moved(slug, name, PartnerFormerSlug, public)


def _quartier(slug, name):
    found = Quartier.objects.filter(slug=slug).first()
    if found:
        return owner_of_quartier(found, get_language()), None
    return None, _moved(slug, name, QuartierFormerSlug, Quartier.objects.all())


def _moved(slug, name, former, public):
    target = public.filter(pk__in=former.objects.filter(slug=slug).values("target")).first()
    if target is None:
        raise Http404
    return redirect(name, slug=target.slug, permanent=True)


def _share(request, owner):
    context = share_context(owner, request.GET, get_language())
    return render(request, "events/sharing/share.html", context)


def _paper(owner):
    content = poster(owner, get_language(), now=timezone.now())
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{owner.slug}.pdf"'
    response["X-Robots-Tag"] = "noindex"
    return response


# The preview of the frame stands on these two pages.
@require_safe
@csp_update({"frame-src": [SELF]})
def share_partner(request, slug):
    """How to show a partner's agenda elsewhere."""
    owner, moved = _partner(slug, "partenaire-partager")
    return moved or _share(request, owner)


@require_safe
@csp_update({"frame-src": [SELF]})
def share_quartier(request, slug):
    """How to show a quartier's agenda elsewhere."""
    owner, moved = _quartier(slug, "quartier-partager")
    return moved or _share(request, owner)


@require_safe
def partner_poster(request, slug):
    """A partner's next activities on a sheet of A4."""
    owner, moved = _partner(slug, "partenaire-affiche")
    return moved or _paper(owner)


@require_safe
def quartier_poster(request, slug):
    """A quartier's next activities on a sheet of A4."""
    owner, moved = _quartier(slug, "quartier-affiche")
    return moved or _paper(owner)
