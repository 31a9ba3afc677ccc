"""The organiser's lists as pages: what they show, what they cost, acts that are asked twice, files that are noted."""

import csv
import io
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from events.asking.details import Details, NeedsGiven
from events.models import Question, QuestionKind, Registration, RegistrationMode
from events.organiser.export import EXPORTED
from events.registration import cancel
from portal.accounts.groups import ADMINISTRATOR, DESK, EDITOR
from tests.events.booking import book, states
from tests.factories import make_event, make_partner, make_user, publish_event

pytestmark = pytest.mark.django_db

QUIET = Details(needs=NeedsGiven(codes=("quiet",)))


@pytest.fixture
def event():
    event = make_event(texts={"fr": "Atelier pain"}, registration_mode=RegistrationMode.DATE, seats=4, group_max=9)
    options = [{"code": "seigle", "fr": "Seigle", "nl": "Rogge", "en": "", "places": None}]
    event.questions = [Question(kind=QuestionKind.CHOICE, label_fr="Quel pain ?", options=options)]
    return publish_event(event)


@pytest.fixture
def organiser(client, event):
    user = make_user(partner=event.organiser)
    client.force_login(user)
    return user


def href(event, rest=""):
    return f"/fr/espace/organisation/{event.slug}/{rest}"


def text_of(response):
    return response.content.decode().replace("\u00a0", " ")


def said(response):
    return [str(message).replace("\u00a0", " ") for message in get_messages(response.wsgi_request)]


def names(page):
    return [row["name"] for row in page.context["rows"]]


class TestMyEvents:
    def test_a_row_says_how_full_it_is_and_what_waits(self, client, event, organiser):
        book(event, "Ali", persons=3, email="", phone="+32470123456")
        page = client.get("/fr/espace/organisation/")
        content = text_of(page)
        assert "3 places prises sur 4" in content and "1 appel à faire" in content
        assert href(event, "appels/") in content and f'href="{href(event)}"' in content
        assert "Refaire à d’autres dates" not in content, "members have no admin to do it in"

    def test_staff_choose_a_partner_and_members_of_one_do_not(self, client, event, organiser):
        assert client.get("/fr/espace/organisation/").context["partners"] == []
        other = publish_event(make_event(organiser=make_partner("Buurthuis"), texts={"fr": "Quiz"}))
        client.force_login(make_user(groups=[DESK]))
        page = client.get("/fr/espace/organisation/", {"partenaire": other.organiser.slug})
        assert [row["title"] for group in page.context["groups"] for row in group["rows"]] == ["Quiz"]

    @pytest.mark.parametrize(
        ("user", "query", "words"),
        [
            (lambda event: make_user(), "", "demandez à la Ville de vous ajouter"),
            (lambda event: make_user(partner=make_partner("Vide")), "", "Proposez-en une à la Ville"),
            (lambda event: make_user(partner=event.organiser), "q=zzz", "Aucune activité ne répond à cette recherche."),
            (lambda event: make_user(partner=event.organiser), "repondre=on", "Rien ne vous attend"),
        ],
    )
    def test_an_empty_list_says_what_to_do(self, client, event, user, query, words):
        client.force_login(user(event))
        assert words in text_of(client.get(f"/fr/espace/organisation/?{query}"))

    def test_staff_who_may_add_events_can_make_them_again(self, client, event):
        client.force_login(make_user(groups=[ADMINISTRATOR]))
        assert f"/duplicate/{event.pk}/" in text_of(client.get("/fr/espace/organisation/"))

    @pytest.mark.parametrize("query", ["page=zero", "partenaire=%00", "q=%00", "page=999", "repondre="])
    def test_any_query_is_answered(self, client, event, organiser, query):
        assert client.get(f"/fr/espace/organisation/?{query}").status_code == 200

    def test_many_events_cost_what_one_does(self, client, event, organiser):
        def cost():
            with CaptureQueriesContext(connection) as queries:
                client.get("/fr/espace/organisation/")
            return len(queries)

        cost()  # what stays in memory is asked once
        one = cost()
        for number in range(4):
            book(publish_event(make_event(organiser=event.organiser, registration_mode="whole")), f"Ali {number}")
        assert cost() == one
        assert one <= 20


