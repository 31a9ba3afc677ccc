"""Confirming by a link, confirming in one's space, and reporting what is wrong."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from portal.kit.form_stamp import submission_of
from portal.kit.limits import client_address, within
from portal.kit.links import row_for_token

from ..models import Partner, Review
from ..models.freshness import BY_CITY, BY_PARTNER
from ..pages import name_of
from ..speaking import PartnerPage
from .confirming import confirm
from .forms import ErrorReportForm, RecordsForm, sending_of
from .pages import entry_context, outcome_words, review_context
from .reports import report_error
from .reviewing import LINK, answered, partners_of
from .shown import shown_records

LINKS_A_MINUTE = 60  # of one address: a house of associations is one
REPORTS_AN_HOUR = 30  # of one address


def _say(request, told):
    for level, sentence in told:
        getattr(messages, level)(request, sentence)


def _answer(form, *, among, by, user, email, whose):
    """Do what a valid RecordsForm says; returns what to tell. whose: what makes a sending of this person its own."""
    language = get_language()
    outcome = confirm(form.confirmed(), among=among, by=by, user=user, language=language)
    corrections = form.corrections()
    for each, words in corrections:
        report_error(
            each.partner,
            service=None if each.row is each.partner else each.row,
            words=words,
            email=email,
            language=language,
            by_partner=by == BY_PARTNER,
            submission=sending_of(*whose, each.key, each.stamp, words),
        )
    return outcome_words(outcome, corrections)


@method_decorator(never_cache, name="dispatch")
class ReviewView(View):
    """The page that the link of the monthly message opens. Looking changes nothing; a button confirms."""

    def dispatch(self, request, token):
        if not within("review", client_address(request), limit=LINKS_A_MINUTE, seconds=60):
            return render(request, "429.html", status=429)
        self.review = row_for_token(token, Review.objects.select_related("user"), purpose=LINK)
        if self.review is None:
            raise Http404
        self.now = timezone.now()
        self.partners = partners_of(self.review, self.now)
        self.records = shown_records(self.partners, get_language(), now=self.now)
        if not self.records:
            context = {"title": _("Ce lien ne sert plus")}
            return render(request, "partners/freshness/ended.html", context, status=410)
        return super().dispatch(request, token)

    def get(self, request, token):
        return self.show(RecordsForm(records=self.records))

    def post(self, request, token):
        form = RecordsForm(request.POST, records=self.records)
        if not form.is_valid():
            return self.show(form)
        email = self.review.user.email if self.review.user_id else self.review.email
        told = _answer(
            form,
            among=self.partners,
            by=BY_PARTNER,
            user=self.review.user,
            email=email,
            whose=("review", self.review.pk),
        )
        answered(self.review, self.now)
        _say(request, told)
        return redirect(request.path)

    def show(self, form):
        return render(
            self.request, "partners/freshness/review.html", review_context(self.review, form, self.request.user)
        )


class EntryView(PartnerPage):
    """One's own entry: what the public reads, what is missing, what was reported."""

    for_staff = True

    def get(self, request):
        return self.show(RecordsForm(records=self.records()))

    def post(self, request):
        form = RecordsForm(request.POST, records=self.records())
        if not form.is_valid():
            return self.show(form)
        told = _answer(
            form,
            among=self.among(),
            by=BY_PARTNER if self.speaks else BY_CITY,
            user=request.user,
            email=request.user.email if self.speaks else "",
            whose=("space", request.user.pk),
        )
        _say(request, told)
        return redirect(request.path)

    def among(self):
        return Partner.objects.filter(pk=self.partner.pk)

    def records(self):
        return shown_records(self.among(), get_language(), now=timezone.now())

    def show(self, form):
        context = entry_context(self.partner, form, manages=self.manages, speaks=self.speaks) | {
            "space": self.space("fiche")
        }
        return render(self.request, "partners/freshness/entry.html", context)


@method_decorator(never_cache, name="dispatch")
class ReportErrorView(View):
    """Any visitor says in one line what is wrong; `?service=SLUG`: in which service."""

    def dispatch(self, request, slug):
        self.partner = get_object_or_404(Partner.objects.published().with_texts(), slug=slug)
        asked = request.GET.get("service", "")[:80]
        services = self.partner.services.shown().prefetch_related("texts")
        self.service = services.filter(slug=asked).first() if asked else None
        return super().dispatch(request, slug)

    def get(self, request, slug):
        return self.show(ErrorReportForm())

    def post(self, request, slug):
        if not within("error-report", client_address(request), limit=REPORTS_AN_HOUR, seconds=3600):
            return render(request, "429.html", status=429)
        form = ErrorReportForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        report_error(
            self.partner,
            service=self.service,
            words=form.cleaned_data["words"],
            email=form.cleaned_data["email"],
            language=get_language(),
            submission=submission_of(request.POST, self.partner),
        )
        messages.success(request, _("Merci. L’équipe de l’annuaire lit votre message et vérifie."))
        return redirect("partenaire", slug=self.partner.slug)

    def show(self, form):
        language = get_language()
        service = self.service.text(language) if self.service else None
        context = {
            "title": _("Signaler une erreur"),
            "form": form,
            "partner": {"name": name_of(self.partner, language), "slug": self.partner.slug},
            "service_name": service.name if service else "",
        }
        return render(self.request, "partners/freshness/report.html", context)
