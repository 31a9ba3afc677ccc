"""An event again: its words and settings, none of its people, dates and moments; templates stay out of sight."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from events.agenda.fulltext import found_in_words
from events.duplication import DUPLICATED, copied_by, duplicate, proposed_hours
from events.models import Event, Question, QuestionKind, RegistrationMode, Stall, Trainer
from events.organising import organised_by
from events.publishable import check
from portal.accounts.groups import DESK
from portal.kit.refusal import Refusal
from tests.events.booking import book
from tests.factories import make_event, make_partner, make_rule, make_theme, make_user, publish_event

pytestmark = pytest.mark.django_db

AGAIN = {"days": [date(2027, 9, 4), date(2027, 9, 11)], "begins": time(10), "ends": time(12)}
TEXTS = {"fr": {"title": "Atelier pain", "summary": "À quatre mains.", "body": "Venez."}, "nl": "Broodatelier"}


def make_rich_event(**facts):
    theme = make_theme()
    event = make_event(
        texts=TEXTS,
        themes=[theme],
        audiences=["familles"],
        registration_mode=RegistrationMode.DATE,
        seats=12,
        group_max=20,
        registration_opens_at=timezone.now() - timedelta(days=1),
        reminders=[3],
        featured=True,
        dates=[make_rule(date(2027, 3, 6), rule="FREQ=WEEKLY;COUNT=3", extra_days=1)],
        **facts,
    )
    asked = Question(
        kind=QuestionKind.CHOICE,
        label_fr="Pain ?",
        options=[{"code": "oui", "fr": "Oui", "nl": "", "en": "", "places": 4}],
    )
    after = Question(
        kind=QuestionKind.TEXT,
        label_fr="Lequel ?",
        shown_when_question=asked.uuid,
        shown_when_value="oui",
        sort_order=1,
    )
    event.questions = [asked, after]
    event.trainers = [Trainer(name="Nour")]
    event.stalls = [Stall(partner=make_partner("Four"), spot="A1")]
    return publish_event(event)


def fresh(event):
    return Event.objects.get(pk=event.pk)


def test_words_and_settings_are_taken_over():
    event, user = make_rich_event(), make_user()
    copy = fresh(duplicate(event, user=user, **AGAIN))
    shared = (
        "kind",
        "organiser",
        "place",
        "image",
        "audiences",
        "registration_mode",
        "seats",
        "group_max",
        "reminders",
    )
    assert [getattr(copy, name) for name in shared] == [getattr(event, name) for name in shared]
    assert {text.language: text.title for text in copy.texts.all()} == {"fr": "Atelier pain", "nl": "Broodatelier"}
    assert str(copy.text("fr").body) == str(event.text("fr").body) != ""
    assert list(copy.themes.all()) == list(event.themes.all())
    assert [trainer.name for trainer in copy.trainers.all()] == ["Nour"]
    assert [stall.spot for stall in copy.stalls.all()] == ["A1"]


def test_it_is_a_draft_of_its_own_on_the_new_days():
    event = make_rich_event()
    copy = fresh(duplicate(event, user=make_user(), **AGAIN))
    assert (copy.live, copy.first_published_at, copy.featured, copy.capacity) == (False, None, False, None)
    assert copy.uuid != event.uuid and copy.slug == "atelier-pain-2027"
    assert copy.occurrences.count() == 0
    rules = [(rule.day, rule.begins, rule.ends, rule.rule, rule.extra_days) for rule in copy.rules.all()]
    assert rules == [(day, time(10), time(12), "", 1) for day in AGAIN["days"]]
    assert str(copy.get_latest_revision_as_object()) == "Atelier pain"


def test_once_published_it_takes_registrations_of_its_own():
    event = make_rich_event()
    copy = duplicate(event, user=make_user(), **AGAIN)
    copy.latest_revision.publish()
    copy = fresh(copy)
    assert (copy.live, copy.occurrences.count()) == (True, 2)
    assert book(copy, "Ali", date=copy.occurrences.first()).state == "confirmed"
    assert event.registrations.count() == 0
    capacities = {date.capacity_id for row in (event, copy) for date in row.occurrences.all()}
    assert len(capacities) == 5


def test_the_original_keeps_everything():
    event = make_rich_event()
    book(event, "Ali", date=event.occurrences.first())
    duplicate(event, user=make_user(), **AGAIN)
    event = fresh(event)
    assert (event.live, event.registrations.count(), event.occurrences.count()) == (True, 1, 3)
    assert [question.label_fr for question in event.questions.all()] == ["Pain ?", "Lequel ?"]
    assert event.texts.count() == 2


def test_questions_are_asked_anew_under_their_own_ids():
    event = make_rich_event()
    copy = fresh(duplicate(event, user=make_user(), **AGAIN))
    before, after = list(event.questions.all()), list(copy.questions.all())
    assert not {row.uuid for row in before} & {row.uuid for row in after}
    assert after[1].shown_when_question == after[0].uuid
    assert after[0].options == before[0].options


def test_what_has_to_be_said_again_is_in_the_history():
    event, user = make_rich_event(), make_user()
    copy = duplicate(event, user=user, **AGAIN)
    assert fresh(copy).registration_opens_at is None
    entry = ModelLogEntry.objects.for_instance(copy).get(action=DUPLICATED)
    assert (entry.user, entry.data) == (user, {"from": event.pk, "again": ["registration_opens_at", "repetition"]})


def test_parts_come_along_moved_by_as_many_days():
    whole = publish_event(make_event(texts={"fr": "Fête"}, dates=[date(2027, 3, 6)]))
    for title, day in (("Concert", date(2027, 3, 6)), ("Repas", date(2027, 3, 7))):
        publish_event(make_event(texts={"fr": title}, dates=[day], programme=whole, organiser=whole.organiser))
    copy = duplicate(whole, user=make_user(), with_parts=True, **AGAIN)
    parts = Event.objects.filter(programme=copy).order_by("pk")
    assert [(str(part), part.rules.get().day, part.live) for part in parts] == [
        ("Concert", date(2027, 9, 4), False),
        ("Repas", date(2027, 9, 5), False),
    ]
    assert duplicate(whole, user=make_user(), **AGAIN).parts.count() == 0


def test_a_draft_is_copied_as_it_was_last_written():
    draft = make_event(texts={"fr": "Vieux titre"})
    draft.texts = [draft.texts.first()]
    draft.texts.first().title = "Nouveau titre"
    draft.save_revision()
    assert str(duplicate(draft, user=make_user(), **AGAIN)) == "Nouveau titre"


def test_a_published_event_is_copied_as_the_public_knows_it():
    event = make_rich_event()
    event.seats = 99
    event.save_revision()
    assert duplicate(fresh(event), user=make_user(), **AGAIN).seats == 12


def template_of(event):
    return duplicate(event, days=[], begins=None, ends=None, user=make_user(), template=True)


def test_a_template_proposes_its_hours_and_gives_events_that_are_none():
    template = fresh(template_of(make_rich_event()))
    assert (template.is_template, proposed_hours(template)) == (True, (time(14), time(16)))
    copy = fresh(duplicate(template, user=make_user(), **AGAIN))
    assert (copy.is_template, [rule.day for rule in copy.rules.all()]) == (False, AGAIN["days"])


def test_a_template_is_never_published_by_any_door():
    template = template_of(make_rich_event())
    with pytest.raises(Refusal, match="Un modèle ne se publie pas"):
        check(template)
    with pytest.raises(Refusal, match="Un modèle ne se publie pas"):
        template.save_revision().publish()
    assert fresh(template).live is False


def test_an_old_version_does_not_make_an_event_of_a_template():
    event = make_event()
    before = event.save_revision()
    Event.objects.filter(pk=event.pk).update(is_template=True)
    with pytest.raises(Refusal, match="Un modèle ne se publie pas"):
        before.publish()


def test_a_template_is_on_no_page_of_the_public_or_of_organisers(client, site):
    event = make_rich_event()
    template = template_of(event)
    Event.objects.filter(pk=template.pk).update(first_published_at=timezone.now())  # as if it had once been public
    user = make_user(groups=[DESK])
    client.force_login(user)
    assert list(organised_by(user)) == [event]
    assert client.get(f"/fr/espace/organisation/{template.slug}/").status_code == 404
    assert client.get(f"/fr/agenda/{template.slug}/").status_code in (404, 410)
    for address in ("/fr/agenda/", "/fr/agenda.ics", "/fr/espace/organisation/", "/fr/espace/accueil/", "/sitemap.xml"):
        content = client.get(address).content if "ics" not in address else client.get(address).getvalue()
        assert template.slug not in content.decode()
    assert template not in Event.objects.published().filter(found_in_words("pain"))


class TestForAPartner:
    def member(self, event):
        return make_user(partner=event.organiser)

    def test_a_member_prepares_an_activity_of_their_own_again_as_a_draft_with_its_settings(self):
        event = make_rich_event()
        user = self.member(event)
        copy = duplicate(event, **AGAIN, user=user, partner=event.organiser)
        kept = ("organiser_id", "seats", "group_max", "reminders", "registration_mode")
        assert [getattr(copy, name) for name in kept] == [getattr(event, name) for name in kept]
        assert (copy.live, copy.featured, copy.latest_revision.user) == (False, False, user)
        assert copied_by(user, event.organiser).count() == 2

    def test_what_is_another_s_is_refused_whoever_asks(self):
        event, other = make_rich_event(), make_partner("Autre")
        stranger = make_user(partner=other)
        for partner in (other, event.organiser):
            with pytest.raises(Refusal, match="sa propre organisation"):
                duplicate(event, **AGAIN, user=stranger, partner=partner)
        assert list(copied_by(stranger, event.organiser)) == []
        assert Event.objects.count() == 1

    def test_a_template_of_theirs_becomes_an_activity(self):
        event = make_rich_event()
        user = self.member(event)
        template = duplicate(
            event, days=[], begins=time(10), ends=time(12), user=user, template=True, partner=event.organiser
        )
        copy = duplicate(template, **AGAIN, user=user, partner=event.organiser)
        assert (template.is_template, copy.is_template, copy.rules.count()) == (True, False, 2)

    def test_a_part_of_somebody_else_s_programme_comes_out_of_it(self):
        festival = make_rich_event()
        part = publish_event(make_event(programme=festival, organiser=make_partner("Autre"), texts={"fr": "Concert"}))
        own = publish_event(make_event(programme=festival, organiser=festival.organiser, texts={"fr": "Bal"}))
        copy = duplicate(part, **AGAIN, user=self.member(part), partner=part.organiser)
        again = duplicate(own, **AGAIN, user=self.member(own), partner=own.organiser)
        assert (copy.programme_id, again.programme_id) == (None, festival.pk)

    def test_parts_of_others_are_not_copied(self):
        festival = make_rich_event()
        publish_event(make_event(programme=festival, organiser=make_partner("Autre"), texts={"fr": "Concert"}))
        publish_event(make_event(programme=festival, organiser=festival.organiser, texts={"fr": "Bal"}))
        facts = {"user": self.member(festival), "partner": festival.organiser, "with_parts": True}
        copy = duplicate(festival, **AGAIN, **facts)
        assert [part.organiser_id for part in copy.parts.all()] == [festival.organiser_id]
