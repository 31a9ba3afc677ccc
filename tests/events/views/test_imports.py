"""The pages of a partner's calendars: who reaches them, adding, confirming, what each reading did."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from events.editing.moderation import ensure_moderation
from events.imports.adding import add, start
from events.imports.reading import read
from events.imports.running import run
from events.models import CalendarSource, Event, SourceState
from portal.kit.refusal import Refusal
from tests.events.imports.calendars import NOW, calendar, vevent, weekly
from tests.factories import make_partner, make_place, make_theme, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_once(monkeypatch, clock, site):
    monkeypatch.setattr("events.imports.adding.read_apart", read)
    monkeypatch.setattr("events.imports.running.read_apart", read)
    ensure_moderation()


@pytest.fixture
def partner():
    return make_partner(place=make_place())


@pytest.fixture
def source(partner):
    return add(partner, content=calendar(vevent(categories="Vélo", location="Chez Zoé"), weekly()), now=NOW)[0]


@pytest.fixture
def member(client, partner):
    user = make_user(partner=partner)
    client.force_login(user)
    return client


def address(name, source, *more):
    return reverse(name, args=[source.partner.slug, source.uuid, *more])


def imported(source):
    start(source, now=NOW)
    source.refresh_from_db()
    return run(source, user=None, now=NOW)


def every_address(source, done):
    return [
        reverse("calendriers-partenaire", args=[source.partner.slug]),
        address("calendrier-partenaire", source),
        address("calendrier-agir", source),
        address("calendrier-lecture", source, done.uuid),
    ]


def test_nobody_reaches_the_calendars_of_another(client, source):
    done = imported(source)
    for path in every_address(source, done):
        assert client.get(path).status_code == 302
    client.force_login(make_user(partner=make_partner("Autre")))
    for path in every_address(source, done):
        assert (client.get(path).status_code, client.post(path, {"act": "remove", "sure": "on"}).status_code) == (
            404,
            404,
        )
    assert CalendarSource.objects.count() == 1


def test_calendar_is_not_found_under_another_partner(client, source):
    done, other = imported(source), make_partner("Autre")
    client.force_login(make_user(partner=other))
    for name, more in (("calendrier-partenaire", []), ("calendrier-agir", []), ("calendrier-lecture", [done.uuid])):
        assert client.get(reverse(name, args=[other.slug, source.uuid, *more])).status_code == 404


@pytest.mark.parametrize(("group", "status"), [("Rédaction", 200), ("Modération", 200), ("Accueil", 404)])
def test_staff_who_publish_see_to_every_calendar(client, source, group, status):
    client.force_login(make_user(groups=[group]))
    assert client.get(address("calendrier-partenaire", source)).status_code == status


def test_file_is_shown_before_anything_is_imported(member, partner):
    file = SimpleUploadedFile("agenda.ics", calendar(vevent(), vevent("p", **{"class": "PRIVATE"})))
    answer = member.post(reverse("calendriers-partenaire", args=[partner.slug]), {"file": file}, follow=True)
    page = answer.content.decode()
    assert "Atelier vélo" in page
    assert "1 activité à venir" in page
    assert "Marquée privée" in page
    assert Event.objects.count() == 0


def test_confirmed_calendar_waits_for_its_first_reading(member, source):
    theme = make_theme("Mobilité")
    given = {
        "name": "Agenda du vélo",
        "language": "fr",
        "default_kind": "visite",
        "default_place": "",
        "kind_0": "cours",
        "theme_0": theme.slug,
        "audience_0": "jeunes",
        "place_0": str(source.partner.place_id),
        "publishes": "on",
    }
    answer = member.post(address("calendrier-partenaire", source), given, follow=True)
    source.refresh_from_db()
    assert "première lecture est en cours" in answer.content.decode()
    assert (source.name, source.state, source.mapping) == (
        "Agenda du vélo",
        SourceState.ACTIVE,
        {
            "categories": {"velo": {"kind": "cours", "themes": [theme.slug], "audiences": ["jeunes"]}},
            "places": {"chez zoe": source.partner.place_id},
        },
    )
    assert not source.publishes  # the City alone trusts a calendar


def test_staff_may_trust_a_calendar(client, source):
    client.force_login(make_user(groups=["Modération"]))
    given = {"name": "Agenda", "language": "fr", "default_kind": "visite", "publishes": "on"}
    client.post(address("calendrier-partenaire", source), given)
    source.refresh_from_db()
    assert source.publishes


def test_wrong_form_says_so(member, source):
    answer = member.post(address("calendrier-partenaire", source), {"kind_0": "nonsense", "name": "a\u202eb"})
    assert answer.context["form"].errors.keys() == {"name", "language", "default_kind", "kind_0"}


@pytest.mark.parametrize(
    ("given", "field"),
    [({}, "address"), ({"address": "agenda"}, "address"), ({"file": SimpleUploadedFile("a.ics", b"x")}, "file")],
)
def test_what_cannot_be_read_is_said_at_the_field(member, partner, given, field):
    answer = member.post(reverse("calendriers-partenaire", args=[partner.slug]), given)
    assert list(answer.context["form"].errors) == [field]
    assert CalendarSource.objects.count() == 0


def test_trials_are_limited(member, partner, monkeypatch):
    monkeypatch.setattr("events.views.imports.ADDED_AN_HOUR", 1)
    path = reverse("calendriers-partenaire", args=[partner.slug])
    assert [member.post(path, {"address": "agenda"}).status_code for _time in range(2)] == [200, 429]


def test_readings_are_reported(member, source):
    done = imported(source)
    page = member.get(address("calendrier-partenaire", source)).content.decode()
    assert "2 nouvelles" in page
    page = member.get(address("calendrier-lecture", source, done.uuid)).content.decode()
    assert "Lieu inconnu ici : « Chez Zoé »" in page.replace("\xa0", " ")


def test_address_is_shown_to_nobody(member, partner):
    source = CalendarSource(partner=partner, name="Agenda", state=SourceState.ACTIVE)
    source.url = "https://calendar.example.test/private-0a1b2c/basic.ics"
    source.save()
    for path in (reverse("calendriers-partenaire", args=[partner.slug]), address("calendrier-partenaire", source)):
        page = member.get(path).content.decode()
        assert ("calendar.example.test" in page, "private-0a1b2c" in page) == (True, False)


def test_calendar_is_paused_taken_up_and_removed(member, source):
    source.url = "https://calendar.example.test/a.ics"
    source.save()
    start(source, now=NOW)
    path = address("calendrier-agir", source)
    member.post(path, {"act": "pause"})
    source.refresh_from_db()
    assert source.state == SourceState.PAUSED
    member.post(path, {"act": "start"})
    source.refresh_from_db()
    assert source.state == SourceState.ACTIVE
    assert "Nous ne lirons plus" in member.post(path, {"act": "remove"}).content.decode()
    assert member.post(path, {"act": "remove", "sure": "on"}).status_code == 302
    assert CalendarSource.objects.count() == 0


def test_words_of_a_calendar_cannot_break_out(member, partner):
    evil = "<script>alert(1)</script>"
    source, _reading = add(
        partner,
        content=calendar(vevent(summary=f"A {evil}", location=f"B {evil}", categories=f"C {evil}")),
        name=f"N &lt;script&gt; {evil}",
        now=NOW,
    )
    assert "<script>alert" not in member.get(address("calendrier-partenaire", source)).content.decode()
    done = imported(source)
    for path in every_address(source, done):
        assert "<script>alert" not in member.get(path, follow=True).content.decode()


@pytest.mark.parametrize("name", ["list", "calendar", "run"])
def test_queries_do_not_grow(name, member, partner, django_assert_max_num_queries):
    counted = []
    member.get(reverse("calendriers-partenaire", args=[partner.slug]))  # what is asked once for a process
    for events in (1, 3):
        for number in range(events):
            source, _reading = add(
                partner,
                content=calendar(*(vevent(f"{events}-{number}-{n}", categories=f"C{n}") for n in range(events))),
                now=NOW,
            )
            done = imported(source)
        paths = every_address(source, done)
        path = {"list": paths[0], "calendar": paths[1], "run": paths[3]}[name]
        with django_assert_max_num_queries(40) as captured:
            member.get(path)
        counted.append(len(captured))
    assert counted[0] == counted[1]


def test_same_file_brought_again_makes_nothing_twice(member, partner):
    """An association that exports its calendar each month sends the same activities, some of them changed."""
    imported(add(partner, content=calendar(vevent(), weekly()), now=NOW)[0])
    changed = calendar(vevent(summary="Atelier vélo et trottinette"), weekly())
    done = imported(add(partner, content=changed, now=NOW)[0])
    assert (done.counts["new"], done.counts["changed"], done.counts["unchanged"]) == (0, 1, 1)
    assert sorted(map(str, Event.objects.all())) == ["Atelier vélo et trottinette", "Cours de guitare"]


def test_file_of_another_partner_is_left_to_it(partner):
    other = make_partner("Autre", place=partner.place)
    imported(add(other, content=calendar(vevent()), now=NOW)[0])
    assert imported(add(partner, content=calendar(vevent()), now=NOW)[0]).counts["new"] == 1
    assert Event.objects.filter(organiser=other).count() == 1


def test_report_leads_a_member_on_with_each_activity(member, client, source):
    done = imported(source)
    event = Event.objects.order_by("pk").first()
    href = reverse("partenaire-activite", args=[source.partner.slug, event.slug])
    assert f'href="{href}"' in member.get(address("calendrier-lecture", source, done.uuid)).content.decode()
    client.force_login(make_user(groups=["Modération"]))
    assert href not in client.get(address("calendrier-lecture", source, done.uuid)).content.decode()


def test_looking_at_what_cannot_be_read_for_a_moment_forgets_nothing(member, source, monkeypatch):
    def busy(source):
        raise Refusal("occupé")

    monkeypatch.setattr("events.views.imports.read_again", busy)
    assert member.get(address("calendrier-partenaire", source)).status_code == 302
    assert CalendarSource.objects.filter(pk=source.pk).exists()


def test_asking_again_and_again_reads_no_sooner(member, source):
    start(source, now=NOW)
    CalendarSource.objects.update(next_run_at=None, failures=3)
    member.post(address("calendrier-agir", source), {"act": "start"})
    source.refresh_from_db()
    assert (source.next_run_at, source.failures) == (None, 3)


def test_space_s_menu_stays_beside_the_calendars(member, client, source):
    menu = reverse("partenaire-activites", args=[source.partner.slug])
    for path in every_address(source, imported(source))[::3]:
        assert f'href="{menu}"' in member.get(path).content.decode()
    client.force_login(make_user(groups=["Modération"]))  # whose space it is not
    assert f'href="{menu}"' not in client.get(every_address(source, source.runs.get())[0]).content.decode()
