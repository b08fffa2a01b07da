"""Countries as people type them."""

import pytest

from bot.core.countries import find_country, suggest_countries
from bot.core.errors import Refused

KNOWN = {"US": "United States", "GB": "United Kingdom", "IE": "Ireland", "NZ": "New Zealand"}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("US", "US"),
        ("us", "US"),
        (" Ireland ", "IE"),
        ("uk", "GB"),
        ("Scotland", "GB"),
        ("nz", "NZ"),
    ],
)
def test_a_code_a_name_or_a_common_word_will_do(typed, code):
    assert find_country(typed, KNOWN) == code


@pytest.mark.parametrize(("typed", "said"), [("Irland", "Ireland"), ("Atlantis", "from the list")])
def test_an_unknown_one_gets_the_nearest_names(typed, said):
    with pytest.raises(Refused, match=said):
        find_country(typed, KNOWN)


def test_a_common_word_for_a_country_without_numbers_is_unknown():
    with pytest.raises(Refused):
        find_country("deutschland", KNOWN)


def test_suggestions_begin_with_what_was_typed():
    assert [name for _code, name in suggest_countries("", KNOWN)] == list(KNOWN.values())
    assert suggest_countries("united", KNOWN)[0][0] == "US"
    assert suggest_countries("uk", KNOWN) == [("GB", "United Kingdom")]
    assert suggest_countries("land", KNOWN)[0][0] == "IE"
    assert len(suggest_countries("e", KNOWN, n=2)) == 2
