"""Who changes a record: its members alone; two at once are told of each other; pages ask few questions."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from partners.models import Membership, OpeningRule, Partner, PartnerText, Role, Service
from partners.upkeep.forms import ContactForm
from partners.upkeep.keeping import EDITED, keep
from partners.upkeep.sections import sections_of
from portal.accounts.groups import EDITOR, MODERATOR
from portal.kit.refusal import Refusal
from tests.factories import make_partner, make_place, make_service, make_theme, make_user

from .conftest import page_of

pytestmark = pytest.mark.django_db


def pages_of(partner, service):
    yield reverse("partenaire-fiche-modifier", args=[partner.slug])
    for section in sections_of(partner, way_in=True):
        yield page_of(partner, section.code)
    for section in sections_of(service):
        yield page_of(partner, section.code, service)


def test_every_page_opens_for_a_member_and_for_nobody_else(client, partner, service, user):
    pages = list(pages_of(partner, service))
    assert len(pages) == 16
    assert {client.get(page).status_code for page in pages} == {302}
    strangers = [
        make_user(),
        make_user(partner=make_partner("Ailleurs"), role=Role.MANAGER),
        make_user(groups=[MODERATOR]),
        make_user(groups=[EDITOR]),
    ]
    for stranger in strangers:
        client.force_login(stranger)
        assert {client.get(page).status_code for page in pages} == {404}
        assert {client.post(page, {"phone": "02 555 01 77"}).status_code for page in pages} == {404}
    client.force_login(user)
    assert {client.get(page).status_code for page in pages} == {200}
    Membership.objects.filter(user=user).delete()
    assert {client.get(page).status_code for page in pages} == {404}
    assert Partner.objects.get(pk=partner.pk).phone == "+3225550101"


def test_looking_changes_nothing(client, partner, service, user):
    client.force_login(user)
    for page in pages_of(partner, service):
        client.get(page)
    assert Partner.objects.get().confirmed_at is None and not ModelLogEntry.objects.filter(action=EDITED).exists()


def test_the_service_of_another_partner_is_not_found(client, partner, user):
    theirs = make_service("Ailleurs", partner=make_partner("Autre"))
    client.force_login(user)
    assert client.get(page_of(partner, "service", theirs)).status_code == 404
    assert client.post(page_of(partner, "service", theirs), {"status": "active"}).status_code == 404


def test_what_staff_prepare_is_not_shown(client, partner, service, user):
    client.force_login(user)
    Service.objects.update(status="inactive")
    assert client.get(page_of(partner, "service", service)).status_code == 404
    assert client.get(page_of(partner, "rien")).status_code == 404


def test_two_at_once_the_second_is_shown_what_stands(client, fill, partner):
    address = page_of(partner, "joindre")
    mine, theirs = fill.opened(address), fill.opened(address)
    fill(address, shown=theirs, phone="02 555 01 88")
    answer = fill(address, shown=mine, phone="02 555 01 99")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Quelqu’un d’autre a changé cette page entre-temps." in page and "02 555 01 88" in page
    assert 'value="02 555 01 99"' in page
    assert Partner.objects.get(pk=partner.pk).phone == "+3225550188"
    again = fill.as_shown(page)
    assert fill(address, shown=again).status_code == 302
    assert Partner.objects.get(pk=partner.pk).phone == "+3225550199"


def test_two_on_different_pages_both_keep_and_the_second_confirms_nothing(client, fill, partner):
    phone, words = page_of(partner, "joindre"), page_of(partner, "textes-fr")
    shown = fill.opened(words)
    fill(phone, phone="02 555 01 88")
    Partner.objects.update(confirmed_at=None)
    answer = fill(words, shown=shown, summary="Ensemble")
    page = client.get(answer.url).content.decode()
    assert "Le reste de la fiche a changé entre-temps" in page
    found = Partner.objects.get()
    assert (found.phone, found.text("fr").summary, found.confirmed_at) == ("+3225550188", "Ensemble", None)


def test_a_repeat_is_harmless(fill, partner):
    address = page_of(partner, "heures")
    shown = fill.opened(address)
    for _twice in range(2):
        answer = fill(address, shown=shown, **{"day0-1-opens": "09:00", "day0-1-closes": "12:00"})
        assert answer.status_code == 302
    assert OpeningRule.objects.count() == 1
    assert ModelLogEntry.objects.filter(action=EDITED).count() == 1


def test_who_was_removed_while_the_form_was_sent_changes_nothing(partner, user):
    form = ContactForm({"phone": "02 555 01 99"}, owner=partner)
    assert form.is_valid()
    Membership.objects.all().delete()
    with pytest.raises(Refusal) as refused:
        keep(form, section="joindre", partner=partner, user=user, language="fr")
    assert refused.value.code == "member"
    assert Partner.objects.get().phone == "+3225550101"


def test_what_is_missing_leads_members_to_the_page_and_others_to_the_line(client, partner, service, user):
    entry = reverse("partenaire-fiche", args=[partner.slug])
    client.force_login(user)
    page = client.get(entry).content.decode()
    for href in (
        reverse("partenaire-fiche-modifier", args=[partner.slug]),
        page_of(partner, "heures"),
        page_of(partner, "textes-nl"),
        page_of(partner, "textes-nl", service),
    ):
        assert f'href="{href}"' in page
    client.force_login(make_user(groups=[MODERATOR]))
    page = client.get(entry).content.decode()
    assert "/fiche/modifier/" not in page and f'href="#id_wrong-partner-{partner.pk}"' in page


def test_staff_find_what_partners_changed(client, fill, partner):
    make_partner("Tranquille")
    fill(page_of(partner, "joindre"), phone="02 555 01 99")
    client.force_login(make_user(groups=[EDITOR]))
    listing = client.get(reverse("wagtailsnippets_partners_partner:list"), {"edited": "7"}).content.decode()
    assert "Femmes du monde" in listing and "Tranquille" not in listing
    history = reverse("wagtailsnippets_partners_partner:history", args=[partner.pk])
    assert "Téléphone, e-mail, site" in client.get(history).content.decode()


def test_history_does_not_name_an_erased_account(client, fill, partner, user):
    fill(page_of(partner, "joindre"), phone="02 555 01 99")
    other = make_user(partner=partner)
    user.delete()
    client.force_login(other)
    page = client.get(reverse("partenaire-fiche-modifier", args=[partner.slug])).content.decode()
    assert "un compte effacé a modifié" in page


@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_the_same_questions_for_many_rows(client, number, django_assert_max_num_queries):
    partner = make_partner("P", place=make_place("L"))
    for each in range(number):
        service = make_service(f"S{each}", partner=partner)
        OpeningRule.objects.create(service=service, days=[0], opens="09:00", closes="12:00")
        OpeningRule.objects.create(partner=partner, days=[each], opens="09:00", closes="12:00", note_fr="x")
        partner.themes.add(make_theme(f"T{each}"))
        partner.changes.create(effect="closed", starts_on=f"2099-01-0{each + 1}", place=make_place(f"L{each}"))
    for code in ("nl", "en"):
        PartnerText.objects.create(partner=partner, language=code, name=f"P {code}")
    partner.save()
    client.force_login(make_user(partner=partner))
    for page in pages_of(partner, service):
        client.get(page)
        with django_assert_max_num_queries(25):
            client.get(page)
