"""Questions in the admin: lines of choices, conditions by number."""

import re

import pytest
from django.core.exceptions import ValidationError

from events.editing.fields import OptionsField
from portal.accounts.groups import MODERATOR
from tests.events.editing.filled import address, filled
from tests.factories import make_event, make_user, publish_event


def test_choices_are_lines():
    field = OptionsField(required=False)
    typed = "pain | Atelier pain | Broodatelier | | 8\n\nAtelier soupe\n"
    options = [
        {"code": "pain", "fr": "Atelier pain", "nl": "Broodatelier", "en": "", "places": 8},
        {"code": "atelier-soupe", "fr": "Atelier soupe", "nl": "", "en": "", "places": None},
    ]
    assert field.clean(typed) == options
    assert field.clean(field.prepare_value(options)) == options
    assert field.prepare_value(options) == "pain | Atelier pain | Broodatelier |  | 8\natelier-soupe | Atelier soupe"
    assert field.clean("") == []
    assert not field.has_changed(options, typed)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("a | A\na | B", "même code"),
        ("a | A | | | beaucoup", "nombre de places"),
        ("a | A | | | -1", "nombre de places"),
        ("a | ", "Écrivez chaque choix"),
        ("\n".join(f"Choix {n}" for n in range(41)), "Au plus 40"),
    ],
)
def test_a_line_that_cannot_be_read_is_said(typed, words):
    with pytest.raises(ValidationError, match=words):
        OptionsField(required=False).clean(typed)


@pytest.fixture
def event(db):
    return publish_event(make_event(texts={"fr": {"title": "Atelier", "summary": "Résumé."}}))


def edit(client, event, *rows):
    client.force_login(make_user(groups=[MODERATOR]))
    url = address("edit", event.pk)
    numbered = [{"ORDER": str(number), **row} for number, row in enumerate(rows, start=1)]
    data = filled(client, url, rows={"questions": [_blank() | row for row in numbered]})
    response = client.post(url, data | {"action-publish": "1"})
    return response


def _blank():
    return {
        "kind": "text", "label_fr": "", "label_nl": "", "label_en": "", "options": "", "after": "",
        "shown_when_value": "", "keep_days": "30", "id": "", "DELETE": "",
    }  # fmt: skip


def test_an_editor_writes_questions_that_depend_on_each_other(client, event):
    response = edit(
        client,
        event,
        {"kind": "yes_no", "label_fr": "Mangez-vous ici ?"},
        {
            "kind": "choice",
            "label_fr": "Quoi ?",
            "options": "riz | Du riz\nsoupe",
            "after": "1",
            "shown_when_value": "yes",
        },
    )
    assert response.status_code == 302, _said(response)
    first, second = event.questions.order_by("sort_order")
    assert second.shown_when_question == first.uuid
    assert [option["code"] for option in second.options] == ["riz", "soupe"]
    page = client.get(address("edit", event.pk)).content.decode()
    assert "riz | Du riz" in page
    kept = first.uuid
    assert edit(client, event).status_code == 302
    assert event.questions.order_by("sort_order").first().uuid == kept


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"kind": "choice"}, "Écrivez les choix"),
        ({"after": "2", "shown_when_value": "yes"}, "vient avant"),
        ({"after": "1", "shown_when_value": "peut-être"}, "yes, no"),
        ({"after": "1"}, "réponse attendue"),
        ({"per_participant": "on"}, "le nom des participants"),
    ],
)
def test_what_cannot_be_asked_is_said(client, event, row, words):
    first = {"kind": "yes_no", "label_fr": "Mangez-vous ici ?"}
    response = edit(client, event, first, {"label_fr": "Quoi ?", **row})
    assert response.status_code == 200
    assert words in response.content.decode()
    assert event.questions.count() == 0


def _said(response):
    return re.findall(r'class="error-message"[^>]*>(.*?)<', response.content.decode(), re.S)
