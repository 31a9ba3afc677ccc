"""The page of one's events, as plain values for its template."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.pages import name_of
from portal.kit.texts import lang_attribute
from portal.templatetags.wording import day_words_from, hour

from ..editing.addresses import duplicate_url, edit_url
from ..models import RegistrationMode
from ..organising import SEE
from .events import COMING, DRAFT, EDIT, OVER, found, listed, partners_of, rank_of, shown, tallies
from .forms import EventsQuery

PER_PAGE = 30
ADD = ("wagtailadmin.access_admin", "events.add_event")


def events_context(user, params, language, *, now):
    """The context of events/organiser/events.html. params: a QueryDict, anything in it."""
    partners = list(partners_of(user))
    query = EventsQuery(params, partners=partners)
    asked = query.understood()
    partner = next((each for each in partners if each.slug == asked["partenaire"]), None)
    mine = listed(user, now=now)
    chosen = found(mine, words=asked["q"] or "", partner=partner)
    unanswered = found(chosen, unanswered=True).order_by().count()
    events = found(chosen, unanswered=True) if asked["repondre"] else chosen
    page = Paginator(shown(events), PER_PAGE).get_page(asked["page"])
    kept = {"q": asked["q"] or "", "partenaire": asked["partenaire"] or ""}
    return {
        "title": _("Activités que j’organise"),
        "action": reverse("organisation"),
        "q": kept["q"],
        "partners": _partners(partners, partner, language) if len(partners) > 1 else [],
        "views": [
            {"href": _href(kept), "label": _("Toutes"), "current": not asked["repondre"]},
            {
                "href": _href(kept, repondre="on"),
                "label": _("À traiter (%(count)s)") % {"count": unanswered},
                "current": bool(asked["repondre"]),
            },
        ],
        "repondre": bool(asked["repondre"]),
        "groups": _groups(user, page.object_list, language, now),
        "total_label": ngettext("%(count)s activité", "%(count)s activités", page.paginator.count)
        % {"count": page.paginator.count},
        "pager": _pager(page, kept | ({"repondre": "on"} if asked["repondre"] else {})),
        "empty": "" if page.paginator.count else _empty(user, asked, partners),
        "narrowed": any((asked["q"], asked["partenaire"], asked["repondre"])),
    }


def _href(kept, **more):
    query = urlencode({name: value for name, value in {**kept, **more}.items() if value})
    return f"{reverse('organisation')}?{query}" if query else reverse("organisation")


def _pager(page, kept):
    return {
        "number": page.number,
        "of": page.paginator.num_pages,
        "previous_href": _href(kept, page=page.number - 1) if page.has_previous() else "",
        "next_href": _href(kept, page=page.number + 1) if page.has_next() else "",
    }


def _partners(partners, chosen, language):
    named = sorted(
        (name_of(partner, language).casefold(), name_of(partner, language), partner.slug) for partner in partners
    )
    return [
        {"value": slug, "label": name, "chosen": chosen is not None and chosen.slug == slug}
        for _key, name, slug in named
    ]


def _empty(user, asked, partners):
    """What to do where there is nothing to show."""
    if asked["q"] or asked["partenaire"]:
        return _("Aucune activité ne répond à cette recherche.")
    if asked["repondre"]:
        return _("Rien ne vous attend : personne à appeler, aucune demande à valider.")
    if user.has_perm(SEE):
        return _("Il n’y a pas encore d’activité. Elles s’écrivent dans l’administration.")
    if partners:
        return _(
            "Votre association n’a pas encore d’activité publiée. Proposez-en une à la Ville ; "
            "elle paraîtra ici avec ses inscriptions."
        )
    return _(
        "Cette page est celle des personnes qui organisent. Si c’est votre cas, demandez à la Ville "
        "de vous ajouter aux membres de votre association."
    )


def _groups(user, events, language, now):
    """[{"label", "rows"}]: to come, drafts, past; a page shows the groups that it reaches."""
    labels = {COMING: _("À venir"), DRAFT: _("Brouillons"), OVER: _("Passées")}
    counted = tallies(events, now=now)
    rights = {"edits": user.has_perms(EDIT), "adds": user.has_perms(ADD), "sees": user.has_perm(SEE)}
    groups = {}
    for event in events:
        groups.setdefault(rank_of(event), []).append(_row(event, counted[event.pk], language, now, **rights))
    return [{"label": labels[rank], "rows": rows} for rank, rows in groups.items()]


def _row(event, tally, language, now, *, edits, adds, sees):
    text = event.text(language)
    draft = rank_of(event) == DRAFT
    return {
        "title": text.title if text else event.slug,
        "title_lang": lang_attribute(text, language),
        "kind": event.kind,
        "kind_label": event.get_kind_display(),
        "href": edit_url(event) if draft else reverse("organisation-inscriptions", args=[event.slug]),
        "when": _when(event, now),
        "badge": _badge(event),
        "organiser": name_of(event.organiser, language) if sees else "",
        "seats": "" if draft else _seats(event, tally),
        "tasks": [] if draft else _tasks(event, tally),
        "edit_href": edit_url(event) if edits and not draft else "",
        "duplicate_href": duplicate_url(event) if adds else "",
    }


def _when(event, now):
    moment = event.next_start or event.last_start
    if moment is None:
        return ""
    when = f"{day_words_from(moment, timezone.localdate(now))}, {hour(moment)}"
    return when[:1].upper() + when[1:]


def _badge(event):
    if rank_of(event) == DRAFT:
        return _("Brouillon")
    return "" if event.live else _("Retirée du site")


def _seats(event, tally):
    """How full it is, in one line."""
    if event.registration_mode == RegistrationMode.NONE:
        return _("Entrée libre")
    if tally.limit is None:
        taken = ngettext("%(count)s personne inscrite", "%(count)s personnes inscrites", tally.taken)
        said = [taken % {"count": tally.taken}]
    else:
        taken = ngettext("%(count)s place prise sur %(limit)s", "%(count)s places prises sur %(limit)s", tally.taken)
        said = [taken % {"count": tally.taken, "limit": tally.limit}]
    if tally.waiting:
        said.append(_("%(count)s en attente") % {"count": tally.waiting})
    return " · ".join(said)


def _tasks(event, tally):
    """[{"href", "label"}] of what waits for the organiser, the most pressing first."""
    waiting, calls = (
        reverse("organisation-attente", args=[event.slug]),
        reverse("organisation-appels", args=[event.slug]),
    )
    said = [
        (
            tally.pending,
            waiting,
            ngettext("%(count)s demande à valider", "%(count)s demandes à valider", tally.pending),
        ),
        (tally.calls, calls, ngettext("%(count)s appel à faire", "%(count)s appels à faire", tally.calls)),
        (
            tally.unknown,
            calls,
            ngettext("%(count)s lettre peut-être perdue", "%(count)s lettres peut-être perdues", tally.unknown),
        ),
        (
            tally.offered,
            waiting,
            ngettext("%(count)s place proposée sans réponse", "%(count)s places proposées sans réponse", tally.offered),
        ),
    ]
    return [{"href": href, "label": label % {"count": count}} for count, href, label in said if count]
