"""Pathways: the list of them, and one."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ..models import Pathway, PathwayFormerSlug
from ..pathways import pathway_context, pathways_context


@require_safe
def pathways(request):
    """Every published pathway, by whom it is for."""
    return render(request, "events/pathways.html", pathways_context())


@require_safe
def pathway(request, slug):
    """One pathway, step by step; a former address redirects."""
    found = Pathway.objects.published().filter(slug=slug).first()
    if found is None:
        former = PathwayFormerSlug.objects.filter(slug=slug, target__published=True).select_related("target").first()
        if former is None:
            raise Http404
        return redirect(reverse("parcours-un", args=[former.target.slug]), permanent=True)
    return render(request, "events/pathway.html", pathway_context(found, now=timezone.now()))
