"""Somebody's own shifts as plain values, on the page of their link and in their space."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.kit.links import link_token

from .letters import LINK, managing_path, shift_line
from .mine import sign_ups_of
from .models import Mission, Need, ShiftState, SignUp, SignUpState

SHOWN_MISSIONS = 12


def own_context(volunteer, language, *, now):
    """The context of volunteers/own.html."""
    token = link_token(volunteer, purpose=LINK)
    rows = list(SignUp.objects.active().filter(volunteer=volunteer, shift__ends_at__gt=now).in_order())
    missions = Mission.objects.open_to_all(now).filter(shifts__starts_at__gt=now, shifts__state="scheduled")
    missions = missions.distinct().prefetch_related("texts").order_by("slug")[:SHOWN_MISSIONS]
    lines = _lines(rows, language, now)
    return {
        "title": _("Vos créneaux de bénévolat"),
        "name": volunteer.name,
        "lines": lines,
        "can_withdraw": any(line["may_leave"] for line in lines),
        "calendar_href": reverse("benevole-ics", args=[token]) if rows else "",
        "missions": [
            {
                "href": reverse("benevole-mission", args=[token, mission.slug]),
                "label": text.name if (text := mission.text(language)) else mission.slug,
            }
            for mission in missions
        ],
        "list_href": reverse("benevolat"),
    }


def _lines(rows, language, now):
    needs = Need.objects.with_shift().in_bulk([row.need_id for row in rows])
    return [_line(row, needs[row.need_id], language, now) for row in rows]


def _line(row, need, language, now):
    off = need.shift.state == ShiftState.CANCELLED
    return {
        "pk": row.pk,
        "line": shift_line(need, language),
        "state": "cancelled" if off else row.state,
        "state_label": need.shift.get_state_display() if off else row.get_state_display(),
        "to_confirm": row.to_confirm and row.state == SignUpState.CONFIRMED,
        "may_leave": need.shift.starts_at > now,
    }


def shifts_of_account(user, language, *, now):
    """[{line, state, state_label, href}] of the shifts to come of this account's volunteers, for their space."""
    rows = list(sign_ups_of(user).active().filter(shift__ends_at__gt=now).select_related("volunteer").in_order())
    return [
        {**said, "href": managing_path(row.volunteer), "name": row.volunteer.name}
        for row, said in zip(rows, _lines(rows, language, now), strict=True)
    ]
