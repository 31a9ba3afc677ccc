"""Trainings and conferences to come, narrowed by filters."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ..training_catalogue.page import trainings_context


@require_safe
def trainings(request):
    """One row for each training and conference, at its next date; filters narrow, `page` turns."""
    return render(request, "events/trainings.html", trainings_context(request.GET, timezone.now()))
