"""Which text a reader gets."""

from types import SimpleNamespace

import pytest

from portal.kit.texts import choose_text, direction, lang_attribute


def texts(*codes):
    return [SimpleNamespace(language=code) for code in codes]


@pytest.mark.parametrize(
    ("there", "reader", "given"),
    [
        (("fr", "nl"), "nl", "nl"),
        (("fr", "nl"), "en", "fr"),
        (("nl", "en"), "fr", "nl"),
        (("ar", "tr"), "fr", "ar"),
        (("fr-x-falc", "nl"), "fr", "nl"),
        (("fr-x-falc",), "fr", "fr-x-falc"),
        (("fr-x-falc", "fr"), "fr-x-falc", "fr-x-falc"),
    ],
)
def test_the_reader_s_language_else_the_nearest(there, reader, given):
    assert choose_text(texts(*there), reader).language == given


def test_nothing_to_choose_from():
    assert choose_text([], "fr") is None


def test_another_language_is_marked():
    assert lang_attribute(texts("nl")[0], "fr") == "nl"
    assert lang_attribute(texts("fr")[0], "fr") == ""


def test_arabic_runs_from_right_to_left():
    assert (direction("ar"), direction("ar-MA"), direction("fr")) == ("rtl", "rtl", "ltr")
