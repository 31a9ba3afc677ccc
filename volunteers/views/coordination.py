"""Pages of coordinators: their missions, the shifts of one, and what can be done to a shift."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.log_actions import log

from partners.models import Membership
from portal.kit.refusal import Refusal

from ..coordinating import COORDINATE, MissionPage, missions_of
from ..coordination_forms import CallOffForm, CopyForm, DrawForm, MoveForm, NeedForm, RepeatForm
from ..coordination_page import missions_list, person_line, shift_context, shifts_context
from ..models import Shift
from ..shifts import Concerned, add_shifts, call_off, move, set_need

SHIFTS = "volunteers.mission.shifts"  # in the mission's history


@never_cache
@login_required
@require_safe
def my_missions(request):
    """The missions that one coordinates."""
    user = request.user
    if not user.has_perm(COORDINATE) and not Membership.objects.filter(user=user).exists():
        raise PermissionDenied
    context = {
        "title": _("Missions de bénévolat"),
        "missions": missions_list(missions_of(user), get_language(), now=timezone.now()),
    }
    return render(request, "volunteers/coordination/missions.html", context)


class ShiftsView(MissionPage):
    """The shifts to come of a mission; more are made one by one, repeated, drawn from its event, or copied."""

    def forms(self, data=None):
        """{name: form}; only the one that was sent is bound."""
        sent = data.get("act") if data else None
        facts = {"mission": self.mission, "language": get_language()}
        found = {"repeat": RepeatForm(data if sent == "repeat" else None, prefix="repeat", **facts)}
        if self.mission.event_id:
            found["draw"] = DrawForm(data if sent == "draw" else None, prefix="draw", **facts)
        others = missions_of(self.request.user).exclude(pk=self.mission.pk)
        found["copy"] = CopyForm(data if sent == "copy" else None, prefix="copy", missions=others, **facts)
        return found

    def get(self, request):
        return self.show(self.forms())

    def post(self, request):
        forms, now = self.forms(request.POST), timezone.now()
        form = forms.get(request.POST.get("act", ""))
        if form is None:
            return redirect(request.path)
        if form.is_valid():
            try:
                made = add_shifts(self.mission, form.slots(now=now), form.wanted())
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                return self.show(forms)
            log(self.mission, SHIFTS, user=request.user, data={"made": len(made)})
            count = len(made)
            words = ngettext("%(count)s créneau ajouté.", "%(count)s créneaux ajoutés.", count) % {"count": count}
            messages.success(request, words)
            return redirect(request.path)
        return self.show(forms)

    def show(self, forms):
        labels = {
            "repeat": (_("Ajouter un créneau, ou le répéter"), _("Ajouter")),
            "draw": (_("D’après le programme de l’activité"), _("Ajouter ces créneaux")),
            "copy": (_("Copier les heures d’une autre mission"), _("Copier")),
        }
        listed = [
            {"name": name, "form": form, "label": labels[name][0], "button": labels[name][1], "open": form.is_bound}
            for name, form in forms.items()
        ]
        sent = next((form for form in forms.values() if form.is_bound), forms["repeat"])
        context = {
            **shifts_context(self.mission, get_language(), now=timezone.now()),
            "forms": listed,
            "sent": sent,
        }
        return render(self.request, "volunteers/coordination/shifts.html", context)


class ShiftView(MissionPage):
    """One shift: who takes it, and moving it, changing what it needs, calling it off."""

    def get(self, request, shift):
        return self.show(self.find(shift), self.forms(self.find(shift)))

    def find(self, uuid):
        found = Shift.objects.filter(mission=self.mission, uuid=uuid).select_related("mission").with_needs().first()
        if found is None:
            raise Http404
        return found

    def forms(self, shift, data=None):
        sent = data.get("act") if data else None
        moving = data if sent == "move" else None
        return {
            "need": NeedForm(data if sent == "need" else None, prefix="need", mission=self.mission),
            "move": MoveForm(moving, prefix="move", initial=MoveForm.initial_of(shift)),
            "off": CallOffForm(data if sent == "off" else None, prefix="off"),
        }

    def post(self, request, shift):
        shift = self.find(shift)
        forms, act = self.forms(shift, request.POST), request.POST.get("act", "")
        form = forms.get(act)
        if form is None:
            return redirect(request.path)
        if not form.is_valid():
            return self.show(shift, forms)
        try:
            getattr(self, f"do_{act}")(shift, form, now=timezone.now())
        except Concerned as concerned:
            return self.ask(shift, forms, form, concerned)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.show(shift, forms)
        log(self.mission, SHIFTS, user=request.user, data={"act": act, "shift": str(shift.uuid)})
        messages.success(request, _("C’est noté."))
        return redirect(request.path)

    def do_need(self, shift, form, *, now):
        set_need(shift, form.wanted(), now=now, agreed=form.cleaned_data["agreed"])

    def do_move(self, shift, form, *, now):
        slot = form.slot()
        agreed = form.cleaned_data["agreed"]
        move(shift, starts_at=slot.starts_at, ends_at=slot.ends_at, place=shift.place, now=now, agreed=agreed)

    def do_off(self, shift, form, *, now):
        call_off(shift, reason=form.cleaned_data["reason"], now=now)

    def ask(self, shift, forms, form, concerned):
        """Say whom it concerns; sending the same form again, with their key in it, agrees."""
        form.data = form.data.copy()
        form.data[form.add_prefix("agreed")] = concerned.key
        people = [person_line(row) for row in concerned.sign_ups]
        return self.show(shift, forms, asking={"sentence": str(concerned), "people": people})

    def show(self, shift, forms, asking=None):
        labels = {
            "need": (_("Combien de personnes"), _("Enregistrer le besoin")),
            "move": (_("Changer l’heure"), _("Déplacer et prévenir")),
            "off": (_("Annuler le créneau"), _("Annuler et prévenir")),
        }
        listed = [
            {
                "name": name,
                "form": form,
                "label": labels[name][0],
                "button": _("Oui, confirmer") if asking and form.is_bound else labels[name][1],
                "danger": name == "off",
                "open": form.is_bound,
            }
            for name, form in forms.items()
        ]
        sent = next((form for form in forms.values() if form.is_bound), forms["need"])
        context = {
            **shift_context(shift, self.mission, get_language()),
            "forms": listed,
            "sent": sent,
            "asking": asking,
        }
        return render(self.request, "volunteers/coordination/shift.html", context)
