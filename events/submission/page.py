"""The partner's pages about its activities, as plain values for their templates."""

from django.core.paginator import Paginator
from django.db.models import Case, F, OuterRef, Prefetch, Subquery, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from portal.accounts.models import User
from portal.kit.texts import lang_attribute, language_name
from portal.templatetags.wording import day_words_from, day_words_year, hour

from ..duplication import DUPLICATED
from ..models import Event, EventText, Occurrence, RegistrationMode
from .states import DELETABLE, EDITABLE, READ, SUBMITTABLE, TO_CORRECT, Moderation, PostState, moderations, state_of
from .submitting import REFUSED

PER_PAGE = 30
PREPARED, COMING, OVER = range(3)
GROUPS = {PREPARED: lambda: _("En préparation"), COMING: lambda: _("En ligne"), OVER: lambda: _("Passées")}
EDIT_WORDS = {
    PostState.DRAFT: lambda: _("Continuer"),
    PostState.CHANGES: lambda: _("Corriger"),
    PostState.LIVE_CHANGES: lambda: _("Corriger"),
}


def posted_by(partner, *, now):
    """The partner's activities, with `next_start` and `last_start`: what is prepared, what comes, then the past."""
    dates = Occurrence.objects.filter(event=OuterRef("pk"), in_schedule=True)
    return (
        Event.objects.filter(organiser=partner, is_template=False)
        .annotate(
            next_start=Subquery(dates.upcoming(now).in_order().values("starts_at")[:1]),
            last_start=Subquery(dates.order_by("-starts_at").values("starts_at")[:1]),
        )
        .order_by(
            Case(When(first_published_at=None, then=Value(0)), default=Value(1)),
            F("next_start").asc(nulls_last=True),
            F("last_start").desc(nulls_last=True),
            "-pk",
        )
    )


def activities_context(partner, params, language, *, now):
    """The context of events/submission/activities.html, less its `space`."""
    events = posted_by(partner, now=now)
    words = Prefetch("texts", EventText.objects.defer("body"))
    number = params.get("page", "")
    page = Paginator(events.prefetch_related(words), PER_PAGE).get_page(number if number.isdecimal() else 1)
    standing = moderations(page.object_list)
    groups = {}
    for event in page.object_list:
        over = bool(event.last_start) and not event.next_start
        moderation = standing.get(event.pk, Moderation())
        row = _row(event, partner, state_of(event, moderation, over=over), moderation, language, now)
        groups.setdefault(_group(event, over), []).append(row)
    address = reverse("partenaire-activites", args=[partner.slug])
    return {
        "title": _("Nos activités"),
        "groups": [{"label": GROUPS[rank](), "rows": groups[rank]} for rank in sorted(groups)],
        "pager": {
            "number": page.number,
            "of": page.paginator.num_pages,
            "previous_href": f"{address}?page={page.number - 1}" if page.has_previous() else "",
            "next_href": f"{address}?page={page.number + 1}" if page.has_next() else "",
        },
    }


def _group(event, over):
    if not event.live and not event.was_public:
        return PREPARED
    return OVER if over or not event.live else COMING


def _row(event, partner, state, moderation, language, now):
    text = event.text(language)
    moment = event.next_start or event.last_start
    when = f"{day_words_from(moment, timezone.localdate(now))}, {hour(moment)}" if moment else ""
    return {
        "title": text.title if text else event.slug,
        "title_lang": lang_attribute(text, language),
        "kind": event.kind,
        "kind_label": event.get_kind_display(),
        "href": reverse("partenaire-activite", args=[partner.slug, event.slug]),
        "when": when[:1].upper() + when[1:],
        "state": state.value,
        "state_label": state.label,
        "comment": moderation.comment,
        "acts": acts(event, partner, state),
    }


def acts(event, partner, state):
    """[{href, label}]: where one goes on with an activity, the likeliest first."""
    slugs = [partner.slug, event.slug]
    found = []
    if state in EDITABLE:
        words = EDIT_WORDS.get(state, lambda: _("Modifier"))()
        found.append({"href": reverse("partenaire-modifier", args=slugs), "label": words})
    if event.was_public and event.registration_mode != RegistrationMode.NONE:
        found.append(
            {"href": reverse("organisation-inscriptions", args=[event.slug]), "label": _("Inscriptions et présences")}
        )
    if event.live:
        found.append({"href": reverse("evenement", args=[event.slug]), "label": _("Voir la page")})
    if not event.live or event.has_unpublished_changes:
        found.append({"href": reverse("partenaire-apercu", args=slugs), "label": _("Aperçu")})
    again = f"{reverse('partenaire-proposer', args=[partner.slug])}?de={event.slug}"
    return [*found, {"href": again, "label": _("Refaire à d’autres dates")}]


