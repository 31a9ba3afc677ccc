"""Missions of the City and of partners, their shifts in the coming weeks, and who signed up already."""

from datetime import datetime, time, timedelta

from django.db.models import F
from django.utils import timezone

from events.models import Capacity, Event
from partners.models import Partner, Place
from portal.kit.contact import name_key
from volunteers.models import Mission, MissionText, Need, NeedSkill, Role, Shift, SignUp, Skill, Volunteer

from .files import people, read

SKILLS = (
    ("permis-b", "Permis B", "Rijbewijs B", "Driving licence", True),
    ("secourisme", "Secourisme", "Eerste hulp", "First aid", True),
    ("langue-des-signes", "Langue des signes", "Gebarentaal", "Sign language", False),
)
MINE = "benevole@demo.test"


def load_missions(*, today, now):
    """Make the missions of missions.toml that are missing, with their shifts and first volunteers."""
    skills = {row[0]: _skill(*row) for row in SKILLS}
    there = set(Mission.objects.values_list("slug", flat=True))
    rows = [row for row in read("missions") if row["slug"] not in there]
    needs = [need for row in rows for need in _mission(row, skills, today)]
    if needs:
        _sign_up(needs, now)


def _skill(slug, fr, nl, en, to_confirm):
    names = {"name_fr": fr, "name_nl": nl, "name_en": en, "to_confirm": to_confirm}
    return Skill.objects.get_or_create(slug=slug, defaults=names)[0]


def _mission(row, skills, today):
    partner = Partner.objects.filter(slug=row.get("partner", "")).first()
    event = Event.objects.filter(slug=row.get("event", "")).first()
    place = event.place if event and event.place else Place.objects.filter(slug=row.get("place", "")).first()
    mission = Mission(
        slug=row["slug"],
        partner=partner,
        event=event,
        place=place or (partner.place if partner else None),
        rhythm=row["rhythm"],
        minimum_age=row.get("minimum_age", 16),
        languages=row.get("languages", []),
        offers=row.get("offers", ["insurance"]),
        contact_name=row["contact"],
        contact_phone="+3225550101",
        published=True,
    )
    mission.texts = [
        MissionText(language=code, name=row[f"name_{code}"], summary=row[f"summary_{code}"])
        for code in ("fr", "nl", "en")
    ]
    mission.roles = [
        Role(name_fr=fr, name_nl=nl, name_en=en, sort_order=number) for number, (fr, nl, en) in enumerate(row["roles"])
    ]
    mission.skills = [skills[slug] for slug in row.get("skills", [])]
    mission.save()
    return _shifts(mission, row, skills, today)


def _shifts(mission, row, skills, today):
    """The needs of its shifts: each of `hours` on each of `days` (from today)."""
    roles, found = list(mission.roles.all()), []
    for day in row.get("days", []):
        for begins, minutes in row["hours"]:
            starts_at = timezone.make_aware(datetime.combine(today + timedelta(days=day), time(begins)))
            shift = Shift.objects.create(
                mission=mission, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes)
            )
            for role, limit in zip(roles, row["needs"], strict=True):
                need = Need.objects.create(shift=shift, role=role, capacity=Capacity.objects.create(limit=limit))
                found.append(need)
    if row.get("skills") and found:
        NeedSkill.objects.create(need=found[0], skill=skills[row["skills"][0]], least=1)
    return found


def _sign_up(needs, now):
    """A third of the needs have somebody; the demonstration volunteer has two shifts that do not meet."""
    names = people()
    mine = _volunteer("Jonas Okafor", MINE, now)
    wanted = [(mine, need) for need in _apart(needs, 2)]
    taken = {need.pk for _who, need in wanted}
    for number, need in enumerate(needs):
        if number % 3 == 0 and need.pk not in taken and not need.skills.exists():
            name = f"{names['first'][number % len(names['first'])]} {names['last'][number * 7 % len(names['last'])]}"
            wanted.append((_volunteer(name, f"b{number}@courriel.example", now), need))
    rows = [
        SignUp(volunteer=who, need=need, shift=need.shift, state="confirmed", created_at=now, confirmed_at=now)
        for who, need in wanted
    ]
    SignUp.objects.bulk_create(rows)
    SignUp.objects.filter(queue_rank=0).update(queue_rank=F("id"))
    for _who, need in wanted:
        need.capacity.taken = 1
    Capacity.objects.bulk_update([need.capacity for _who, need in wanted], ["taken"])


def _apart(needs, count):
    """The first `count` needs of different days, none of which asks a skill."""
    found = {}
    for need in needs:
        if not need.skills.exists():
            found.setdefault(timezone.localdate(need.shift.starts_at), need)
    return list(found.values())[:count]


def _volunteer(name, email, now):
    facts = {"name": name, "name_key": name_key(name), "language": "fr", "age": "18", "created_at": now}
    return Volunteer.objects.get_or_create(email=email, name_key=name_key(name), defaults=facts)[0]
