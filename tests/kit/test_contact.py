"""One person is one contact, however it is typed."""

import pytest
from django.core.exceptions import ValidationError

from portal.kit.contact import (
    display_phone,
    name_key,
    normalise_email,
    normalise_phone,
    tidy_lines,
    validate_harmless,
    validate_one_line,
)


@pytest.mark.parametrize("typed", ["0470 12 34 56", "+32 470 12 34 56", "0032470123456", "0470/12.34.56"])
def test_one_telephone_however_it_is_typed(typed):
    assert normalise_phone(typed) == "+32470123456"


def test_a_foreign_number_keeps_its_country():
    assert normalise_phone("+33 6 12 34 56 78") == "+33612345678"


@pytest.mark.parametrize("typed", ["12", "abc", "0470 12", "0470 12 34", "0470 12 34 5", "+" * 30, "٠٤٧٠"])
def test_what_no_telephone_answers_is_refused(typed):
    with pytest.raises(ValidationError):
        normalise_phone(typed)


def test_no_number_is_no_number():
    assert normalise_phone("  ") == ""


def test_a_number_is_shown_as_people_write_it():
    assert display_phone("+3225550101") == "02 555 01 01"


def test_one_mailbox_however_it_is_typed():
    assert normalise_email("  Amina@Exemple.BE ") == "amina@exemple.be"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("José  DUPONT", "jose dupont"),
        ("O’Brien", "O'Brien"),
        ("Anne-Marie", "anne marie"),
        ("محمد", " محمد "),
        ("مُحَمَّد", "محمد"),
        ("Ελένη", "ελενη"),
        ("Артём", "артем"),
        ("Nguyễn Thị", "nguyen thi"),
    ],
)
def test_one_name_however_it_is_typed(first, second):
    assert name_key(first) == name_key(second) != ""


@pytest.mark.parametrize(
    ("first", "second"),
    [("रमा", "रमी"), ("रम", "रमा"), ("かとう", "がとう"), ("กำ", "กา"), ("தமிழ்", "தமழ்"), ("रमा देवी", "रमादेवी")],
)
def test_vowels_and_consonants_that_are_marks_tell_names_apart(first, second):
    assert name_key(first) != name_key(second)


def test_a_name_that_is_written_with_marks_stays_one_word():
    assert name_key("रमा देवी").count(" ") == 1


@pytest.mark.parametrize("text", ["a\u202eb", "a\x00b", "a\u200bb", "a\x07b", "\ufeffa"])
def test_what_hides_text_is_refused(text):
    with pytest.raises(ValidationError):
        validate_harmless(text)


def test_arabic_and_accents_are_welcome():
    validate_harmless("فاطمة Zoë\nÇelik")


def test_letters_that_grow_stay_within_the_column():
    assert len(name_key("ﬃ" * 120)) == 120


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_two_lines_are_two_lines_however_the_browser_ends_them(end):
    text = f"À vélo.{end}Merci !"
    validate_harmless(text)
    assert tidy_lines(text) == "À vélo.\nMerci !"
    with pytest.raises(ValidationError):
        validate_one_line(text)
    validate_one_line("À vélo. Merci !")
