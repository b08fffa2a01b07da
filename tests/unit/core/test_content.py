"""Content files: everything is text, and every fault has its line."""

import pytest
from pydantic import BaseModel, ConfigDict, field_validator

from bot.core.content import read_page


class Tip(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    minutes: int = 1

    @field_validator("name")
    @classmethod
    def _short(cls, name):
        if len(name) > 5:
            raise ValueError("a name has at most five letters")
        return name


def faults(text, model=Tip):
    page = read_page("tips.yaml", text)
    if page.data is not None:
        page.check(model, page.data)
    return [str(finding) for finding in page.findings]


def test_every_value_is_text():
    page = read_page("x.yaml", "a: NO\nb: 0800\nc: 2026-11-22\nd: [on, 1.50, ~]\n")
    assert page.data == {"a": "NO", "b": "0800", "c": "2026-11-22", "d": ["on", "1.50", "~"]}
    assert page.findings == []


def test_an_entry_that_keeps_the_rules():
    page = read_page("x.yaml", "name: walk\nminutes: 5\n")
    assert page.check(Tip, page.data) == Tip(name="walk", minutes=5)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("minutes: 5\n", "tips.yaml:1: name is missing"),
        ("name: walk\n\nminuets: 5\n", "tips.yaml:3: minuets is not known here; is it minutes?"),
        ("name: walk\nxyz: 5\n", "tips.yaml:2: xyz is not known here"),
        ("name: walking\n", "tips.yaml:1: a name has at most five letters"),
        ("name: walk\nname: run\n", "tips.yaml:2: name is given twice"),
        ("name: walk\nminutes:\n  - 5\n", "tips.yaml:2: minutes: Input should be a valid integer"),
        ("name: 'walk\n", "tips.yaml:1: this is no YAML: found unexpected end of stream"),
        ("name: walk\n\tminutes: 5\n", "tips.yaml:2: this is no YAML: found "),
        ("name: wa\x00lk\n", "tips.yaml:1: this is no YAML: it holds a character"),
        ("a: &x [*x]\n", "tips.yaml:1: this is nested too deeply"),
        ("just words\n", "tips.yaml:1: this entry: Input should be a valid dictionary"),
    ],
)
def test_faults_have_their_line(text, fault):
    assert any(found.startswith(fault) for found in faults(text)), faults(text)


def test_a_fault_is_known_by_its_place():
    page = read_page("x.yaml", "lines:\n  - name: walk\n  - name: walking\n")
    for number, entry in enumerate(page.data["lines"]):
        page.check(Tip, entry, ("lines", number))
    assert [finding.line for finding in page.findings] == [3]
    assert page.has_fault(("lines", 1))
    assert not page.has_fault(("lines", 0))


def test_an_empty_file_holds_nothing():
    assert read_page("x.yaml", "").data is None
