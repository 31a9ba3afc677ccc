"""What may be there twice, and what staff said about it."""

import random
import time

import pytest
from django.db import IntegrityError
from django.urls import reverse

from partners.freshness.duplicates import Facts, Pair, Reason, bare, found, pairs, resembling, say_distinct
from partners.models import DistinctPair, Partner
from portal.accounts.groups import COORDINATOR, EDITOR
from tests.factories import make_partner, make_place, make_user


def facts(key, name, **more):
    return Facts(**{"key": key, "names": frozenset({bare(name)}), "family": key} | more)


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        (facts(1, "Les Ateliers ASBL"), facts(2, "ateliers"), [Reason.NAME]),
        (facts(1, "Querelle", number="0123456749"), facts(2, "Autre", number="0123456749"), [Reason.NUMBER]),
        (facts(1, "Maison Querelle", place=5), facts(2, "Maison Querele", place=5), [Reason.PLACE]),
        (facts(1, "Maison Querelle", place=5), facts(2, "Crèche Nord", place=5), None),
        (facts(1, "Maison Querelle", place=5), facts(2, "Maison Querele", place=6), None),
        (facts(1, "Mado Nord", phone="+3225550101"), facts(2, "MADO du Nord", phone="+3225550101"),
         [Reason.NAME, Reason.PHONE]),
        (facts(1, "Bains de Laeken", phone="+3225550101"), facts(2, "Zinneke", phone="+3225550101"), None),
        (facts(1, "Antenne Nord", email="a@b.be", family=9), facts(2, "Antenne Sud", email="a@b.be", family=9), None),
        (facts(1, "ASBL"), facts(2, "VZW"), None),
    ],
)  # fmt: skip
def test_what_looks_alike(one, other, reasons):
    expected = [] if reasons is None else [Pair(1, 2, tuple(reasons))]
    assert pairs([one, other]) == pairs([other, one]) == expected


def test_whoever_shares_a_house_with_many_is_no_duplicate():
    assert pairs([facts(key, f"Association {key}", place=1) for key in range(60)]) == []


def test_five_thousand_partners_are_compared_in_seconds():
    chance = random.Random(1)
    many = [
        facts(key, f"{chance.choice('abcdefgh')}ssociation {chance.randrange(9000)} du quartier", place=key // 8)
        for key in range(5000)
    ]
    begun = time.perf_counter()
    pairs(many)
    assert time.perf_counter() - begun < 15


@pytest.mark.django_db
def test_what_staff_said_is_remembered_in_either_order():
    one, other = make_partner("Zinneke"), make_partner("Zinneke asbl")
    assert found() == [Pair(one.pk, other.pk, (Reason.NAME,))]
    assert [partner for _pair, partner in resembling(other)] == [one]
    say_distinct(other, one, by=None), say_distinct(one, other, by=None)
    assert found() == [] and DistinctPair.objects.count() == 1
    make_partner("Zinnéke")
    assert len(found()) == 2
    with pytest.raises(IntegrityError):
        DistinctPair.objects.create(one=other, other=one)


@pytest.mark.django_db
def test_staff_see_pairs_side_by_side_and_part_them(client):
    place = make_place("Maison")
    one, other = make_partner("Zinneke", place=place), make_partner("Zinneke <i>", place=place)
    address = reverse("partner_duplicates")
    client.force_login(make_user(groups=[COORDINATOR]))
    client.post(address, {"one": one.pk, "other": other.pk})
    assert not DistinctPair.objects.exists()
    editor = make_user(groups=[EDITOR])
    client.force_login(editor)
    page = client.get(address).content.decode()
    assert "Zinneke &lt;i&gt;" in page and "même lieu, nom proche" in page
    for data in ({"one": one.pk, "other": one.pk}, {"one": "x", "other": other.pk}, {}):
        client.post(address, data)
    assert not DistinctPair.objects.exists()
    client.post(address, {"one": other.pk, "other": one.pk})
    assert DistinctPair.objects.get().said_by == editor
    assert "Aucune fiche ne ressemble" in client.get(address).content.decode()


@pytest.mark.django_db
def test_who_makes_a_partner_that_is_there_is_warned(client):
    make_partner("Zinneke")
    client.force_login(make_user(groups=[EDITOR]))
    address = reverse("wagtailsnippets_partners_partner:add")
    page = client.post(address, _filled("Zinneke ASBL"), follow=True).content.decode()
    assert Partner.objects.count() == 2
    assert "Une fiche semblable existe déjà\u00a0: Zinneke." in page


def _filled(name):
    formsets = {}
    for prefix in ("texts", "contacts", "hours", "changes", "presences", "pictures"):
        formsets |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    return formsets | {
        "texts-TOTAL_FORMS": "1",
        "texts-0-language": "fr",
        "texts-0-name": name,
        "kind": "association",
        "review_months": "6",
        "published": "on",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_questions_for_many(client, number, django_assert_max_num_queries):
    for each in range(number):
        make_partner(f"Zinneke {each}"), make_partner(f"Zinneke {each} asbl")
    client.force_login(make_user(groups=[EDITOR]))
    client.get(reverse("partner_duplicates"))
    with django_assert_max_num_queries(22):
        client.get(reverse("partner_duplicates"))


def test_words_that_many_names_share_tell_nothing():
    subjects = ("Animations", "Jeunesse", "Action sociale", "Participation")
    city = [facts(key, f"{name} – Ville de Bruxelles", place=1) for key, name in enumerate(subjects)]
    assert pairs(city) == []
    assert len(pairs([*city, facts(9, "Animation, Ville de Bruxelles", place=1)])) == 1
