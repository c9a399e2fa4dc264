"""Short codes: forgiving in reading, unforgiving in checking, never given out twice."""

import pytest

from virtual_museum.catalogue.codes import ALPHABET, check_character, claim_code, mint_codes, parse_code, random_code


def test_reads_what_people_type():
    code = "7K3M9" + check_character("7K3M9")
    spelled = f" {code[:3].lower()}-{code[3:]} "
    assert parse_code(code) == parse_code(spelled) == code
    with_zero = "0011Z" + check_character("0011Z")
    assert parse_code("Ooil" + with_zero[4:].lower()) == with_zero


@pytest.mark.parametrize("text", ["", "7K3M9", "7K3M9XX", "7K3M9U", "қазақ1", "<b>", "7K3 M9\x00"])
def test_refuses_what_is_no_code(text):
    assert parse_code(text) is None


def test_notices_every_wrong_character_and_exchange():
    code = random_code()
    for place in range(6):
        for other in ALPHABET:
            if other != code[place]:
                assert parse_code(code[:place] + other + code[place + 1 :]) is None
    for place in range(5):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert swapped == code or parse_code(swapped) is None


def test_mints_each_code_once(session):
    codes = mint_codes(500)
    assert len(set(codes)) == 500
    assert all(parse_code(code) == code for code in codes)
    assert not claim_code(codes[0])
