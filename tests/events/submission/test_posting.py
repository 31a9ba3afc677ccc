"""Posting: from an empty form to the agenda, drafts kept, versions read by staff, nothing typed ever lost."""

from datetime import date, time

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.models import WorkflowState

from events.models import Event, PostedPhoto, RegistrationMode, ScheduleRule
from events.submission.texts import paragraphs, plain
from tests.events.submission.posted import edit_address, picture, post_change, post_new, proposal
from tests.factories import make_event, make_partner, make_place, make_rule, make_theme, make_user, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Tuesday 2 March 2027, 10:00 in Brussels."""


@pytest.fixture
def partner():
    return make_partner("Femmes du monde", kind="association", email="asbl@demo.test")


@pytest.fixture
def author(client, partner):
    user = make_user("auteure@demo.test", partner=partner)
    client.force_login(user)
    return user


def latest():
    return Event.objects.get().get_latest_revision_as_object()


def status():
    return list(WorkflowState.objects.order_by("pk").values_list("status", flat=True))


def errors(response):
    return response.context["form"].errors


def text_of(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").find("main").get_text(" ").split())


def test_a_draft_needs_a_title_alone(client, partner, author):
    bare = dict.fromkeys(("summary", "description", "day", "place"))
    response = post_new(client, partner, **bare)
    event = Event.objects.get()
    assert response.url == reverse("partenaire-activite", args=[partner.slug, event.slug])
    assert (event.live, event.organiser, str(event), list(event.rules.all())) == (
        False,
        partner,
        "Atelier de couture",
        [],
    )
    assert errors(post_new(client, partner, title="")) == {"title": ["Donnez un titre."]}


def test_everything_that_is_typed_is_in_the_draft(client, partner, author):
    place, theme = make_place("Salle"), make_theme()
    post_new(
        client,
        partner,
        title2="Naaiatelier",
        summary2="We naaien samen.",
        place=place.pk,
        audiences=["familles", "enfants"],
        themes=[theme.pk],
        price_kind="paid",
        price="5,50",
        registration="date",
        seats="12",
        languages=["fr", "ar"],
        accessibility=["lsfb"],
        contact_email="a@demo.test",
        contact_phone="02 555 01 01",
        repeats="weekly",
        until="2027-04-13",
    )
    event = latest()
    texts = {text.language: (text.title, text.summary, plain(text.body)) for text in event.texts.all()}
    assert texts == {
        "fr": (
            "Atelier de couture",
            "On coud ensemble. Pour tout le monde.",
            "Venez comme vous êtes.\n\nIl y a du thé.",
        ),
        "nl": ("Naaiatelier", "We naaien samen.", ""),
    }
    rule = event.rules.get()
    assert (rule.day, rule.begins, rule.ends, rule.rule) == (
        date(2027, 3, 9),
        time(14),
        time(16),
        "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270413",
    )
    assert (event.place, event.audiences, list(event.themes.all())) == (place, ["familles", "enfants"], [theme])
    assert (event.is_free, str(event.price), event.registration_mode, event.seats) == (False, "5.50", "date", 12)
    assert (event.languages, event.accessibility, event.contact_phone) == (["fr", "ar"], {"lsfb": "yes"}, "+3225550101")


def test_the_form_shows_again_what_was_kept(client, partner, author):
    place = make_place("Salle")
    post_new(client, partner, place=place.pk, more_days="16/3/2027, 23/3/2027", title2="Naaiatelier")
    form = client.get(edit_address(Event.objects.get())).context["form"]
    shown = {name: form[name].value() for name in ("title", "title2", "description", "day", "more_days", "place")}
    assert shown == {
        "title": "Atelier de couture",
        "title2": "Naaiatelier",
        "description": "Venez comme vous êtes.\n\nIl y a du thé.",
        "day": date(2027, 3, 9),
        "more_days": "16/03/2027, 23/03/2027",
        "place": str(place.pk),
    }


def test_saving_without_a_change_changes_nothing(client, partner, author):
    post_new(client, partner, repeats="fortnightly", until="2027-05-04", registration="date", seats="3")
    before = latest().serializable_data()
    event = Event.objects.get()
    form = client.get(edit_address(event)).context["form"]
    data = {name: value for name in form.fields if (value := form[name].value()) not in (None, "", [], False)}
    data |= {"day": "2027-03-09", "until": "2027-05-04", "begins": "14:00", "ends": "16:00", "act": "save"}
    client.post(edit_address(event), data)
    after = latest().serializable_data()
    own = ("latest_revision", "has_unpublished_changes", "texts", "rules", "last_published_at")
    assert {k: v for k, v in after.items() if k not in own} == {k: v for k, v in before.items() if k not in own}


def test_what_is_submitted_waits_and_cannot_be_changed(client, partner, author):
    post_new(client, partner, act="submit")
    event = Event.objects.get()
    assert (status(), event.live) == (["in_progress"], False)
    assert client.get(edit_address(event)).status_code == 302
    post_change(client, event, title="Autre")
    assert str(latest()) == "Atelier de couture"
    page = client.get(reverse("partenaire-activite", args=[partner.slug, event.slug]))
    assert "En relecture" in text_of(page)
    client.post(page.request["PATH_INFO"], {"act": "submit"})
    assert status() == ["in_progress"]
    assert client.post(page.request["PATH_INFO"], {"act": "take_back"}).url == edit_address(event)
    post_change(client, event, title="Autre", act="submit")
    assert (status(), str(latest())) == (["cancelled", "in_progress"], "Autre")


@pytest.mark.parametrize(
    ("missing", "field"),
    [
        ({"summary": ""}, "summary"),
        ({"day": ""}, "day"),
        ({"day": "2027-02-01"}, "day"),
        ({"begins": ""}, "begins"),
        ({"place": ""}, "place"),
        ({"price_kind": "paid"}, "price"),
        ({"repeats": "weekly"}, "until"),
        ({"repeats": "weekly", "until": "2027-03-01"}, "until"),
        ({"title2": "", "summary2": "Iets"}, "title2"),
        ({"title2": "Iets", "language2": "fr"}, "language2"),
        ({"day": "1850-01-01"}, "day"),
        ({"more_days": "demain"}, "more_days"),
        ({"contact_phone": "abc"}, "contact_phone"),
        ({"place": "999999"}, "place"),
        ({"title": "a\u202eb"}, "title"),
    ],
)
def test_what_is_missing_is_said_at_the_field_and_nothing_is_lost(client, partner, author, missing, field):
    response = post_new(client, partner, act="submit", **missing)
    assert list(errors(response)) == [field]
    assert Event.objects.count() == 0
    assert "Il y a du thé." in response.content.decode()


def test_a_photo_is_kept_whatever_else_is_wrong(client, partner, author):
    address = reverse("partenaire-proposer", args=[partner.slug])
    response = client.post(address, proposal(title="", photo=picture(), alt="Des mains qui cousent"))
    photo = PostedPhoto.objects.get()
    kept = BeautifulSoup(response.content, "html.parser").find(attrs={"name": "photo_kept"})["value"]
    assert kept == str(photo.uuid)
    shown = client.get(reverse("partenaire-photo", args=[partner.slug, photo.uuid]))
    assert (shown["Content-Type"], b"".join(shown.streaming_content)[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    facts = {"alt": "Des mains qui cousent", "credit": "Amina", "consent": "on", "focus_x": "20", "focus_y": "80"}
    client.post(address, proposal(photo_kept=kept, title2="Naaien", alt2="Handen die naaien", **facts))
    image = latest().image
    assert (image.alt_fr, image.alt_nl, image.credit, image.consent) == (
        "Des mains qui cousent",
        "Handen die naaien",
        "Amina",
        True,
    )
    assert (image.focal_point_x, image.focal_point_y, image.width, image.height) == (240, 640, 1200, 800)
    assert image.uploaded_by_user == author


def test_a_file_that_is_no_photo_is_said_at_the_field(client, partner, author):
    address = reverse("partenaire-proposer", args=[partner.slug])
    response = client.post(address, proposal(photo=picture((90, 90))))
    assert list(errors(response)) == ["photo"]
    assert (Event.objects.count(), PostedPhoto.objects.count()) == (0, 0)


def test_a_photo_is_submitted_with_its_words_and_the_agreement(client, partner, author):
    address = reverse("partenaire-proposer", args=[partner.slug])
    response = client.post(address, proposal(photo=picture(), act="submit"))
    assert set(errors(response)) == {"alt", "consent"}


def test_the_photo_of_what_is_published_is_never_changed_in_place(client, partner, author):
    address = reverse("partenaire-proposer", args=[partner.slug])
    client.post(address, proposal(photo=picture(), alt="Avant", consent="on"))
    event = Event.objects.get()
    event.get_latest_revision().publish()
    published = Event.objects.get().image
    post_change(client, event, alt="Après", consent="on")
    assert (Event.objects.get().image.alt_fr, latest().image.alt_fr) == ("Avant", "Après")
    assert latest().image != published
    post_change(client, event, alt="Après", consent="on")
    assert get_image_model().objects.count() == 2
    post_change(client, event, photo_remove="on")
    assert (Event.objects.get().image, latest().image) == (published, None)


def test_an_edit_of_what_is_published_waits_while_the_page_stays(client, partner, author):
    event = publish_event(make_event(organiser=partner, texts={"fr": "Atelier de couture", "ar": "خياطة"}))
    post_change(client, event, title="Couture du mardi", language2="ar", title2="خياطة", act="submit")
    event.refresh_from_db()
    assert (event.live, str(event), str(latest()), status()) == (
        True,
        "Atelier de couture",
        "Couture du mardi",
        ["in_progress"],
    )
    assert {text.language for text in latest().texts.all()} == {"fr", "ar"}
    page = client.get(reverse("partenaire-activites", args=[partner.slug]))
    assert "En ligne, version modifiée en relecture" in text_of(page)


def test_what_staff_set_beyond_the_form_stays(client, partner, author):
    event = make_event(
        organiser=partner,
        registration_mode=RegistrationMode.WHOLE,
        seats=8,
        accessibility={"entree": "no"},
        party_max=3,
        featured=True,
        dates=[
            ScheduleRule(day=date(2027, 3, 9), begins=time(10), ends=time(12), rule="FREQ=MONTHLY;BYDAY=2TU;COUNT=4")
        ],
    )
    event.texts = [paragraph_text("fr", "Couture", bold=True)]
    publish_event(event)
    page = client.get(edit_address(event))
    assert "description" not in page.context["form"].fields and "day" not in page.context["form"].fields
    post_change(client, event, title="Couture du mardi", registration="whole", seats="9", accessibility=["lsfb"])
    kept = latest()
    assert (kept.party_max, kept.featured, kept.seats, kept.registration_mode) == (3, True, 9, "whole")
    assert kept.accessibility == {"entree": "no", "lsfb": "yes"}
    assert kept.rules.get().rule == "FREQ=MONTHLY;BYDAY=2TU;COUNT=4"
    assert "<b>" in kept.texts.get().body[0].value.source


def paragraph_text(language, title, *, bold):
    from wagtail.rich_text import RichText

    from tests.factories import make_text

    text = make_text(language, {"title": title})
    text.body = [("paragraph", RichText("<p>Un <b>mot</b></p>" if bold else "<p>Un mot</p>"))]
    return text


def test_what_no_partner_decides_cannot_be_sent(client, partner, author):
    other = make_partner("Autre")
    post_new(
        client, partner, organiser=other.pk, featured="on", is_template="on", slug="agenda", live="on", programme="1"
    )
    event = Event.objects.get()
    assert (event.organiser, event.featured, event.is_template, event.live, event.programme) == (
        partner,
        False,
        False,
        False,
        None,
    )
    assert event.slug == "atelier-de-couture"


def test_who_saves_over_a_colleague_is_told_first(client, partner, author):
    post_new(client, partner)
    event = Event.objects.get()
    stale = event.latest_revision_id
    post_change(client, event, title="De ma collègue")
    response = client.post(edit_address(event), proposal(version=stale, title="De moi"))
    assert "entre-temps" in errors(response)["__all__"][0]
    assert (str(latest()), response.context["form"]["title"].value()) == ("De ma collègue", "De moi")
    version = BeautifulSoup(response.content, "html.parser").find(attrs={"name": "version"})["value"]
    client.post(edit_address(event), proposal(version=version, title="De moi"))
    assert str(latest()) == "De moi"


def test_a_trusted_partner_publishes_at_once(client, partner, author):
    type(partner).objects.update(trusted=True)
    post_new(client, partner, act="submit")
    event = Event.objects.get()
    assert (event.live, status(), event.occurrences.count()) == (True, [], 1)


def test_a_city_service_writes_both_languages(client):
    city = make_partner("Service Jeunesse", is_city=True)
    client.force_login(make_user(partner=city))
    response = post_new(client, city, act="submit")
    assert "il manque le texte en néerlandais" in errors(response)["title2"][0]
    post_new(client, city, act="submit", title2="Naaien", summary2="We naaien.")
    assert status() == ["in_progress"]


def test_from_a_former_activity_everything_but_its_days_is_proposed(client, partner, author):
    before = publish_event(
        make_event(
            organiser=partner,
            texts={"fr": "Brocante", "nl": "Rommelmarkt"},
            dates=[make_rule(date(2026, 5, 3), begins=time(9), ends=time(17))],
            party_max=2,
            sensitive=True,
        )
    )
    address = reverse("partenaire-proposer", args=[partner.slug])
    form = client.get(f"{address}?de={before.slug}").context["form"]
    assert {name: form[name].value() for name in ("title", "title2", "day", "begins", "source")} == {
        "title": "Brocante",
        "title2": "Rommelmarkt",
        "day": None,
        "begins": time(9),
        "source": before.slug,
    }
    post_new(client, partner, source=before.slug, title="Brocante", title2="Rommelmarkt", day="2027-05-02")
    copy = Event.objects.exclude(pk=before.pk).get()
    assert (copy.live, copy.party_max, copy.sensitive, copy.slug != before.slug) == (False, 2, True, True)
    assert [rule.day for rule in copy.rules.all()] == [date(2027, 5, 2)]


def test_own_places_come_first_and_a_confidential_one_is_its_own_people_s(client, partner, author):
    own, public = make_place("Notre salle"), make_place("Place publique")
    hidden = make_place("Refuge", confidential=True)
    partner.place = own
    partner.save()
    form = client.get(reverse("partenaire-proposer", args=[partner.slug])).context["form"]
    choices = form.fields["place"].choices
    assert choices[1][0] == "online"
    assert [(group, [value for value, _label in rows]) for group, rows in choices[2:]] == [
        ("Vos lieux", [str(own.pk)]),
        ("Autres lieux", [str(public.pk)]),
    ]
    assert form["place"].value() == str(own.pk)
    assert list(errors(post_new(client, partner, place=hidden.pk))) == ["place"]
    make_event(organiser=partner, place=hidden)
    assert post_new(client, partner, place=hidden.pk).status_code == 302


def test_a_draft_is_deleted_and_what_was_public_is_not(client, partner, author):
    post_new(client, partner)
    draft, public = Event.objects.get(), publish_event(make_event(organiser=partner))
    for event in (draft, public):
        client.post(reverse("partenaire-activite", args=[partner.slug, event.slug]), {"act": "delete"})
    assert list(Event.objects.all()) == [public]


@pytest.mark.parametrize("words", ["Un.\n\nDeux.\nTrois.", "<script>alert(1)</script> & cie", ""])
def test_words_come_back_as_they_were_typed(words):
    from events.models import EventText

    text = EventText(language="fr", title="x")
    text.body = paragraphs(words)
    assert plain(text.body) == words


@pytest.mark.parametrize("number", [1, 4])
def test_the_list_asks_the_same_number_of_questions(client, partner, author, number, django_assert_max_num_queries):
    for _each in range(number):
        publish_event(make_event(organiser=partner))
        post_new(client, partner, act="submit")
    with django_assert_max_num_queries(14):
        client.get(reverse("partenaire-activites", args=[partner.slug]))
    with django_assert_max_num_queries(40):
        client.get(edit_address(Event.objects.filter(live=True).last()))


def test_who_saves_without_end_is_slowed_down_and_no_photo_is_read(client, partner, author, monkeypatch):
    monkeypatch.setattr("events.views.posting.SAVES_AN_HOUR", 1)
    post_new(client, partner)
    address = reverse("partenaire-proposer", args=[partner.slug])
    response = client.post(address, proposal(photo=picture()))
    assert "très souvent" in errors(response)["__all__"][0]
    assert (Event.objects.count(), PostedPhoto.objects.count()) == (1, 0)
