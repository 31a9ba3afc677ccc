"""Rows for tests: plain functions with sensible defaults, each argument a fact of the row."""

import itertools
from datetime import datetime, time, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from wagtail.rich_text import RichText

from events.catalogue import event_changed
from events.models import Capacity, Event, EventText, ScheduleRule
from partners.models import (
    Known,
    Membership,
    Partner,
    PartnerText,
    Place,
    PlaceFeature,
    PlaceText,
    Quartier,
    Role,
    Service,
    ServiceText,
    Theme,
)
from portal.accounts.models import User
from portal.kit.contact import name_key
from volunteers.models import Mission, MissionText, Need, Shift, Skill, Volunteer
from volunteers.models import Role as MissionRole

_number = itertools.count(1)
PASSWORD = "maillage"


def make_quartier(name_fr="Marolles", **facts):
    """A saved Quartier."""
    facts = {"name_nl": f"{name_fr} (nl)", "postal_code": "1000", "latitude": 50.836, "longitude": 4.346} | facts
    return Quartier.objects.create(name_fr=name_fr, **facts)


def make_place(name="Place du Jeu de Balle", *, texts=None, features=None, **facts):
    """A saved Place. texts: {language: name}; features: {code: "yes" or "no"}."""
    facts = {
        "street": "place du Jeu de Balle 1",
        "street_nl": "Vossenplein 1",
        "postal_code": "1000",
        "latitude": 50.837,
        "longitude": 4.3457,
    } | facts
    place = Place(**facts)
    place.texts = [PlaceText(language=code, name=words) for code, words in (texts or {"fr": name}).items()]
    place.features = [PlaceFeature(code=code, value=Known(value)) for code, value in (features or {}).items()]
    place.save()
    return place


def make_partner(name="Maison de quartier Querelle", *, texts=None, **facts):
    """A saved Partner. texts: {language: name, or dict of PartnerText's fields}."""
    partner = Partner(**{"kind": "maison-de-quartier", "languages": ["fr", "nl"]} | facts)
    partner.texts = [_text(PartnerText, "name", code, words) for code, words in (texts or {"fr": name}).items()]
    partner.save()
    return partner


def _text(model, first, code, words):
    return model(language=code, **(words if isinstance(words, dict) else {first: words}))


def make_service(name="Permanence sociale", *, partner=None, texts=None, **facts):
    """A saved Service. texts: {language: name, or dict of ServiceText's fields}."""
    service = Service(**{"partner": partner or make_partner(), "languages": ["fr", "nl"]} | facts)
    service.texts = [_text(ServiceText, "name", code, words) for code, words in (texts or {"fr": name}).items()]
    service.save()
    return service


def make_theme(name_fr="Culture", **facts):
    """A saved Theme."""
    number = next(_number)
    return Theme.objects.create(name_fr=name_fr, **{"slug": f"theme-{number}", "name_nl": f"Thema {number}"} | facts)


def make_user(email=None, *, groups=(), partner=None, role=Role.EDITOR, **facts):
    """A saved User with a verified address and the password `maillage`; groups: names; partner: a membership."""
    user = User.objects.create_user(email or f"personne{next(_number)}@demo.test", PASSWORD, **facts)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    user.groups.add(*(Group.objects.get(name=name) for name in groups))
    if partner is not None:
        Membership.objects.create(partner=partner, user=user, role=role)
    return user


def make_session(user):
    """The key of a session in which `user` is signed in: the value of the cookie `sessionid`."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


def make_rule(date=None, *, minutes=120, **facts):
    """An unsaved ScheduleRule.

    date: an aware datetime, read in Brussels; a date (at 14:00); None: seven days from now at 14:00.
    """
    if date is None:
        date = timezone.localdate() + timedelta(days=7)
    if isinstance(date, datetime):
        local = timezone.localtime(date)
        day, begins = local.date(), local.time().replace(tzinfo=None)
    else:
        day, begins = date, time(14)
    ends = (datetime.combine(day, begins) + timedelta(minutes=minutes)).time()
    return ScheduleRule(**{"day": day, "begins": begins, "ends": ends} | facts)


def make_text(language, words):
    """An unsaved EventText. words: its title, or a dict of its fields, where `body` may be a sentence."""
    text = _text(EventText, "title", language, words)
    if isinstance(words, dict) and isinstance(words.get("body"), str):
        text.body = [("paragraph", RichText(f"<p>{words['body']}</p>"))]
    return text


def make_event(*, texts=None, dates=None, themes=(), saved=True, **facts):
    """A draft Event, as an editor leaves it: not live, its dates not yet made (publish_event does both).

    texts: {language: title, or dict of EventText's fields}; dates: a list of ScheduleRule, of dicts for make_rule,
    of dates or of aware datetimes; organiser and place are made where none is given (is_online: no place).
    """
    if "organiser" not in facts:
        facts["organiser"] = make_partner()
    if "place" not in facts and not facts.get("is_online"):
        facts["place"] = make_place()
    event = Event(**{"kind": "atelier", "live": False} | facts)
    event.texts = [make_text(code, words) for code, words in (texts or {"fr": "Atelier de couture"}).items()]
    event.rules = [_rule(date) for date in (dates if dates is not None else [None])]
    event.themes = list(themes)
    if saved:
        event.save()
    return event


def _rule(date):
    if isinstance(date, ScheduleRule):
        return date
    return make_rule(**date) if isinstance(date, dict) else make_rule(date)


def publish_event(event):
    """Save a revision of the event as it stands in memory and publish it; returns the live Event, with dates.

    It is in the agenda too: a test's transaction never commits, so what follows a commit is done here.
    """
    if event.pk is None:
        event.save()
    event.save_revision().publish()
    event_changed(event.pk)
    return Event.objects.get(pk=event.pk)


def make_skill(name_fr="Permis B", **facts):
    """A saved Skill."""
    number = next(_number)
    return Skill.objects.create(
        **{"slug": f"competence-{number}", "name_fr": name_fr, "name_nl": f"{name_fr} (nl)"} | facts
    )


def make_mission(name="Accueil de la fête", *, texts=None, roles=("Accueil",), skills=(), **facts):
    """A saved, published Mission. texts: as for make_partner; roles: their French names."""
    if "place" not in facts:
        facts["place"] = make_place()
    mission = Mission(**{"published": True} | facts)
    mission.texts = [_text(MissionText, "name", code, words) for code, words in (texts or {"fr": name}).items()]
    mission.roles = [MissionRole(name_fr=role, name_nl=f"{role} (nl)") for role in roles]
    mission.skills = list(skills)
    mission.save()
    return mission


def make_shift(mission=None, starts_at=None, *, minutes=120, needs=None, **facts):
    """A saved Shift, seven days from now at 14:00 where no start is given. needs: {French name of a role: places}."""
    mission = mission or make_mission()
    starts_at = starts_at or timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=7), time(14)))
    shift = Shift.objects.create(
        mission=mission, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes), **facts
    )
    for name, limit in (needs or {mission.roles.all()[0].name_fr: 2}).items():
        role = next(role for role in mission.roles.all() if role.name_fr == name)
        Need.objects.create(shift=shift, role=role, capacity=Capacity.objects.create(limit=limit))
    return shift


def make_volunteer(name="Awa Diallo", **facts):
    """A saved Volunteer with an e-mail address of their own."""
    facts = {"email": f"benevole{next(_number)}@exemple.test", "language": "fr", "age": "18"} | facts
    return Volunteer.objects.create(name=name, name_key=name_key(name), **facts)
