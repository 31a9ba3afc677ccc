"""The page that gives what one needs to show an agenda elsewhere: snippets, a preview, the feed, the poster."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.kit.calendar_menu import feeds_menu
from portal.kit.site import absolute

from ..feeds.calendars import with_query
from .forms import USUAL, SnippetForm

SCRIPT = "js/maillage-agenda.js"
HEIGHT = 640  # pixels of the frame
DATA = "agenda.json"


def share_context(owner, data, language):
    """The context of events/sharing/share.html. data: the query, anything in it."""
    form = SnippetForm(data, language=language)
    asked = form.understood()
    frame = frame_path(owner, asked)
    title = _("Partager l’agenda : %(name)s") % {"name": owner.name}
    with override(asked["langue"]):
        agenda = f"{reverse('agenda')}?{urlencode(owner.pairs)}"
        label = _("Agenda – %(name)s") % {"name": owner.name}
        feed = reverse(owner.feed, args=[owner.slug])
    here = reverse(owner.page, args=[owner.slug])
    return {
        "title": title,
        "name": owner.name,
        "name_lang": owner.name_lang,
        "form": form,
        "frame_href": frame,
        "frame_title": label,
        "frame_height": HEIGHT,
        "frame_snippet": frame_snippet(absolute(frame), label),
        "component_snippet": component_snippet(owner, asked, absolute(agenda), label),
        "feed": absolute(feed),
        "feeds": feeds_menu(feed),
        "posters": _posters(owner),
        "agenda_href": agenda,
        "crumbs": [
            owner.crumb, {"href": here, "label": owner.name}, {"href": "", "label": _("Partager l’agenda")},
        ],
    }  # fmt: skip


def frame_path(owner, asked):
    """The path of the frame, in the language that was chosen."""
    pairs = owner.pairs + ([("fond", asked["fond"])] if asked["fond"] else [])
    pairs += [("nombre", str(asked["nombre"]))] if asked["nombre"] != USUAL else []
    with override(asked["langue"]):
        return with_query(reverse("embarque"), urlencode(pairs))


def frame_snippet(address, label):
    """The frame as HTML to copy."""
    return format_html(
        '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy" style="border:0"></iframe>',
        address,
        label,
        HEIGHT,
    )


def component_snippet(owner, asked, agenda, label):
    """The component as HTML to copy: what stands between its tags is there where scripts are not."""
    return format_html(
        '<script src="{}" defer></script>\n'
        '<maillage-agenda src="{}" {}="{}" langue="{}"{}{}>\n  <a href="{}">{}</a>\n</maillage-agenda>',
        absolute(f"{settings.STATIC_URL}{SCRIPT}"),
        absolute("/"),
        owner.facet,
        owner.slug,
        asked["langue"],
        format_html(' fond="{}"', asked["fond"]) if asked["fond"] else "",
        format_html(' nombre="{}"', asked["nombre"]) if asked["nombre"] != USUAL else "",
        agenda,
        label,
    )


def _posters(owner):
    """[{href, label, code}]: the poster in each language."""
    found = []
    for code, name in settings.LANGUAGES:
        with override(code):
            found.append({"href": reverse(owner.poster, args=[owner.slug]), "label": name, "code": code})
    return found
