"""The end of an account: places come free, names go, papers stay, and somebody is told once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from events.attestations import of_email
from events.models import Attestation, Consent, Needs, PersonalFeed, Registration, RegistrationLetter
from events.own.calendar import renew
from events.own.erasure import erase
from partners.models import Membership
from portal.accounts.models import User
from portal.kit.refusal import Refusal
from tests.events.booking import assert_counters_equal_rows
from tests.events.own.people import AMINA, book, book_past, make_account, make_dates
from tests.events.own.test_export import paper_of
from tests.factories import make_partner, make_user
from tests.portal.accounts.signing_in import deliver_at_once, enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(site, client, monkeypatch):
    deliver_at_once(monkeypatch)
    monkeypatch.setattr("events.own.erasure.async_task", import_and_call)
    user = enter(client, mail.outbox, AMINA).wsgi_request.user
    mail.outbox.clear()
    return user


def import_and_call(task, *facts, save):
    from portal.accounts.letters import send

    assert task == "portal.accounts.letters.send"
    send(*facts)


def finish(client):
    return client.post(reverse("espace-effacer"), {"sure": "on"}, follow=True)


def test_places_to_come_go_to_who_waits(client, amina, django_capture_on_commit_callbacks):
    event = make_dates(seats=1)
    mine, next_one = book(event), book(event, "bruno@exemple.test", "Bruno")
    assert next_one.state == "waiting"
    with django_capture_on_commit_callbacks(execute=True):
        assert "Votre espace est effacé" in finish(client).content.decode()
    mine.refresh_from_db(), next_one.refresh_from_db()
    assert (mine.state, mine.name, mine.email) == ("cancelled", "", "")
    assert (next_one.state, next_one.name) == ("confirmed", "Bruno")
    assert_counters_equal_rows()


def test_what_is_past_counts_a_person_and_names_nobody(client, amina):
    event = make_dates(days=-5, seats=9)
    mine, theirs = book_past(event, persons=2), book_past(event, "bruno@exemple.test", "Bruno")
    Needs.objects.create(registration=mine, codes=["quiet"])
    Consent.objects.create(registration=mine, purpose="image")
    finish(client)
    mine.refresh_from_db(), theirs.refresh_from_db()
    assert (mine.state, mine.party_size, mine.name, mine.email, mine.phone) == ("confirmed", 2, "", "", "")
    assert (theirs.name, theirs.email) == ("Bruno", "bruno@exemple.test")
    assert Needs.objects.count() == Consent.objects.count() == 0
    assert not RegistrationLetter.objects.filter(registration=mine).exists()
    assert_counters_equal_rows()


def test_the_account_goes_with_all_that_is_its_own(client, amina):
    Membership.objects.create(partner=make_partner(), user=amina)
    renew(amina, now=timezone.now())
    finish(client)
    assert User.objects.count() == Membership.objects.count() == PersonalFeed.objects.count() == 0
    assert client.get(reverse("espace")).status_code == 302, "signed out"


def test_papers_stay_until_their_day_and_the_page_says_so(client, amina):
    paper = paper_of(book_past(make_dates(days=-5)))
    until = timezone.localtime(paper.issued_at).year + 10
    assert "N°\u00a02026-00001, jusqu’au" in client.get(reverse("espace-effacer")).content.decode()
    assert str(until) in client.get(reverse("espace-effacer")).content.decode()
    finish(client)
    assert Attestation.objects.get().name == "Amina Diallo"
    assert list(of_email(AMINA, 2026)) == [paper], "who proves the address again finds it"


def test_one_last_letter_and_no_other(client, amina, django_capture_on_commit_callbacks):
    book(make_dates())
    paper_of(book_past(make_dates(days=-5)))
    with django_capture_on_commit_callbacks(execute=True):
        finish(client)
    (letter,) = mail.outbox
    assert (letter.subject, letter.to) == ("Votre espace est effacé", [AMINA])
    assert "2026-00001, jusqu’au" in letter.body
    assert not RegistrationLetter.objects.exists()


def test_nothing_goes_without_the_box_or_by_looking(client, amina):
    registration = book(make_dates())
    client.get(reverse("espace-effacer"))
    assert "Cochez la case" in client.post(reverse("espace-effacer"), {}).content.decode()
    registration.refresh_from_db()
    assert (registration.state, User.objects.count()) == ("confirmed", 1)


def test_who_entered_a_while_ago_says_once_more_who_they_are(client, site):
    client.force_login(make_user(AMINA))
    assert client.post(reverse("espace-effacer"), {"sure": "on"}).url.startswith(reverse("account_reauthenticate"))
    assert User.objects.count() == 1


def test_all_proved_addresses_are_erased_and_no_claimed_one(site):
    user = make_account(AMINA, "travail@exemple.test")
    user.emailaddress_set.create(email="bruno@exemple.test", verified=False)
    event = make_dates()
    mine = [book(event), book(event, "travail@exemple.test", "Amina D.")]
    theirs = book(event, "bruno@exemple.test", "Bruno")
    erase(user, now=timezone.now(), language="fr")
    assert [row.anonymised_at is None for row in Registration.objects.order_by("pk")] == [False, False, True]
    assert Registration.objects.get(pk=theirs.pk).state == "confirmed"
    assert len(mine) == 2


@pytest.mark.parametrize("group", ["Accueil", "Rédaction", "Administration"])
def test_the_city_s_accounts_are_closed_by_the_city(site, group):
    user = make_account(groups=[group])
    with pytest.raises(Refusal, match="administration"):
        erase(user, now=timezone.now(), language="fr")
    assert User.objects.count() == 1


def test_begun_again_it_goes_on_from_where_it_stood(site, monkeypatch):
    user = make_account()
    rows = [book(make_dates(days=3)), book(make_dates(days=4))]

    def broken(*args, **kwargs):
        raise RuntimeError("the light went out")

    with monkeypatch.context() as patch:
        patch.setattr("events.own.erasure.anonymise", broken)
        with pytest.raises(RuntimeError):
            erase(user, now=timezone.now(), language="fr")
    assert [Registration.objects.get(pk=row.pk).state for row in rows] == ["cancelled", "cancelled"]
    assert User.objects.count() == 1
    erase(user, now=timezone.now() + timedelta(hours=1), language="fr")
    assert User.objects.count() == 0
    assert not Registration.objects.filter(anonymised_at=None).exists()
