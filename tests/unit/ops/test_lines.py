"""The list of help lines for the operator."""

from datetime import date

from bot.cli import main
from bot.ops.lines import list_lines
from tests.support.small_content import write_files

TODAY = date(2027, 6, 1)
OWN = """\
read_on: 2026-11-22
lines:
  - id: ie-quay
    kinds: [crisis]
    name: The house on the quay
    call: 01 234 5678
    hours: always
    confidence: official
    sources: [https://example.org/quay]
    checked_on: {day}
"""


def due(tmp_path, day):
    own = write_files(tmp_path, {"help/IE.yaml": OWN.format(day=day)})
    return [line for line in list_lines(TODAY, own, due=True) if "ie-quay" in line]


def test_what_was_called_lately_is_not_due(tmp_path):
    assert due(tmp_path, "2026-12-04") == []


def test_what_was_called_180_days_ago_is_due(tmp_path):
    (said,) = due(tmp_path, "2026-12-03")
    assert said == "IE: ie-quay, The house on the quay: called on 2026-12-03, 180 days ago (due)"


def test_every_packaged_line_is_due_while_nobody_called_it(capsys):
    assert main(["content", "help", "--due"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "IN: the emergency number is not confirmed by any source" in lines
    assert any("us-988" in line and "nobody called it yet" in line for line in lines)
    total = len(lines) - 2
    assert lines[-1] == f"{total} of {total} lines are due."
