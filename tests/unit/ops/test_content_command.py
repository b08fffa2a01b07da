"""`aftercare content` and the doctor, as an operator sees them."""

import pytest

from bot.cli import main
from bot.settings import Settings, variable
from tests.support.small_content import write_files


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Work in an empty folder, without any setting of the person who runs the tests."""
    for field in Settings.model_fields:
        monkeypatch.delenv(variable(field), raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_check_says_what_is_open_and_that_all_is_well(capsys):
    assert main(["content", "check"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == "The content is in order."
    assert "have not been reviewed by anybody yet." in said[0]


def test_a_fault_in_the_own_folder_is_told_by_the_check_and_the_doctor(folder, capsys):
    write_files(folder, {".env": "AFTERCARE_CONTENT=mine\n", "mine/tips/a.yaml": "tips: none\n"})
    assert main(["content", "check"]) == 2
    said = capsys.readouterr().out
    assert "mine/tips/a.yaml:1: a file here holds a list called tips\n" in said
    assert said.endswith("1 to put right.\n")
    assert main(["doctor"]) == 2
    assert "NO  Content: mine/tips/a.yaml:1: a file here" in capsys.readouterr().out


def test_the_table_is_drawn(capsys):
    assert main(["content", "coverage"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("section")
    assert "S4-COP" in said
    assert "naloxone" in said


def test_any_other_wish_is_told(capsys):
    with pytest.raises(SystemExit):
        main(["content", "taste"])
    assert "coverage" in capsys.readouterr().err
