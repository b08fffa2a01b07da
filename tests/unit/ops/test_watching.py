"""The dashboard and the alert rules ask only for figures that exist."""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from bot.delivery.backlog import Backlog
from bot.delivery.owed import End, Lane
from bot.ops.metrics import Looked, Metrics

OPS = Path(__file__).parents[3] / "docs" / "ops"
NAME = re.compile(r"\b(?:aftercare|process)_[a-z_]+")
FROM_PROMETHEUS = {"up", "time"}


def rules():
    (group,) = yaml.safe_load((OPS / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
    return group["rules"]


def panels():
    return json.loads((OPS / "dashboard.json").read_text(encoding="utf-8"))["panels"]


def expressions():
    asked = [rule["expr"] for rule in rules()]
    return asked + [target["expr"] for panel in panels() for target in panel["targets"]]


@pytest.fixture
def offered():
    """Everything /metrics can say: names with all their suffixes, and the labels with values."""
    recorder = SimpleNamespace(counts={}, refusals={"50001": 1})
    app = SimpleNamespace(
        delivery=SimpleNamespace(dispatcher=SimpleNamespace(recorder=recorder), leads=True),
        pacer=SimpleNamespace(limited=0),
        started=True,
    )
    client = SimpleNamespace(online=False, guilds=[])
    metrics = Metrics(app, client)
    metrics._looked = Looked(0.0, Backlog({}, dict.fromkeys(Lane, 0.0), 0.0))
    metrics.last_backup = 1.0
    samples = [sample for family in metrics.registry.collect() for sample in family.samples]
    return {sample.name: set() for sample in samples} | {
        name: {key for one in samples if one.name == name for key in one.labels}
        for name in {sample.name for sample in samples}
    }


def test_every_figure_that_is_asked_for_exists(offered):
    named = {name for expression in expressions() for name in NAME.findall(expression)}
    assert len(named) > 10
    assert named - set(offered) == set()


def test_every_figure_of_ours_is_watched_and_explained(offered):
    ours = {re.sub(r"_(bucket|sum|count|created)$", "", n) for n in offered if "aftercare" in n}
    watched = {re.sub(r"_bucket$", "", n) for e in expressions() for n in NAME.findall(e)}
    assert ours - watched == set()
    explained = set(NAME.findall((OPS / "README.md").read_text(encoding="utf-8")))
    assert ours - explained == set()


def test_labels_and_their_values_exist(offered):
    values = {
        "lane": {lane.name.lower() for lane in Lane},
        "state": {"waiting", "unknown", "sending"},
        "end": {end.value for end in End},
        "job": {"aftercare"},
    }
    for expression in expressions():
        for label, wanted in re.findall(r'(\w+)=~?"([^"]+)"', expression):
            assert set(wanted.split("|")) <= values[label], expression
        for names in re.findall(r"by \((\w+)\)", expression):
            assert any(names in labels for labels in offered.values()), expression


def test_no_figure_has_a_label_that_could_name_somebody(offered):
    labels = {label for found in offered.values() for label in found}
    assert labels == {"lane", "state", "end", "code", "le"}


def test_each_alert_says_what_to_do():
    names = [rule["alert"] for rule in rules()]
    assert len(names) == len(set(names)) >= 10
    for rule in rules():
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert set(rule["annotations"]) == {"summary", "description"}
        assert rule["expr"].count("(") == rule["expr"].count(")")


def test_the_dashboard_can_be_imported():
    shown = panels()
    assert len({panel["id"] for panel in shown}) == len(shown)
    assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in shown)
    assert all(panel["datasource"]["uid"] == "${source}" for panel in shown)
