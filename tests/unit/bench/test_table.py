"""How measurements become a table, a page and an exit code."""

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime

import pytest

from bench import __main__ as program
from bench.figures import PAGES, memory_of, percentile, rate, time_the_disk
from bench.results import make_text, write_results
from bench.table import Line, fail, show, show_markdown

MET = Line("sends", "49.8/s", "50.0/s", 0.996, ">= 0.98", met=True)
TOLD = json.dumps([asdict(MET)])
MISSED = Line("a wait | of sorts", "90 ms", "", None, "<= 35 ms", met=False)


def test_percentiles_are_values_that_were_measured():
    values = [float(n) for n in range(100, 0, -1)]
    assert percentile(values, 99) == 99
    assert percentile(values, 50) == 50
    assert percentile(values, 100) == 100
    assert percentile([7.0], 99) == percentile([7.0], 0) == 7
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 99)


def test_rates_count_the_time_between():
    assert rate([0.0, 0.5, 1.0]) == 2
    with pytest.raises(ValueError, match="no rate"):
        rate([1.0])


def test_the_memory_of_this_process():
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux tells in this way")
    assert 10 < memory_of() < 10_000


def test_the_disk_is_timed_page_by_page():
    seconds = time_the_disk()
    assert len(seconds) == PAGES
    assert all(one > 0 for one in seconds)


def test_columns_stand_under_each_other():
    head, first, second = show([MET, MISSED]).splitlines()
    assert head.index("target") == first.index(">= 0.98") == second.index("<= 35 ms")
    assert first.endswith("yes")
    assert second.endswith("MISSED")
    assert "1.00" in first


def test_a_page_says_where_when_and_how_many_were_missed():
    moment = datetime(2026, 3, 1, 9, 5, tzinfo=UTC)
    page = make_text([MET, MISSED], 100.4, moment)
    assert "2026-03-01 at 09:05" in page
    assert "Targets missed: 1." in page
    assert "Every target is met." in make_text([MET], 1, moment)
    assert "discord.py 2.7.1" in page
    assert "| a wait / of sorts | 90 ms |" in page
    assert len({row.count("|") for row in show_markdown([MET, MISSED]).splitlines()}) == 1


# ---------------------------------------------------------------- the program


@pytest.fixture
def lines(monkeypatch, tmp_path):
    """What each measurement comes to, without measuring."""
    found = {"next_timer": [MET], "planner": [MET]}
    monkeypatch.setattr(program, "ALL", dict.fromkeys(found, 1))
    monkeypatch.setattr(program, "run", lambda name, *, quick: found[name])
    monkeypatch.setattr(program, "ROOT", tmp_path)
    (tmp_path / "bench").mkdir()
    return found


def test_a_missed_target_is_a_failure_and_everything_in_full_is_written(lines, tmp_path, capsys):
    page = tmp_path / "bench" / "RESULTS.md"
    assert program.main([]) == 0
    assert "Every target is met." in page.read_text()
    lines["planner"] = [MET, MISSED]
    assert program.main([]) == 1
    assert "MISSED" in page.read_text()
    assert "MISSED" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["--quick"], ["planner"], ["--quick", "planner"]])
def test_a_part_or_a_quick_look_is_not_written(lines, tmp_path, words):
    assert program.main(words) == 0
    lines["planner"] = [MISSED]
    assert program.main(words) == 1
    assert not (tmp_path / "bench" / "RESULTS.md").exists()


def test_a_name_that_is_none(lines, capsys):
    assert program.main(["plannr"]) == 2
    assert "there are: next_timer, planner" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import sys; print(sys.argv[1])", [MET]),
        ("raise RuntimeError('the bot is gone')", [fail("x", "RuntimeError: the bot is gone")]),
        ("import time; time.sleep(60)", [fail("x", "not done within 0.5 s")]),
    ],
    ids=["done", "failed", "endless"],
)
def test_a_measurement_that_fails_or_never_ends_is_a_target_that_is_missed(
    monkeypatch, code, expected
):
    monkeypatch.setattr(program, "ALL", {"x": 0.5 if "sleep" in code else 30})
    monkeypatch.setattr(
        program, "command_of", lambda _name, *, quick: [sys.executable, "-c", code, TOLD]
    )
    assert program.run("x", quick=True) == expected


def test_writing_replaces_the_page(tmp_path):
    page = tmp_path / "RESULTS.md"
    write_results(page, [MET], 1)
    write_results(page, [MISSED], 1)
    assert "yes" not in page.read_text().split("## ")[0]
