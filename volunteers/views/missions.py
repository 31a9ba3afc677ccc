"""The missions, one of them with its shifts, and signing up for several in one go."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.pace import too_often
from events.receipt import keep_receipt, read_receipt
from events.views.managing import private
from portal.kit.contact import name_key
from portal.kit.links import row_for_token
from portal.kit.refusal import Refusal

from ..forms import DayQuery, MissionsQuery, SignUpForm
from ..guidance import guidance
from ..letters import LINK
from ..mine import proven, volunteers_of
from ..mission_page import coming_needs, mission_context, skills_of
from ..missions_page import missions_context
from ..models import Mission, MissionFormerSlug, Volunteer
from ..receipt import receipt_context, write_receipt
from ..sign_up import declared_by, sign_up


@require_safe
def missions(request):
    """All missions that are open, by filter, the soonest first."""
    query = MissionsQuery(request.GET)
    query.is_valid()  # what cannot be read is as if it was not asked
    context = {
        "title": _("Bénévolat"),
        "intro": _("Donner deux heures ou une saison, près de chez vous, avec des gens qui vous attendent."),
        "guidance": guidance(),
        "directory_href": reverse("annuaire"),
        **missions_context(query.cleaned_data, get_language(), now=timezone.now()),
    }
    return render(request, "volunteers/missions.html", context)


def find_mission(slug, *, now):
    """The open mission of this address, or Http404."""
    mission = Mission.objects.open_to_all(now).with_texts().filter(slug=slug).first()
    if mission is None:
        raise Http404
    return mission


class MissionView(View):
    """What there is to do, when, and who signs up: one page, one button."""

    def volunteer(self):
        """Who is known to read: of an account, the first of its volunteers."""
        return volunteers_of(self.request.user).first() if self.request.user.is_authenticated else None

    known = False  # whether the address of the page alone says who it is

    @method_decorator(never_cache)
    def dispatch(self, request, *args, slug, **where):
        self.now = timezone.now()
        try:
            self.mission = find_mission(slug, now=self.now)
        except Http404:
            return self.moved(slug)
        self.needs = coming_needs(self.mission, now=self.now)
        return super().dispatch(request, *args, **where)

    def moved(self, slug):
        gone = MissionFormerSlug.objects.filter(slug=slug).values("target")
        target = Mission.objects.open_to_all(self.now).filter(pk__in=gone).first()
        if target is None:
            raise Http404
        return redirect(reverse("mission", args=[target.slug]), permanent=True)

    def get(self, request, **where):
        return self.show(self.form(initial=self.initial()))

    def form(self, data=None, **kwargs):
        skills = skills_of(self.needs, self.mission)
        language = get_language()
        return SignUpForm(data, needs=self.needs, skills=skills, language=language, known=self.known, **kwargs)

    def initial(self):
        volunteer, user = self.volunteer(), self.request.user
        if volunteer is None:
            first = {"name": user.get_full_name(), "email": user.email} if user.is_authenticated else {}
            return {"language": get_language(), **first}
        said = declared_by(volunteer)
        names = ("name", "email", "phone", "language", "age", "guardian_name", "guardian_phone")
        return {**{name: getattr(said, name) for name in names}, "skills": [str(pk) for pk in said.skills]}

    def post(self, request, **where):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form)
        if sentence := self.too_often(form):
            form.add_error(None, sentence)
            return self.show(form, status=429)
        known = self.volunteer() if self.known else None
        declared = form.declared(known)
        known = known or proven(request.user, declared.email, name_key(declared.name))
        try:
            outcome = sign_up(form.needs_chosen(), declared, now=self.now, known=known)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.show(form)
        response = redirect("mission-recu", slug=self.mission.slug)
        write_receipt(response, outcome, declared, self.mission)
        return response

    def too_often(self, form):
        return "" if self.known else too_often("volunteer", self.request, form)

    def show(self, form, status=200):
        query = DayQuery(self.request.GET)
        query.is_valid()
        chosen = form.data.getlist("needs") if form.is_bound else []
        context = {
            "form": form,
            "known_name": self.volunteer().name if self.known else "",
            **mission_context(
                self.mission,
                self.needs,
                get_language(),
                now=self.now,
                volunteer=self.volunteer(),
                day=query.cleaned_data.get("jour"),
                chosen=frozenset(chosen),
            ),
        }
        return render(self.request, "volunteers/mission.html", context, status=status)


@method_decorator(private, name="dispatch")
class OwnMissionView(MissionView):
    """The same for who holds the link of a volunteer: nobody asks again who they are."""

    known = True

    def volunteer(self):
        found = row_for_token(self.kwargs["token"], Volunteer.objects.known(), purpose=LINK)
        if found is None:
            raise Http404
        return found


@require_safe
@private
def receipt(request, slug):
    """What was just asked and what follows; without it the mission itself."""
    kept = read_receipt(request)
    mission = Mission.objects.filter(slug=slug).first()
    if mission is None:
        raise Http404
    if kept is None or kept.get("mission") != mission.pk:
        return redirect("mission", slug=slug)
    response = render(request, "volunteers/receipt.html", receipt_context(kept, get_language()))
    if kept.get("token") and request.method == "GET":
        keep_receipt(response, {**kept, "token": ""})  # the link is shown once
    return response
