"""Whatever people do in whatever order: nobody is in two shifts at once, no need is over, the counters are the rows."""

from datetime import UTC, datetime, timedelta
from itertools import combinations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from events.models import Capacity
from tests.factories import make_mission, make_shift, make_skill
from tests.volunteers.test_sign_up import someone
from volunteers.models import Need, NeedSkill, SignUp, Volunteer
from volunteers.shifts import Concerned, Wanted, call_off, set_need
from volunteers.sign_up import sign_up, withdraw

NOW = datetime(2027, 3, 2, 9, tzinfo=UTC)
PEOPLE = ("Un A", "Deux B", "Trois C", "Quatre D")
hours = st.tuples(st.integers(0, 6), st.integers(1, 3))
acts = st.lists(
    st.one_of(
        st.tuples(st.just("take"), st.integers(0, 3), st.sets(st.integers(0, 3), min_size=1), st.booleans()),
        st.tuples(st.just("leave"), st.integers(0, 3), st.just(None), st.just(False)),
        st.tuples(st.just("limit"), st.integers(0, 3), st.integers(1, 3), st.just(False)),
        st.tuples(st.just("off"), st.integers(0, 3), st.just(None), st.just(False)),
    ),
    max_size=14,
)


class Whatever(TestCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(hours, min_size=4, max_size=4), acts)
    def test_no_overlap_no_overfill_counts_exact(self, spans, acts):
        skill, mission = make_skill(), make_mission()
        role = mission.roles.all()[0]
        shifts = [
            make_shift(mission, NOW + timedelta(days=2, hours=at), minutes=60 * long, needs={"Accueil": 2})
            for at, long in spans
        ]
        NeedSkill.objects.create(need=shifts[0].needs.get(), skill=skill, least=1)
        for act, who, what, skilled in acts:
            if act == "take":
                needs = [shifts[number].needs.get().pk for number in what]
                skills = frozenset([skill.pk]) if skilled else frozenset()
                sign_up(needs, someone(PEOPLE[who], skills=skills), now=NOW)
            elif act == "leave":
                for volunteer in Volunteer.objects.filter(name=PEOPLE[who]):
                    withdraw(volunteer, None, now=NOW)
            elif act == "off":
                call_off(shifts[who], reason="", now=NOW)
            else:
                least = {skill: 1} if who == 0 else {}
                try:
                    set_need(shifts[who], Wanted(role, what, least), now=NOW)
                except Concerned as concerned:
                    set_need(shifts[who], Wanted(role, what, least), now=NOW, agreed=concerned.key)
        self.check(skill)

    def check(self, skill):
        for capacity in Capacity.objects.filter(need__isnull=False):
            rows = SignUp.objects.filter(need__capacity=capacity)
            assert (capacity.taken, capacity.waiting) == (rows.confirmed().count(), rows.waiting().count())
            assert capacity.taken <= capacity.limit
        for each in NeedSkill.objects.select_related("need__capacity"):
            without = [row for row in SignUp.objects.confirmed().filter(need=each.need) if skill.pk not in row.skills]
            assert len(without) <= each.need.capacity.limit - each.least
        for volunteer in Volunteer.objects.all():
            mine = [row.shift for row in volunteer.sign_ups.active().select_related("shift")]
            for one, other in combinations(mine, 2):
                assert one.ends_at <= other.starts_at or other.ends_at <= one.starts_at
        assert Need.objects.exists()
