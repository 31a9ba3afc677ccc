"""Attestations: the organiser's pages, the paper itself, its verification, a year's summary."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.accounts.opening import verified_addresses
from portal.kit.limits import client_address, within
from portal.kit.links import row_for_token
from portal.kit.refusal import Refusal

from ..attestation_forms import CorrectForm, IssueForm, PaperForm, RevokeForm
from ..attestation_page import desk_context, one_context, verification_context
from ..attestations import certificates, issue, paper, presences, reissue, revoke, summary_paper
from ..attestations.paper import LINK
from ..event_page import event_header
from ..models import Attestation, AttestationKind, is_code
from ..organising import OrganiserPage
from .attendance import pdf_response
from .managing import private

VERIFICATIONS, VERIFIED_WITHIN = 60, 600  # by one address in ten minutes: an office may check a class's papers


class AttestationsView(OrganiserPage):
    """Who has reached the threshold, what was issued, which certificates are due."""

    def get(self, request, slug):
        return self.show(IssueForm(initial={"signatory_fr": request.user.get_full_name()}))

    def post(self, request, slug):
        form = IssueForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            issued = self.issue(form.cleaned_data, by=request.user, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.show(form)
        words = ngettext("%(count)s document émis.", "%(count)s documents émis.", issued) % {"count": issued}
        messages.success(request, words if issued else _("Rien de nouveau à émettre."))
        return redirect(request.path)

    def issue(self, data, *, by, now):
        """Issue what was chosen; returns how many documents are new."""
        sign = {"signatory": data["signatory"], "made_at": data["made_at"], "by": by, "now": now}
        if data["everybody"]:
            return len(issue(self.event, presences(self.event), **sign))
        issued = 0
        attended = data["picked"].pop((AttestationKind.ATTENDANCE, ""), set())
        if attended:
            chosen = [each for each in presences(self.event) if each.key in attended]
            issued += len(issue(self.event, chosen, **sign))
        ready = [each for each in certificates(self.event, now=now) if each.ready]
        for (kind, period), keys in data["picked"].items():
            chosen = [
                each.presence
                for each in ready
                if (each.kind, each.period) == (kind, period) and each.presence.key in keys
            ]
            issued += len(issue(self.event, chosen, kind=kind, period=period, **sign))
        return issued

    def show(self, form):
        context = {"event": event_header(self.event, get_language()), "slug": self.event.slug, "form": form}
        context |= desk_context(self.event, ticked=set(form.data.getlist("pick")) if form.is_bound else None)
        return render(self.request, "events/organiser/attestations.html", context)


class AttestationView(OrganiserPage):
    """One document: correct it, or revoke it."""

    def get(self, request, slug, uuid):
        row = self.find(uuid)
        return self.show(row, CorrectForm(initial={"name": row.name}), RevokeForm())

    def find(self, uuid):
        rows = self.event.attestations.select_related("registration", "participant", "replaced_by")
        row = get_object_or_404(rows, uuid=uuid)
        row.event = self.event
        return row

    def post(self, request, slug, uuid):
        row = self.find(uuid)
        act = self.correct if request.POST.get("action") == "correct" else self.revoke
        return act(row)

    def correct(self, row):
        form = CorrectForm(self.request.POST)
        if not form.is_valid():
            return self.show(row, form, RevokeForm())
        try:
            new = reissue(row, name=form.cleaned_data["name"], by=self.request.user, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.show(row, form, RevokeForm())
        messages.success(self.request, _("Nouvelle attestation : %(number)s.") % {"number": new})
        return redirect("attestations-une", self.event.slug, new.uuid)

    def revoke(self, row):
        form = RevokeForm(self.request.POST)
        if not form.is_valid():
            return self.show(row, CorrectForm(initial={"name": row.name}), form)
        revoke(row, reason=form.cleaned_data["reason"], now=timezone.now())
        messages.success(self.request, _("L’attestation est retirée."))
        return redirect(self.request.path)

    def show(self, row, correct_form, revoke_form):
        context = {"event": event_header(self.event, get_language()), "slug": self.event.slug}
        context |= {"correct_form": correct_form, "revoke_form": revoke_form, **one_context(row, get_language())}
        return render(self.request, "events/organiser/attestation.html", context)


@require_safe
@never_cache
def verify(request, code):
    """What a document proves: to whoever holds its code, and nothing that the paper does not say."""
    if not within("attestation", client_address(request), limit=VERIFICATIONS, seconds=VERIFIED_WITHIN):
        context = {"title": _("Trop de vérifications"), "state": "", "rows": [], "many": True}
        return _unlisted(render(request, "events/attestation.html", context, status=429))
    bare = code.upper().replace("-", "")
    rows = Attestation.objects.select_related("replaced_by", "event")
    row = rows.filter(code=bare).first() if is_code(bare) else None
    context = {"many": False, **verification_context(row, get_language())}
    return _unlisted(render(request, "events/attestation.html", context, status=200 if row else 404))


def _unlisted(response):
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_safe
@private
def attestation_pdf(request, token):
    """The paper, by its signed link, in French or Dutch as asked; a revoked one leads to what verification says."""
    row = row_for_token(token, Attestation.objects.select_related("event"), purpose=LINK)
    if row is None:
        raise Http404
    if row.revoked_at:
        return redirect("attestation", row.code)
    form = PaperForm(request.GET)
    here = get_language() if get_language() in ("fr", "nl") else row.language
    language = form.cleaned_data["langue"] if form.is_valid() else here
    return pdf_response(paper(row, language=language), f"attestation-{row}.pdf")


@require_safe
@never_cache
@login_required
def my_year(request, year):
    """A year's hours of whoever is signed in, gathered by their verified addresses."""
    emails = verified_addresses(request.user)
    language = get_language() if get_language() in ("fr", "nl") else "fr"
    content = summary_paper(emails, year, name=request.user.get_full_name(), language=language, now=timezone.now())
    return pdf_response(content, f"attestations-{year}.pdf")
