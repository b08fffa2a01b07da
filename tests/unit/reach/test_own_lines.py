"""Help lines of a community, laid over ours by country."""

import pytest

from bot.reach.directory import load_directory
from tests.support.small_content import write_files

OURS = load_directory().countries["IE"]
LINE = """\
  - id: {id}
    kinds: [crisis]
    name: The house on the quay
    call: 01 234 5678
    hours: always
    confidence: official
    sources: [https://example.org/quay]
"""


@pytest.fixture
def lay(tmp_path):
    """Lay a file over ours; gives the directory and what was found wrong."""

    def over(text, name="help/IE.yaml"):
        directory = load_directory(own=write_files(tmp_path, {name: text}))
        found = [str(one).removeprefix(f"{tmp_path}/") for one in directory.findings]
        return directory.countries, found

    return over


def ids(countries):
    return [line.id for line in countries["IE"].lines]


def test_a_line_is_added_in_front(lay):
    countries, found = lay("read_on: 2026-11-22\nlines:\n" + LINE.format(id="ie-quay"))
    assert found == []
    assert ids(countries) == ["ie-quay", *(line.id for line in OURS.lines)]
    assert countries["IE"].emergency == OURS.emergency
    assert str(countries["IE"].lines[0].read_on) == "2026-11-22"


def test_a_line_is_replaced_where_it_stands(lay):
    second = OURS.lines[1].id
    countries, found = lay("read_on: 2026-11-22\nlines:\n" + LINE.format(id=second))
    assert found == []
    assert ids(countries) == [line.id for line in OURS.lines]
    assert countries["IE"].lines[1].name == "The house on the quay"


def test_a_line_is_hidden(lay):
    countries, found = lay(f"read_on: 2026-11-22\nhide: [{OURS.lines[0].id}, xx-yyyyyy]\n")
    assert ids(countries) == [line.id for line in OURS.lines[1:]]
    assert found == ["help/IE.yaml:2: our file has no xx-yyyyyy to hide"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("lines: []\n", "help/IE.yaml:1: read_on is missing"),
        ("read_on: 2026-11-22\nname: 0800 77 66 00\n", "help/IE.yaml:2: 0800 77 66 00 is an outd"),
        ("read_on: 2026-11-22\nhide: all\n", "help/IE.yaml:2: hide is a list of ids"),
        ("read_on: 2026-11-22\nlines:\n  - id: ie-x\n", "help/IE.yaml:3: kinds is missing"),
        ("read_on: [\n", "help/IE.yaml:2: this is no YAML"),
    ],
)
def test_what_is_broken_is_named_and_ours_stays(lay, text, fault):
    countries, found = lay(text)
    assert any(one.startswith(fault) for one in found), found
    assert countries["IE"].lines == OURS.lines


def test_a_country_that_we_do_not_have_is_whole(lay):
    whole = "country: IS\nname: Iceland\nread_on: 2026-11-22\nemergency:\n  tel: 112\n"
    whole += "  confidence: official\n  sources: [https://example.org/112]\n"
    countries, found = lay(whole, "help/IS.yaml")
    assert found == []
    assert countries["IS"].emergency.tel == "112"
    countries, found = lay("read_on: 2026-11-22\n", "help/FI.yaml")
    assert "help/FI.yaml:1: country is missing" in found
    assert "FI" not in countries


def test_other_files_are_named(lay):
    _, found = lay("x: 1\n", "help/cards.yaml")
    assert found == ["help/cards.yaml:1: a file here is named like a country, such as IE.yaml"]


@pytest.mark.parametrize("address", ["https://[foo", "https://quay", "https://.", "https://a..b"])
def test_an_address_that_leads_nowhere_is_named_and_takes_no_card_down(lay, address):
    line = LINE.format(id="ie-quay").replace("call: 01 234 5678", f"url: {address}")
    countries, found = lay("read_on: 2026-11-22\nlines:\n" + line)
    assert any("is no web address" in one for one in found), found
    assert ids(countries) == [line.id for line in OURS.lines]
