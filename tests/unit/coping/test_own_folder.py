"""A community's own folder over ours: replaced, added, hidden, and never a reason to stop."""

import pytest
from structlog.testing import capture_logs

from bot.coping.library import load_library, read_library
from bot.coping.rules import Answers, choose_row
from tests.support.small_content import make_content, write_files

TIP = """\
  - id: {id}
    number: {number}
    tags: [stress]
    way: place
    minutes: 9
    seed_refs: [S0-1]
    text: Walk to the lake and back.
"""


@pytest.fixture
def ours(tmp_path):
    return make_content(tmp_path)


@pytest.fixture
def own(tmp_path):
    """An empty folder of the community."""
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


def tips(ours, own):
    return {tip.id: tip.text for tip in read_library(own, ours).library().tips.values()}


def found(ours, own):
    return [str(finding).removeprefix(f"{own}/") for finding in read_library(own, ours).findings]


def test_an_empty_folder_changes_nothing(ours, own):
    assert tips(ours, own) == tips(ours, None)
    assert found(ours, own) == []


def test_the_same_file_and_id_replaces(ours, own):
    write_files(own, {"tips/calm.yaml": "tips:\n" + TIP.format(id="look-far", number=1)})
    mine = tips(ours, own)
    assert list(mine) == ["look-far", "one-call", "warm-cup"]
    assert mine["look-far"] == "Walk to the lake and back."
    assert found(ours, own) == []


def test_a_new_id_is_added_in_front_in_any_file(ours, own):
    write_files(own, {"tips/lake.yaml": "tips:\n" + TIP.format(id="our-lake", number=201)})
    write_files(own, {"tips/calm.yaml": "tips:\n" + TIP.format(id="our-hill", number=202)})
    assert list(tips(ours, own)) == ["our-hill", "our-lake", "look-far", "one-call", "warm-cup"]
    assert found(ours, own) == []


def test_ids_are_hidden(ours, own):
    write_files(own, {"tips/calm.yaml": "hide: [one-call, one-cal]\n"})
    assert list(tips(ours, own)) == ["look-far", "warm-cup"]
    assert found(ours, own) == [
        "tips/calm.yaml:1: our file has no one-cal to hide; is it one-call?"
    ]


def test_an_id_of_ours_in_another_file_is_named_and_ours_stays(ours, own):
    write_files(own, {"tips/a.yaml": "tips:\n" + TIP.format(id="look-far", number=201)})
    assert tips(ours, own) == tips(ours, None)
    (fault,) = found(ours, own)
    assert fault.startswith("tips/a.yaml:2: look-far is already in content/tips/calm.yaml; only")


def test_a_number_of_ours_is_named_and_ours_stays(ours, own):
    write_files(own, {"tips/a.yaml": "tips:\n" + TIP.format(id="our-lake", number=2)})
    assert tips(ours, own) == tips(ours, None)
    assert found(ours, own) == ["tips/a.yaml:3: 2 is already the number of one-call; 201 is free"]


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("tips/calm.yaml", "tips: [\n", "tips/calm.yaml:2: this is no YAML"),
        ("tips/calm.yaml", "a letter", "tips/calm.yaml:1: a file here holds a list called tips"),
        ("tips/calm.yaml", "tips: many\n", "tips/calm.yaml:1: a file here holds a list called"),
        ("tips/calm.yaml", "tips:\n  - id: look-far\n", "tips/calm.yaml:2: number is missing"),
        ("tips/calm.yaml", "tips:\n  - look-far\n", "tips/calm.yaml:2: id is missing"),
        ("tips/calm.yaml", "hide: look-far\n", "tips/calm.yaml:1: hide is a list of ids"),
        ("tips/calm.yaml", "hide: [[look-far]]\n", "tips/calm.yaml:1: our file has no ['look"),
        ("tips/calm.yaml", "tips: []\nhid: [look-far]\n", "tips/calm.yaml:2: hid is not known he"),
        ("tip/calm.yaml", "tips: []\n", "tip/calm.yaml:1: nothing reads this file; is it tips?"),
        ("tips/more/x.yaml", "tips: []\n", "tips/more/x.yaml:1: nothing reads this file"),
        (
            "checkin.yaml",
            "rows:\n  - {id: sunday, offer: [{tip: sun}]}\n",
            "checkin.yaml:2: there is no",
        ),
    ],
)
def test_what_is_broken_is_named_and_ours_stays(ours, own, name, text, fault):
    write_files(own, {name: text})
    assert any(finding.startswith(fault) for finding in found(ours, own)), found(ours, own)
    assert tips(ours, own) == tips(ours, None)
    assert choose_row(read_library(own, ours).library().rows, Answers()).id == "rest"


def test_one_broken_entry_does_not_take_the_others_with_it(ours, own):
    broken = TIP.format(id="our-lake", number="many") + TIP.format(id="our-hill", number=202)
    write_files(own, {"tips/a.yaml": "tips:\n" + broken})
    assert list(tips(ours, own)) == ["our-hill", "look-far", "one-call", "warm-cup"]


def test_a_file_that_is_no_text_is_named(ours, own):
    write_files(own, {"tips/a.yaml": ""})
    (own / "tips" / "a.yaml").write_bytes(b"\xff\xfe\x00")
    assert found(ours, own) == ["tips/a.yaml:1: this file cannot be read as text in UTF-8"]


def test_a_folder_that_is_not_there_is_named(ours, own):
    reading = read_library(own / "nowhere", ours)
    assert [str(finding) for finding in reading.findings] == [
        f"{own / 'nowhere'}:1: there is no such folder; AFTERCARE_CONTENT names it"
    ]
    assert len(reading.library().tips) == 3


def test_our_own_files_hide_nothing(ours, own):
    write_files(ours, {"tips/calm.yaml": "hide: [x]\ntips: []\n"})
    assert found(ours, own)[0].startswith("content/tips/calm.yaml:1: hide is not known here")


def test_rows_and_needs_of_the_community_come_first(ours, own):
    rows = "rows:\n  - {id: sunday, when: {mood: [low]}, say: Come over.}\n"
    needs = "needs:\n  - {id: winter, number: 51, name: The long dark}\n"
    write_files(own, {"checkin.yaml": rows, "needs.yaml": needs})
    library = read_library(own, ours).library()
    assert choose_row(library.rows, Answers(mood="low")).id == "sunday"
    assert choose_row(library.rows, Answers(not_safe=True)).id == "danger"
    assert list(library.needs) == ["winter", "stress", "grief"]


def test_what_is_left_out_is_logged_without_its_words(own):
    write_files(own, {"tips/a.yaml": "tips:\n" + TIP.format(id="our-lake", number=2)})
    with capture_logs() as logs:
        library = load_library(own)
    assert len(library.tips) >= 84
    assert [(log["event"], log["line"]) for log in logs] == [("content_left_out", 3)]
    assert "lake" not in str(logs)
