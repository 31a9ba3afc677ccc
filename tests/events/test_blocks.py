"""The words of a text hide nothing: no direction override, no control character, in whatever block."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.rich_text import RichText

from events.blocks import BodyBlocks
from portal.cms.blocks import PageBlocks
from tests.factories import make_event

HIDDEN = "abc\u202edef"
PLAIN = "Une phrase en français, \u0633\u0637\u0631 \u0628\u0627\u0644\u0639\u0631\u0628\u064a\u0629."


def body(words):
    """{block: value} with these words in every place where they can stand."""
    return {
        "heading": [words],
        "paragraph": [RichText(f"<p>Un <b>{words}</b></p>")],
        "quote": [{"text": words, "who": "Zoé"}, {"text": "Bravo", "who": words}],
    }


def page(words):
    return {
        "call_to_action": [
            {"text": words, "label": "Voir", "page": None, "address": "/fr/agenda/"},
            {"text": "", "label": words, "page": None, "address": "/fr/agenda/"},
        ],
        "questions": [
            {"title": words, "questions": [{"question": "Où ?", "answer": RichText("<p>Ici.</p>")}]},
            {"title": "", "questions": [{"question": words, "answer": RichText("<p>Ici.</p>")}]},
            {"title": "", "questions": [{"question": "Où ?", "answer": RichText(f"<p>{words}</p>")}]},
        ],
    }


CASES = [(BodyBlocks, name, index) for name, values in body("").items() for index in range(len(values))] + [
    (PageBlocks, name, index) for name, values in page("").items() for index in range(len(values))
]


@pytest.mark.django_db
@pytest.mark.parametrize(("blocks", "name", "index"), CASES)
def test_invisible_characters_are_refused_in_every_block(blocks, name, index):
    block = blocks().child_blocks[name]
    for words in (HIDDEN, "abc&#x202e;def") if name == "paragraph" else (HIDDEN,):
        value = block.normalize((body if blocks is BodyBlocks else page)(words)[name][index])
        with pytest.raises(ValidationError):
            block.clean(value)
    block.clean(block.normalize((body if blocks is BodyBlocks else page)(PLAIN)[name][index]))


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_invisible_characters_are_refused_in_what_the_price_says(language):
    event = make_event(is_free=False, **{f"price_label_{language}": HIDDEN})
    with pytest.raises(ValidationError) as refused:
        event.full_clean()
    assert list(refused.value.message_dict) == [f"price_label_{language}"]