class TestTheList:
    def test_the_columns_are_those_that_the_event_has_a_use_for(self, client, event, organiser):
        book(event, "Ali", persons=2)
        page = client.get(href(event))
        labels = [column["label"] for column in page.context["columns"]]
        assert labels == ["Quand", "Personnes", "Organisation", "Quel pain ?"]
        plain = publish_event(make_event(organiser=event.organiser, registration_mode="whole", party_max=1))
        book(plain, "Bea")
        assert client.get(href(plain)).context["columns"] == []

    def test_counts_are_links_to_each_state(self, client, event, organiser):
        book(event, "Ali", persons=3)
        book(event, "Bea", persons=3)
        cancel(book(event, "Chen"), now=timezone.now())
        page = client.get(href(event))
        assert [state["label"] for state in page.context["states"]] == [
            "En cours (2)", "En attente (1)", "Confirmée (1)", "Annulée (1)", "Toutes (3)",
        ]  # fmt: skip
        assert page.context["total_label"].replace("\u00a0", " ") == "2 inscriptions · 6 personnes"
        link = next(state["href"] for state in page.context["states"] if state["label"].startswith("Annulée"))
        assert names(client.get(link)) == ["Chen"]

    def test_needs_show_as_a_sign_and_never_as_words(self, client, event, organiser):
        book(event, "Ali", details=QUIET)
        content = text_of(client.get(href(event)))
        assert "besoins" in content and "un endroit calme" not in content

    def test_a_page_has_fifty_and_leads_on(self, client, event, organiser):
        facts = {"event": event, "occurrence": event.occurrences.get(), "state": "confirmed", "source": "desk"}
        rows = [Registration(name=f"P {n:03}", name_key=f"p {n:03}", **facts) for n in range(120)]
        Registration.objects.bulk_create(rows)
        page = client.get(href(event), {"tri": "nom"})
        assert (len(names(page)), page.context["pager"]["of"]) == (50, 3)
        assert names(client.get(page.context["pager"]["next_href"]))[0] == "P 050"

    def test_many_registrations_cost_what_one_does(self, client, event, organiser):
        def cost():
            with CaptureQueriesContext(connection) as queries:
                client.get(href(event))
            return len(queries)

        book(event, "Ali", details=QUIET)
        cost()  # what stays in memory is asked once
        one = cost()
        for name in ("Bea", "Chen", "Dina"):
            book(event, name, email="", phone="+32470123456", details=QUIET)
        assert cost() == one
        assert one <= 24

    def test_boxes_are_there_for_who_may_act_and_can_be_ticked_without_a_script(self, client, event, organiser):
        book(event, "Ali")
        page = client.get(href(event))
        assert 'name="pick"' in text_of(page)
        assert text_of(client.get(page.context["tick_href"])).count(" checked") == 1
        client.force_login(make_user(groups=[EDITOR]))
        assert 'name="pick"' not in text_of(client.get(href(event)))

    def test_free_entry_says_so(self, client, event, organiser):
        free = publish_event(make_event(organiser=event.organiser))
        assert "L’entrée est libre" in text_of(client.get(href(free)))

    def test_another_language_shows_the_same_choice(self, client, event, organiser):
        page = client.get(href(event), {"etat": "cancelled"})
        assert all(language["href"].endswith("?etat=cancelled") for language in page.context["languages"])

    def test_parts_have_lists_of_their_own(self, client, event, organiser):
        part = publish_event(make_event(organiser=event.organiser, programme=event, texts={"fr": "Concert"}))
        assert href(part) in text_of(client.get(href(event)))


class TestBulk:
    def ask(self, client, event, act, *registrations, **more):
        picks = [registration.reference for registration in registrations]
        return client.post(href(event, "agir/"), {"act": act, "pick": picks, "retour": "etat=waiting&q=a"} | more)

    def test_nothing_is_done_before_it_was_read_who_and_how_many(self, client, event, organiser):
        ali, bea = book(event, "Ali", persons=2), book(event, "Bea", email="", phone="+32470123456")
        chen = book(event, "Chen")
        cancel(chen, now=timezone.now())
        page = self.ask(client, event, "cancel", ali, bea, chen)
        content = text_of(page)
        assert "2 inscriptions · 3 personnes" in content
        assert "1 reçoit une lettre. 1 n’a pas d’adresse e-mail" in content
        assert [row["name"] for row in page.context["aside"]] == ["Chen"]
        assert states(ali, bea) == ["confirmed", "confirmed"]

    def test_then_it_is_done_and_the_list_comes_back_as_it_was(self, client, event, organiser):
        ali, bea = book(event, "Ali"), book(event, "Bea")
        response = self.ask(client, event, "cancel", ali, bea, sure="on", comment="Complet.")
        assert response.url == href(event) + "?etat=waiting&q=a"
        assert said(response) == ["2 inscriptions annulées."]
        assert states(ali, bea) == ["cancelled", "cancelled"]
        again = self.ask(client, event, "cancel", ali, bea, sure="on")
        assert said(again)[-1:] == ["2 inscriptions l’étaient déjà : rien n’a changé."]

    def test_a_word_that_hides_characters_is_asked_again(self, client, event, organiser):
        ali = book(event, "Ali")
        page = self.ask(client, event, "cancel", ali, sure="on", comment="a\u202eb")
        assert "caractères invisibles" in text_of(page)
        assert states(ali) == ["confirmed"]

    @pytest.mark.parametrize(
        ("sent", "sentence"),
        [
            ({"act": "", "pick": ["x"]}, "Choisissez que faire des inscriptions cochées."),
            ({"act": "delete", "pick": ["x"]}, "Choisissez que faire des inscriptions cochées."),
            ({"act": "cancel"}, "Cochez d’abord au moins une inscription."),
            ({"act": "cancel", "pick": ["x\x00"], "sure": "on"}, "Cochez d’abord au moins une inscription."),
        ],
    )
    def test_what_asks_for_nothing_gets_a_sentence(self, client, event, organiser, sent, sentence):
        assert said(client.post(href(event, "agir/"), sent)) == [sentence]

    def test_the_way_back_stays_on_the_site(self, client, event, organiser):
        response = client.post(href(event, "agir/"), {"act": "", "retour": "//evil.example/?x=1"})
        assert response.url.startswith(href(event) + "?")

    def test_looking_at_the_address_leads_to_the_list(self, client, event, organiser):
        assert client.get(href(event, "agir/")).url == href(event)


