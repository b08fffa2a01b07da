"""Faults planted in help files: each is named with file, line and rule, and left out."""

import shutil
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.core.press import Press, Who
from bot.reach import service
from bot.reach.directory import HELP, HelpSnapshot, check_content, load_directory
from tests.support.clock import HandClock

SOMEBODY = Who(1, None, "en-US")
IRELAND = """\
country: IE
name: Ireland
zone: Europe/Dublin
read_on: 2026-11-22
emergency:
  tel: 112
  confidence: official
  sources: [https://example.org/112]
lines:
  - id: ie-one
    kinds: [crisis]
    name: One
    call: 116 123
    confidence: official
    sources: [https://example.org/one]
  - id: ie-two
    kinds: [drugs]
    name: Two
    call: 1800 459 459
    hours: Mon-Fri 09:30-17:30
    confidence: press
    sources: [https://example.org/two]
"""


@pytest.fixture
def folder(tmp_path):
    """A help folder with Ireland in it, to be spoilt."""
    folder = tmp_path / "content" / "help"
    folder.mkdir(parents=True)
    for name in ("cards.yaml", "outdated.yaml"):
        shutil.copy(HELP / name, folder / name)
    (folder / "IE.yaml").write_text(IRELAND, encoding="utf-8")
    return folder


def spoil(folder, old, new, name="IE.yaml"):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_packaged_files_are_in_order():
    assert check_content() == []
    assert len(load_directory().countries) == 19


def test_a_good_folder_has_no_findings(folder):
    assert check_content(folder) == []
    ireland = load_directory(folder).countries["IE"]
    assert [line.id for line in ireland.lines] == ["ie-one", "ie-two"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("call: 116 123", "call: 116 123 (memory)", "13: what is only known from memory"),
        ("confidence: press", "confidence: memory", "21: what is only known from memory"),
        ("name: One", "name: One (CHECK)", "12: what still has to be checked"),
        ("call: 116 123", "call: 0800 77 66 00", "13: 0800 77 66 00 is an outdated number (FRANK)"),
        ("call: 116 123", "call: 0800-776600", "13: 0800 77 66 00 is an outdated number (FRANK)"),
        ("kinds: [crisis]", "kinds: [do_not_show]", "11: kinds: Input should be 'crisis', 'drugs'"),
        ("    call: 116 123\n", "", "10: a line needs a way to reach it"),
        ("call: 116 123", "cal: 116 123", "13: cal is not known here; is it call?"),
        ("call: 116 123", "call: ask a friend", "13: call: String should match pattern"),
        ("    confidence: official\n    sources: [https://example.org/one]",
         "    confidence: official", "10: sources is missing"),
        ("hours: Mon-Fri 09:30-17:30", "hours: 9-5", '20: hours are "always", or like'),
        ("hours: Mon-Fri 09:30-17:30", "hours: Mon-Fri 09:30-25:30", "20: 25:30 is not a time"),
        ("zone: Europe/Dublin\n", "", "19: weekly hours need a zone"),
        ("id: ie-one", "id: gb-one", "10: an id here begins with ie-"),
        ("id: ie-two", "id: ie-one", "16: ie-one is already the id of another line"),
        ("    name: Two\n", "    name: Two\n    name: Three\n", "19: name is given twice"),
        ("call: 116 123", "call: 116 123\n    chat: http://a.org", "14: http://a.org is no"),
    ],
)  # fmt: skip
def test_a_faulty_line_is_named_and_left_out(folder, old, new, fault):
    spoil(folder, old, new)
    directory = load_directory(folder)
    found = [str(finding) for finding in directory.findings]
    assert len(found) == 1
    assert found[0].startswith(f"content/help/IE.yaml:{fault}")
    assert len(directory.countries["IE"].lines) == 1


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("tel: 112", "tel: one-one-two", "6: tel: String should match pattern"),
        ("  tel: 112\n", "", "5: an emergency number has a tel, or the confidence memory"),
        ("confidence: official", "confidence: memory", "5: an emergency number has a tel"),
        ("  sources: [https://example.org/112]\n", "", "5: an emergency number needs at least one"),
        ("country: IE", "country: GB", "1: the file of GB is called GB.yaml"),
        ("country: IE", "country: false", "1: country: String should match pattern"),
        ("zone: Europe/Dublin", "zone: Dublin", "3: Dublin is not a time zone"),
        ("read_on: 2026-11-22", "read_on: last week", "4: read_on: Input should be a valid date"),
        ("lines:\n", "more: x\nlines:\n", "9: more is not known here"),
        ("name: Ireland", "name: 'Ireland", "2: this is no YAML"),
        ("name: Ireland", "name: Ireland\nname: Eire", "3: name is given twice"),
    ],
)
def test_a_faulty_country_is_named_and_left_out(folder, old, new, fault):
    spoil(folder, old, new)
    directory = load_directory(folder)
    found = [str(finding) for finding in directory.findings]
    assert any(one.startswith(f"content/help/IE.yaml:{fault}") for one in found), found
    assert "IE" not in directory.countries


def test_a_broken_country_is_asked_for_and_never_takes_help_down(folder):
    (folder / "IE.yaml").write_bytes(b"\xff\xfe\x00broken")
    snapshot = HelpSnapshot(load_directory(folder), HandClock())
    snapshot.apply("member 1 IE")
    card = service.open_card(snapshot, "help", SOMEBODY)
    assert card.body.startswith("**In immediate danger, call your local emergency number.**")
    assert "I could not load the numbers for your country just now." in card.body
    assert len(card.body.splitlines()) <= 12
    steps = service.open_card(snapshot, "overdose", SOMEBODY)
    assert "Call your local emergency number now." in steps.body


def test_help_answers_without_any_file(tmp_path):
    snapshot = HelpSnapshot(load_directory(tmp_path / "content" / "help"), HandClock())
    found = [str(finding) for finding in snapshot.directory.findings]
    assert found[-1] == "content/help/cards.yaml:1: no country could be loaded from this folder"
    for card in service.CARDS:
        actions = service.instant_actions(snapshot)
        shown = actions["see"](SOMEBODY, Press("see", f"{card}.-")).message
        assert "ocal emergency number" in shown.body.splitlines()[0]
        assert all(isinstance(row, tuple) for row in shown.rows)


def test_a_file_with_a_strange_name_is_named(folder):
    (folder / "ireland.yaml").write_text(IRELAND, encoding="utf-8")
    assert [str(finding) for finding in check_content(folder)] == [
        "content/help/ireland.yaml:1: a file here is named like a country, such as IE.yaml"
    ]


@pytest.mark.parametrize("name", ["cards.yaml", "outdated.yaml"])
def test_the_other_files_are_checked_too(folder, name):
    (folder / name).write_text("- nothing: here\n", encoding="utf-8")
    found = check_content(folder)
    assert {finding.file for finding in found} == {f"content/help/{name}"}
    assert "IE" in load_directory(folder).countries


def test_what_is_left_out_is_logged(folder):
    spoil(folder, "call: 116 123", "cal: 116 123")
    with capture_logs() as said:
        HelpSnapshot(load_directory(folder), HandClock())
    assert said == [
        {
            "event": "content_left_out",
            "file": "help/IE.yaml",
            "line": 13,
            "rule": "cal_is_not_known_here_is_it_call_",
            "log_level": "warning",
        }
    ]


def test_the_packaged_folder_is_where_the_wheel_puts_it():
    assert Path(__file__).parents[3] / "content" / "help" == HELP
