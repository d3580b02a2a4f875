"""Alerts ring for what they are about and for nothing else, as Prometheus' own tool finds by evaluating them."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from shutil import which

import pytest
import yaml

from tests.manifests.alert_rules import alerts
from tests.manifests.network_rules import of_kind
from tests.manifests.rendering import Object

LABEL = re.compile(r"{{ \$labels\.(\w+) }}")
AT = "25m"
SERVED = 'serving_kserve_io_inferenceservice="talktrack-acme",model="coach",model_version="r-1"'
SERVICE = {"serving_kserve_io_inferenceservice": "talktrack-acme"}
RELEASE = SERVICE | {"model_version": "r-1"}

# One value a minute. Half a percent of failures, answers of a second and what went wrong last week are fine.
WELL = {
    "talktrack_rollout_round_seconds_count": "0+12x30",
    'talktrack_rollout_failing{tenant="acme"}': "0x30",
    'talktrack_rollout_phase{tenant="acme",phase="paused"}': "0x30",
    'talktrack_rollout_ticks_total{tenant="acme",action="roll_back"}': "1x30",
    f'talktrack_requests_total{{{SERVED},outcome="ok"}}': "0+199x30",
    f'talktrack_requests_total{{{SERVED},outcome="error"}}': "0+1x30",
    f'talktrack_requests_total{{{SERVED},outcome="rejected"}}': "0+500x30",
    f'talktrack_requests_total{{{SERVED},outcome="fallback"}}': "3x30",
    f'talktrack_latency_seconds_bucket{{{SERVED},le="1.0"}}': "0+190x30",
    f'talktrack_latency_seconds_bucket{{{SERVED},le="2.5"}}': "0+199x30",
    f'talktrack_latency_seconds_bucket{{{SERVED},le="+Inf"}}': "0+199x30",
    f"talktrack_events_dropped_total{{{SERVED}}}": "7x30",
}
RINGING: list[tuple[str, Mapping[str, str], Mapping[str, str]]] = [
    ("TalktrackControllerNotTicking", {"talktrack_rollout_round_seconds_count": "100x30"}, {}),
    ("TalktrackControllerNotTicking", {"talktrack_rollout_round_seconds_count": "_x30"}, {}),
    ("TalktrackRolloutFailing", {'talktrack_rollout_failing{tenant="acme"}': "1x30"}, {"tenant": "acme"}),
    (
        "TalktrackRolloutPaused",
        {'talktrack_rollout_phase{tenant="acme",phase="paused"}': "1x30"},
        {"tenant": "acme"},
    ),
    (
        "TalktrackRolledBack",
        {'talktrack_rollout_ticks_total{tenant="acme",action="roll_back"}': "1x15 2x15"},
        {"tenant": "acme"},
    ),
    ("TalktrackPredictorErrors", {f'talktrack_requests_total{{{SERVED},outcome="error"}}': "0+3x30"}, RELEASE),
    (
        "TalktrackPredictorSlow",
        {f'talktrack_latency_seconds_bucket{{{SERVED},le="1.0"}}': "0+100x30"},
        SERVICE | {"model": "coach"},
    ),
    ("TalktrackFallbacks", {f'talktrack_requests_total{{{SERVED},outcome="fallback"}}': "3x20 4x10"}, RELEASE),
    ("TalktrackEventsDropped", {f"talktrack_events_dropped_total{{{SERVED}}}": "7x20 9x10"}, SERVICE),
]


def told(rule: Object, labels: Mapping[str, str]) -> Object:
    """Return an alert as it reaches a person."""
    said = {key: LABEL.sub(lambda found: labels[found[1]], text) for key, text in rule["annotations"].items()}
    return {"exp_labels": {**labels, **rule["labels"]}, "exp_annotations": said}


def evaluated(folder: Path, rules: Object, series: Mapping[str, str], expected: Mapping[str, list[Object]]) -> str:
    """Return what the tool has to object to these alerts of these series, nothing where all is as expected."""
    (folder / "rules.yaml").write_text(yaml.safe_dump(rules), encoding="utf-8")
    checks = [{"eval_time": AT, "alertname": name, "exp_alerts": alerts} for name, alerts in expected.items()]
    values = [{"series": name, "values": value} for name, value in series.items()]
    test = {"interval": "1m", "input_series": values, "alert_rule_test": checks}
    content = {"rule_files": ["rules.yaml"], "evaluation_interval": "1m", "tests": [test]}
    (folder / "test.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    done = subprocess.run(
        ["promtool", "test", "rules", "test.yaml"], capture_output=True, text=True, cwd=folder, check=False
    )
    return f"{done.stdout}{done.stderr}" if done.returncode else ""


@pytest.fixture
def rules(good: dict[str, list[Object]]) -> Object:
    """The groups of alerts, where there is a promtool."""
    if not which("promtool"):
        message = "SKIPPED: promtool is not installed (Debian: apt-get install prometheus)"
        if os.environ.get("STRICT") == "1":
            pytest.fail(message)
        pytest.skip(message)
    found: Object = of_kind(good["gke"], "PrometheusRule")[0]["spec"]
    return found


def names(good: dict[str, list[Object]]) -> set[str]:
    """Return the names of all alerts."""
    return {rule["alert"] for _, rule in alerts(good["gke"])}


def test_nothing_rings_while_all_is_well(good: dict[str, list[Object]], rules: Object, tmp_path: Path) -> None:
    """An alert that rings for nothing is switched off by whoever it wakes."""
    assert evaluated(tmp_path, rules, WELL, {name: [] for name in names(good)}) == ""


@pytest.mark.parametrize(("alert", "series", "labels"), RINGING)
def test_an_alert_rings(
    rules: Object, tmp_path: Path, alert: str, series: Mapping[str, str], labels: Mapping[str, str]
) -> None:
    """For one thing that is wrong, and it says which."""
    rule = next(one for group in rules["groups"] for one in group["rules"] if one.get("alert") == alert)

    assert evaluated(tmp_path, rules, {**WELL, **series}, {alert: [told(rule, labels)]}) == ""


def test_every_alert_is_tried(good: dict[str, list[Object]]) -> None:
    """One that nobody has heard may be mute."""
    assert {name for name, _, _ in RINGING} == names(good)
