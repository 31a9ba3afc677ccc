"""Files that people sent in with their answers: handed to whoever organises, and to nobody else."""

from pathlib import PurePath

from django.http import FileResponse, Http404

from ..asking.files import TYPES
from ..models import Answer
from ..organising import OrganiserPage, knows_needs


class AnswerFileView(OrganiserPage):
    """One file, as a download: a browser never opens what somebody sent in."""

    def get(self, request, slug, answer):
        if not knows_needs(request.user, self.event):
            raise Http404
        rows = Answer.objects.filter(registration__event=self.event, registration__anonymised_at=None)
        found = rows.filter(uuid=answer).exclude(file="").first()
        if found is None:
            raise Http404
        try:
            file = found.file.open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        kind = PurePath(found.file.name).suffix.lstrip(".")
        response = FileResponse(
            file,
            as_attachment=True,
            filename=str(found.value),
            content_type=TYPES.get(kind, "application/octet-stream"),
        )
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Content-Security-Policy"] = "sandbox"
        return response
