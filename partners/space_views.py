"""Entering the partner space: by invitation, by request; and who else is in it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.kit.limits import client_address, within
from portal.kit.links import row_for_token
from portal.kit.refusal import Refusal

from . import membership
from .access_forms import AnswerForm, InviteForm, MemberForm, RequestForm
from .letters import LINK
from .models import Invitation, Partner, Role
from .space_pages import crumbs, entry_context, invitation_context, members_context, requests_context
from .speaking import PartnerPage, requests_for

LINKS_A_MINUTE = 60  # of one address: a house of associations is one


@never_cache
@login_required
@require_safe
def entry(request):
    """For whom one speaks; who speaks for one partner alone is led there."""
    context = entry_context(request.user, get_language())
    if len(context["partners"]) == 1 and not context["answers"] and not context["asked"]:
        return redirect("partenaire-activites", slug=context["partners"][0]["slug"])
    return render(request, "partners/space/entry.html", context)


@method_decorator(never_cache, name="dispatch")
class RequestView(LoginRequiredMixin, View):
    """Asking to speak for a partner of the directory."""

    def get(self, request):
        return self.show(RequestForm(initial={"partner": request.GET.get("partenaire", "")[:80]}))

    def post(self, request):
        form = RequestForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            membership.ask_access(form.cleaned_data["partner"], user=request.user, words=form.cleaned_data["words"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.show(form)
        messages.success(request, _("Votre demande est envoyée. Vous recevrez la réponse par e-mail."))
        return redirect("partenaire-espace")

    def show(self, form):
        context = {"title": _("Demander à publier pour un partenaire"), "form": form, "crumbs": crumbs()}
        return render(self.request, "partners/space/ask.html", context)


@method_decorator(never_cache, name="dispatch")
class RequestsView(LoginRequiredMixin, View):
    """What people asked, for the partners that one manages; all of it for staff who see to members."""

    def get(self, request):
        return render(request, "partners/space/requests.html", requests_context(request.user, get_language()))

    def post(self, request):
        form = AnswerForm(request.POST)
        if not form.is_valid():
            messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
            return redirect("partenaire-demandes")
        data = form.cleaned_data
        asked = get_object_or_404(requests_for(request.user), pk=data["request"])
        try:
            if data["act"] == "accept":
                membership.accept_request(asked, by=request.user, role=data["role"] or Role.EDITOR)
            else:
                membership.refuse_request(asked, by=request.user, reason=data["reason"])
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("C’est noté. La personne est prévenue par e-mail."))
        return redirect("partenaire-demandes")


@method_decorator(never_cache, name="dispatch")
class InvitationView(View):
    """The page that the link of an invitation opens. Looking changes nothing; a button accepts."""

    def dispatch(self, request, token):
        if not within("invitation", client_address(request), limit=LINKS_A_MINUTE, seconds=60):
            return render(request, "429.html", status=429)
        known = Invitation.objects.select_related("invited_by", "partner")
        self.invitation = row_for_token(token, known, purpose=LINK)
        if self.invitation is None:
            raise Http404
        return super().dispatch(request, token)

    def get(self, request, token):
        if not self.invitation.is_open(timezone.now()):
            return self.closed()
        context = invitation_context(self.invitation, request.user, get_language())
        return render(request, "partners/space/invitation.html", context)

    def post(self, request, token):
        if not request.user.is_authenticated:
            return redirect(request.path)
        try:
            member = membership.accept_invitation(self.invitation, user=request.user)
        except Refusal:
            return self.closed()
        messages.success(request, _("Bienvenue ! Vous pouvez annoncer une activité."))
        return redirect("partenaire-activites", slug=member.partner.slug)

    def closed(self):
        """Who accepted already is led in; others are told."""
        if self.invitation.accepted_by_id and self.invitation.accepted_by_id == self.request.user.pk:
            return redirect("partenaire-espace")
        return render(self.request, "partners/space/invitation_ended.html", {"title": _("Invitation")}, status=410)


class MembersView(PartnerPage):
    """Who speaks for the partner; managers, and staff who see to members, change it."""

    for_staff = True

    def get(self, request):
        return self.show(InviteForm(initial={"language": get_language()}))

    def post(self, request):
        if not (self.manages or self.leaves()):
            return self.refuse(_("Seules les personnes qui gèrent le partenaire peuvent faire cela."))
        return self.invite() if request.POST.get("act") == "invite" else self.change()

    def leaves(self):
        """Whether somebody ends their own membership, as everybody may."""
        own = self.partner.memberships.filter(user=self.request.user).values_list("pk", flat=True).first()
        return self.request.POST.get("act") == "remove" and self.request.POST.get("row") == str(own)

    def invite(self):
        form = InviteForm(self.request.POST)
        if form.is_valid():
            try:
                membership.invite(self.partner, by=self.request.user, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(self.request, _("L’invitation est envoyée."))
                return redirect("partenaire-membres", slug=self.partner.slug)
        return self.show(form)

    def change(self):
        form = MemberForm(self.request.POST)
        if not form.is_valid():
            raise Http404
        act, pk, by = form.cleaned_data["act"], form.cleaned_data["row"], self.request.user
        if act == "withdraw":
            membership.withdraw(get_object_or_404(self.partner.invitations, pk=pk), by=by)
            messages.success(self.request, _("L’invitation est retirée : son lien n’ouvre plus rien."))
            return redirect("partenaire-membres", slug=self.partner.slug)
        member = get_object_or_404(self.partner.memberships.select_related("partner"), pk=pk)
        try:
            if act == "remove":
                membership.remove(member, by=by)
            else:
                membership.change_role(member, Role(act), by=by)
        except Refusal as refusal:
            return self.refuse(str(refusal))
        messages.success(self.request, _("C’est noté."))
        left = member.user_id == by.pk and act == "remove"
        return redirect(reverse("partenaire-espace") if left else self.request.path)

    def refuse(self, sentence):
        messages.error(self.request, sentence)
        return self.show(InviteForm(initial={"language": get_language()}), status=403)

    def show(self, form, status=200):
        partner = Partner.objects.get(pk=self.partner.pk)
        context = members_context(partner, self.request.user, now=timezone.now())
        context |= {"title": _("Membres"), "space": self.space("membres"), "form": form}
        return render(self.request, "partners/space/members.html", context, status=status)