def activity_context(event, partner, state, moderation, language):
    """The context of events/submission/activity.html, less its `space`."""
    latest = event.get_latest_revision_as_object()
    text = latest.text(language)
    return {
        "title": text.title if text else event.slug,
        "title_lang": lang_attribute(text, language),
        "kind": latest.kind,
        "kind_label": latest.get_kind_display(),
        "state": state.value,
        "state_label": state.label,
        "explained": _EXPLAINED[state](),
        "comment": moderation.comment.splitlines() if state in (*TO_CORRECT, *_REFUSED) else [],
        "acts": acts(event, partner, state),
        "submit_label": _submit_label(partner) if state in SUBMITTABLE else "",
        "can_take_back": state in READ,
        "can_delete": state in DELETABLE,
        "history": history(event, partner),
    }


_REFUSED = (PostState.REFUSED, PostState.LIVE_REFUSED)


def _submit_label(partner):
    return _("Publier") if partner.trusted else _("Envoyer à la relecture")


_EXPLAINED = {
    PostState.DRAFT: lambda: _("Vous seuls voyez ce brouillon."),
    PostState.READING: lambda: _(
        "La Ville la relit ; vous recevrez un e-mail. En attendant, elle ne change plus. "
        "Pour corriger quelque chose, reprenez-la d’abord."
    ),
    PostState.CHANGES: lambda: _("La Ville demande un changement. Corrigez, puis envoyez-la à nouveau."),
    PostState.REFUSED: lambda: _("La Ville ne la publie pas."),
    PostState.LIVE: lambda: _("Elle est dans l’agenda."),
    PostState.LIVE_DRAFT: lambda: _(
        "La page montre la version publiée. Vos modifications sont gardées ; il reste à les envoyer."
    ),
    PostState.LIVE_READING: lambda: _(
        "La page montre encore la version publiée. La Ville relit la nouvelle ; vous recevrez un e-mail."
    ),
    PostState.LIVE_CHANGES: lambda: _(
        "La page montre la version publiée. La Ville demande un changement dans la nouvelle."
    ),
    PostState.LIVE_REFUSED: lambda: _("La version publiée reste en ligne. La Ville ne publie pas la nouvelle."),
    PostState.PAST: lambda: _("Toutes ses dates sont passées."),
    PostState.WITHDRAWN: lambda: _("Elle a été en ligne et ne l’est plus."),
}
_HISTORY = {
    "wagtail.create": lambda: _("Brouillon commencé"),
    DUPLICATED: lambda: _("Brouillon fait à partir d’une autre activité"),
    "wagtail.edit": lambda: _("Enregistrée"),
    "wagtail.workflow.start": lambda: _("Envoyée à la relecture"),
    "wagtail.workflow.resume": lambda: _("Envoyée à nouveau à la relecture"),
    "wagtail.workflow.approve": lambda: _("Acceptée"),
    "wagtail.workflow.reject": lambda: _("Changement demandé"),
    "wagtail.workflow.cancel": lambda: _("Reprise, la relecture est arrêtée"),
    REFUSED: lambda: _("Refusée"),
    "wagtail.publish": lambda: _("Publiée"),
    "wagtail.unpublish": lambda: _("Retirée du site"),
}
SHOWN_ENTRIES = 40


def history(event, partner):
    """[{when, who, what, comment}] of what was done, the latest first; staff are the City, nobody by name."""
    entries = ModelLogEntry.objects.for_instance(event).filter(action__in=_HISTORY).order_by("-timestamp", "-pk")
    entries = list(entries[:SHOWN_ENTRIES])
    colleagues = User.objects.filter(pk__in={entry.user_id for entry in entries}, memberships__partner=partner)
    named = {user.pk: str(user) for user in colleagues}
    return [
        {
            "when": _moment(entry.timestamp),
            "who": named.get(entry.user_id, _("la Ville")),
            "what": _HISTORY[entry.action](),
            "comment": (entry.data.get("comment") or entry.data.get("reason") or "").splitlines(),
        }
        for entry in entries
    ]


def _moment(moment):
    local = timezone.localtime(moment)
    return f"{day_words_year(local)}, {hour(local)}"


def form_context(form, *, partner, event, shown, photo):
    """What events/submission/form.html shows beside the form itself. photo: {src, width, height} or None."""
    language = get_language()
    slugs = [partner.slug, event.slug] if event else []
    preview = reverse("partenaire-apercu-direct", args=[partner.slug])
    return {
        "form": form.needing(),
        "title": _("Modifier l’activité") if event else _("Annoncer une activité"),
        "photo": photo,
        "is_live": bool(event and event.live),
        "keeps_dates": shown.keeps_dates,
        "keeps_bodies": bool(shown.keeps_bodies),
        "other_languages": ", ".join(language_name(code, language) for code in shown.other_languages),
        "is_city": partner.is_city,
        "submit_label": _submit_label(partner),
        "preview_href": f"{preview}?activite={event.slug}" if event else preview,
        "cancel_href": reverse("partenaire-activite", args=slugs)
        if event
        else reverse("partenaire-activites", args=[partner.slug]),
    }