class TestExport:
    def test_a_csv_file_of_the_filtered_list_is_noted(self, client, event, organiser):
        book(event, "=Ali", email="ali@exemple.test")
        book(event, "Bea")
        response = client.get(href(event, "exporter/"), {"q": "ali", "fichier": "csv", "par": "inscription"})
        rows = list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig")), delimiter=";"))
        assert [(row["Nom"], row["Personnes"]) for row in rows] == [("'=Ali", "1")]
        assert response["Content-Disposition"].startswith(f'attachment; filename="{event.slug}-inscriptions-')
        entry = ModelLogEntry.objects.for_instance(event).get(action=EXPORTED)
        data = {"rows": 1, "format": "csv", "by": "inscription", "sensitive": False}
        assert (entry.user, entry.data) == (organiser, data)

    def test_a_sheet_by_person(self, client, event, organiser):
        book(event, "Ali", persons=3)
        response = client.get(href(event, "exporter/"), {"fichier": "xlsx", "par": "personne"})
        sheet = load_workbook(io.BytesIO(response.getvalue())).active
        assert [cell.value for cell in sheet[1]][:4] == ["Référence", "État", "Date", "Nom"]
        assert sheet.max_row == 2

    def test_what_is_sensitive_is_for_who_acts_and_asks(self, client, event, organiser):
        book(event, "Ali", details=QUIET)
        asked = {"fichier": "csv", "par": "inscription", "sensible": "on"}

        def besoins(query):
            return "un endroit calme" in client.get(href(event, "exporter/"), query).getvalue().decode()

        assert not besoins(asked | {"sensible": ""})
        assert besoins(asked)
        assert ModelLogEntry.objects.for_instance(event).filter(action=EXPORTED, data__sensitive=True).count() == 1
        client.force_login(make_user(groups=[EDITOR]))
        assert not besoins(asked)
        assert "sensible" not in client.get(href(event, "exporter/")).context["form"].fields

    def test_the_page_asks_which_file_first(self, client, event, organiser):
        book(event, "Ali")
        page = client.get(href(event, "exporter/"), {"etat": "confirmed", "page": "3"})
        assert "1 inscription, comme dans la liste" in text_of(page)
        assert page.context["kept"] == [("etat", "confirmed")]
        assert not ModelLogEntry.objects.for_instance(event).filter(action=EXPORTED).exists()

    def test_an_unknown_kind_of_file_is_asked_again(self, client, event, organiser):
        assert "fichier" in client.get(href(event, "exporter/"), {"fichier": "exe"}).context["form"].errors

    def test_the_history_of_the_event_says_it(self, client, event, organiser):
        book(event, "Ali")
        client.get(href(event, "exporter/"), {"fichier": "csv", "par": "inscription", "sensible": "on"}).getvalue()
        entry = ModelLogEntry.objects.for_instance(event).get(action=EXPORTED)
        assert entry.formatter.format_message(entry).replace("\u00a0", " ") == (
            "Inscriptions exportées : 1 ligne (CSV), besoins et réponses sensibles compris"
        )


def test_calls_are_ticked_and_taken_back_on_the_organiser_s_page(client, event, organiser):
    registration = book(event, "Ali", email="", phone="+32470123456")
    letter = registration.letters.get()
    page = client.get(href(event, "appels/"))
    assert "Inscription confirmée : Atelier pain" in text_of(page)
    client.post(href(event, "appels/"), {"call": letter.pk})
    letter.refresh_from_db()
    assert (letter.state, letter.called_by) == ("called", organiser)
    assert said(client.post(href(event, "appels/"), {"call": letter.pk})) == [
        "Cet appel était déjà noté, ou n’est plus à faire."
    ]
    client.post(href(event, "appels/"), {"call": letter.pk, "undo": "on"})
    letter.refresh_from_db()
    assert letter.state == "to_call"


def test_a_call_of_another_event_is_not_ticked(client, event, organiser):
    other = publish_event(
        make_event(registration_mode=RegistrationMode.DATE, dates=[timezone.now() + timedelta(days=2)])
    )
    letter = book(other, "Bea", email="", phone="+32470123456").letters.get()
    client.post(href(event, "appels/"), {"call": letter.pk})
    letter.refresh_from_db()
    assert letter.state == "to_call"
