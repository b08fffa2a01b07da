"""The page about many machines says nothing that the last measurement did not find."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
RESULTS = (ROOT / "bench" / "RESULTS.md").read_text(encoding="utf-8")
SCALING = (ROOT / "docs" / "scaling.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("said", "row", "least", "most"),
    [
        ("more than 10,000 a second", r"timers fired[^|]*SQLAlchemyJobStore\)", 10_000, None),
        ("49 a second or more", "sends, [^|]*loopback[^|]*", 49, None),
        ("more than 45 with 10 to 70 ms", "sends, [^|]*10 to 70 ms[^|]*", 45, None),
        ("99 of 100 in less than 50 ms", r"a press [^|]*two connections\)", None, 50),
        ("less than 165 MB", "memory with 2,500 servers and 1,000,000[^|]*", None, 165),
    ],
)
def test_rounded_figures_are_the_measured_ones(said, row, least, most):
    assert said in SCALING
    found = re.search(rf"^\| {row} \| ([\d,.]+)", RESULTS, re.MULTILINE)
    assert found
    figure = float(found[1].replace(",", ""))
    assert least is None or figure >= least
    assert most is None or figure <= most
