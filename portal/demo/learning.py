"""Pathways and the library of the demonstration city; the library's PDFs are written here, a page each."""

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from events.models import Event, LibraryDocument, LibraryState, Pathway, PathwayStep, Theme

from .files import read
from .territory import by_slug, missing


def load_learning(*, now):
    """Add the pathways and documents that are missing."""
    events = by_slug(Event)
    for row in missing(Pathway, "pathways"):
        facts = {name: value for name, value in row.items() if name != "steps"}
        pathway = Pathway(**facts)
        steps = [events[slug] for slug in row["steps"] if slug in events]
        pathway.steps = [PathwayStep(event=event, sort_order=number) for number, event in enumerate(steps)]
        pathway.save()
    themes = by_slug(Theme)
    known = set(LibraryDocument.objects.values_list("title_fr", flat=True))
    for row in read("documents"):
        if row["title_fr"] not in known:
            _document(row, themes[row["theme"]], events.get(row["event"]), now=now)


def _document(row, theme, event, *, now):
    title = row["title_nl"] if row["language"] == "nl" else row["title_fr"]
    file = ContentFile(pdf(title, row["lines"]), name=f"{row['name']}.pdf")
    document = get_document_model()(title=title, language=row["language"], file=file)
    document._set_document_file_metadata()  # what Wagtail's own forms call: size and hash
    document.save()
    LibraryDocument.objects.create(
        title_fr=row["title_fr"],
        title_nl=row["title_nl"],
        theme=theme,
        event=event,
        document=document,
        state=LibraryState.PUBLISHED,
        proposed_at=now,
        decided_at=now,
    )


def pdf(title, lines):
    """One page (octets) with a title and a list, as a tagged PDF."""
    import typst  # a tenth of a second to load: only where the city is made

    facts = {"title": title, "lines": "\n".join(lines)}
    return typst.compile(PAGE.encode(), sys_inputs=facts, format="pdf", ignore_system_fonts=True)


PAGE = """
#set document(title: sys.inputs.title)
#set page(paper: "a4", margin: 25mm)
#set text(size: 12pt)
= #sys.inputs.title
#v(6mm)
#list(..sys.inputs.lines.split("\\n"), spacing: 5mm)
"""
