"""The number of an organisation: read as people write it, refused with a sentence when a digit is wrong."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from partners.enterprise import control_digits, display_enterprise_number, normalise_enterprise_number


@pytest.mark.parametrize(
    "written",
    ["0123.456.749", "BE 0123.456.749", "be0123456749", "123.456.749", " 0123 456 749 ", "BE-0123-456-749"],
)
def test_it_is_read_as_people_write_it(written):
    assert normalise_enterprise_number(written) == "0123456749"
    assert display_enterprise_number("0123456749") == "0123.456.749"


def test_nothing_is_no_number():
    assert normalise_enterprise_number("") == normalise_enterprise_number(None) == ""
    assert display_enterprise_number("") == ""


@pytest.mark.parametrize("written", ["0123", "2123.456.749", "01234567490", "abc", "FR0123456749", "٠١٢٣٤٥٦٧٤٩"])
def test_what_has_another_shape_is_told_which_one_it_should_have(written):
    with pytest.raises(ValidationError, match="dix chiffres"):
        normalise_enterprise_number(written)


@given(first=st.integers(0, 19_999_999), place=st.integers(0, 9), more=st.integers(1, 9))
def test_one_wrong_digit_is_always_found(first, place, more):
    number = f"{first:08}{control_digits(f'{first:08}'):02}"
    assert normalise_enterprise_number(number) == number
    wrong = f"{number[:place]}{(int(number[place]) + more) % 10}{number[place + 1 :]}"
    with pytest.raises(ValidationError):
        normalise_enterprise_number(wrong)
