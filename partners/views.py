"""The directory and the quartiers."""

from functools import partial

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.kit.limits import client_address, within
from portal.kit.site import absolute
from portal.kit.spreadsheets import TYPES, csv_file, xlsx_file

from .directory import directory_context, search_of
from .directory_sheet import fields, lines
from .finding.index import directory_index
from .finding.points import points_json
from .finding.query import MAP
from .hsds.loading import load_organizations
from .mapping import allow_tiles
from .models import Partner, PartnerFormerSlug, Quartier, QuartierFormerSlug
from .orientation.door import orients
from .pages import quartier_context, quartiers_context
from .partner_page import partner_context
from .record import load_record
from .selection import selection_pdf
from .vcard import MEDIA_TYPE, vcard

FILES_PER_MINUTE, AT_ONCE = 12, 200


@require_safe
def directory(request):
    """Partners by kind or by distance, with words and facets in a plain GET form."""
    search, notices = search_of(request.GET, directory_index(), now=timezone.now())
    response = render(request, "partners/directory.html", directory_context(search, notices, get_language()))
    return allow_tiles(response) if search.query.view == MAP else response


@require_safe
def directory_points(request):
    """The same partners as points for the map."""
    search, _notices = search_of(request.GET, directory_index(), now=timezone.now())
    response = HttpResponse(points_json(search, get_language()), content_type="application/json")
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def directory_pdf(request):
    """The same partners on paper."""
    if not within("selection-pdf", client_address(request), limit=60, seconds=600):
        return HttpResponse(status=429)
    search, _notices = search_of(request.GET, directory_index(), now=timezone.now())
    response = HttpResponse(selection_pdf(search, get_language()), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="annuaire.pdf"'
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def directory_file(request, ending):
    """The whole directory for a spreadsheet; ending: csv or xlsx."""
    if not within("annuaire-fichier", client_address(request), limit=FILES_PER_MINUTE, seconds=60):
        words = _("C’est beaucoup de demandes à la fois : réessayez dans une minute.")
        return HttpResponse(words, status=429, content_type="text/plain; charset=utf-8", headers={"Retry-After": "60"})
    columns = fields(get_language(), lambda found: absolute(reverse("partenaire", args=[found.slug])))
    write = csv_file if ending == "csv" else partial(xlsx_file, _("Annuaire"))
    file, _number = write(
        [column.label for column in columns],
        ([column.value(line) for column in columns] for line in lines(_everybody())),
    )
    name = f"{_('annuaire')}.{ending}"
    response = FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[ending])
    response["X-Robots-Tag"] = "noindex"
    return response


def _everybody():
    """The records of all partners, some hundreds at a time."""
    keys = list(Partner.objects.published().order_by("slug").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        yield from load_organizations(keys[start : start + AT_ONCE])


@require_safe
def partner(request, slug):
    """One partner; a former address redirects, an unpublished partner is not found."""
    found = Partner.objects.published().with_places().knowing_people().filter(slug=slug).first()
    if found is None:
        return _moved("partenaire", slug, PartnerFormerSlug, Partner.objects.published())
    context = partner_context(load_record(found), get_language(), now=timezone.now())
    context["is_claimed"] = found.has_people or found.is_city
    context["orient_href"] = ""
    if settings.SESSION_COOKIE_NAME in request.COOKIES and orients(request.user):
        _offer_orientation(context)
    return render(request, "partners/partner.html", context)


def _offer_orientation(context):
    """A button at the partner and at each of its services, for whoever sends people there."""
    context["orient_href"] = reverse("orienter-chez", args=[context["partner"]["slug"]])
    for service in context["services"]:
        service["orient_href"] = reverse("orienter", args=[service["slug"]])


@require_safe
def partner_vcf(request, slug):
    """The same partner as a contact card."""
    found = Partner.objects.published().with_seat().filter(slug=slug).first()
    if found is None:
        return _moved("partenaire-vcf", slug, PartnerFormerSlug, Partner.objects.published())
    card = vcard(found, get_language(), url=absolute(reverse("partenaire", args=[found.slug])))
    headers = {"Content-Disposition": f'attachment; filename="{found.slug}.vcf"'}
    return HttpResponse(card, content_type=MEDIA_TYPE, headers=headers)


@require_safe
def quartiers(request):
    """All quartiers."""
    language = get_language()
    found = Quartier.objects.counting_partners().order_by("pk")
    return render(request, "partners/quartiers.html", quartiers_context(found, language))


@require_safe
def quartier(request, slug):
    """One quartier: what is on, who is there, what lies beside."""
    everywhere = list(Quartier.objects.counting_partners().order_by("pk"))
    found = next((each for each in everywhere if each.slug == slug), None)
    if found is None:
        return _moved("quartier", slug, QuartierFormerSlug, Quartier.objects.all())
    others = [each for each in everywhere if each.pk != found.pk]
    partners = Partner.objects.published().with_texts().filter(quartier=found)
    return render(request, "partners/quartier.html", quartier_context(found, others, partners, get_language()))


def _moved(name, slug, former, public):
    """The permanent redirection from a former slug to what the public may see. Raises Http404 if there is none."""
    target = public.filter(pk__in=former.objects.filter(slug=slug).values("target")).first()
    if target is None:
        raise Http404
    return redirect(reverse(name, args=[target.slug]), permanent=True)
