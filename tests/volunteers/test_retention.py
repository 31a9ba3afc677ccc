"""Names go when their time is over, or with the account."""

from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta

from events.own.erasure import erase
from portal.accounts.belongings import export_all
from tests.factories import make_shift, make_user
from tests.volunteers.test_sign_up import counts, needs_of, someone, states
from volunteers.models import Volunteer, VolunteerLetter
from volunteers.retention import purge
from volunteers.sign_up import sign_up

pytestmark = pytest.mark.django_db


def test_names_go_a_year_after_the_last_shift(now):
    shift = make_shift(starts_at=now + timedelta(days=3))
    volunteer = sign_up(needs_of(shift), someone(phone="0470 12 34 56"), now=now).volunteer
    assert purge(now=now + relativedelta(months=11)) == 0
    assert purge(now=now + relativedelta(months=13)) == 1
    volunteer.refresh_from_db()
    assert (volunteer.name, volunteer.email, volunteer.phone) == ("", "", "")
    assert not VolunteerLetter.objects.exists()
    assert counts(shift.needs.get()) == (1, 0)


def test_an_account_that_ends_gives_its_shifts_back(now, site):
    user = make_user("awa.diallo@exemple.test")
    shift = make_shift(starts_at=now + timedelta(days=3), needs={"Accueil": 1})
    mine, other = (sign_up(needs_of(shift), someone(name), now=now).volunteer for name in ("Awa Diallo", "Deux B"))
    assert export_all(user, "fr")["Bénévolat"][0]["Créneaux"][0]["Mission"] == "Accueil de la fête"
    erase(user, now=now, language="fr")
    assert Volunteer.objects.known().get() == other
    assert (states(mine), states(other), counts(shift.needs.get())) == (["cancelled"], ["confirmed"], (1, 0))
