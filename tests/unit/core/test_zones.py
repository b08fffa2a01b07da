"""What people type for a time zone, and what they get back."""

from zoneinfo import ZoneInfo

import pytest

from bot.core.errors import Refused
from bot.core.zones import _COMMON, _FIRST_SHOWN, find_zone, known_zones, suggest_zones


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        (" Berlin ", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("New_York", "America/New_York"),
        ("EST", "America/New_York"),  # not the zone of that name, which never changes its clocks
        ("Eastern", "America/New_York"),
        ("pacific", "America/Los_Angeles"),
        ("UK", "Europe/London"),
        ("germany", "Europe/Berlin"),
        ("indianapolis", "America/Indiana/Indianapolis"),
        ("buenos aires", "America/Argentina/Buenos_Aires"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_found(typed, zone):
    assert find_zone(typed) == zone


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Berln", "Did you mean Europe/Berlin"),
        ("Londn", "Did you mean Europe/London"),
        ("Asia/Tokio", "Did you mean Asia/Tokyo"),
        ("qqqqqq", "Type a big city near you"),
        ("", "Type a big city near you"),
        ("@everyone " * 30, "could not find"),
    ],
)
def test_an_unknown_zone_suggests_the_nearest(typed, said):
    with pytest.raises(Refused, match=said) as refusal:
        find_zone(typed)
    assert "@everyone" not in str(refusal.value)
    assert len(str(refusal.value)) < 250


def test_suggestions_while_typing():
    assert suggest_zones("ber")[0] == "Europe/Berlin"
    assert suggest_zones("est")[0] == "America/New_York"
    assert suggest_zones("Londn")[0] == "Europe/London"
    assert suggest_zones("qqqqqq") == []
    assert len(suggest_zones("")) == 25
    assert len(suggest_zones("a")) == 25
    assert len(suggest_zones("a", n=3)) == 3


def test_every_zone_we_name_exists():
    known = set(known_zones())
    assert known.issuperset(_COMMON)
    assert known.issuperset(_FIRST_SHOWN)
    assert all(ZoneInfo(zone) for zone in known)
