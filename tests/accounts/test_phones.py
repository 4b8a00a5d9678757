import pytest

from accounts.fields import NikField, PhoneField
from accounts.phones import to_e164
from blk_portal.shared.formats import phone


@pytest.mark.parametrize(
    "written",
    ["0812-3456-7890", "6281234567890", "+62 812 3456 7890", "81234567890", "(0812) 3456.7890"],
)
def test_every_spelling_becomes_one_number(written):
    assert to_e164(written) == "+6281234567890"
    assert phone(to_e164(written)) == "0812-3456-7890"


@pytest.mark.parametrize(
    "written", ["", None, "0812", "tidak punya", "08123456789012345", "12345678"]
)
def test_what_is_no_phone_gives_nothing(written):
    assert to_e164(written) is None


def test_a_number_abroad_needs_its_country_code():
    assert to_e164("+60 12-345 6789") == "+60123456789"


def test_fields_give_normalised_values():
    assert PhoneField().clean("0812-3456-7890") == "+6281234567890"
    assert PhoneField(required=False).clean("") == ""
    assert NikField().clean("3375 0165 0499 0001") == "3375016504990001"
    assert NikField(required=False).clean("") == ""
