"""Counts what the cost page is made of: operations by a test, resources from the templates."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from bench.costs import COUNTS
from bench.report import ROOT, conditions

TEST = "tests/bench/test_counts.py"
STAGE = "prod"


def write() -> None:
    """Count again, and write bench/counts.json."""
    found = {
        "conditions": conditions("counts"),
        "operations": _operations(),
        "resources": resources(_templates()),
    }
    COUNTS.write_text(json.dumps(found, indent=1) + "\n")


def resources(found: list[dict[str, Any]]) -> dict[str, int]:
    """What a stage has to pay for while nobody is there."""
    kinds: Counter[str] = Counter(one["Type"] for one in found)
    sources = _properties(found, "AWS::Lambda::EventSourceMapping")
    rules = _properties(found, "AWS::Events::Rule")
    return {
        "alarms": kinds["AWS::CloudWatch::Alarm"],
        "dashboards": kinds["AWS::CloudWatch::Dashboard"],
        "secrets": kinds["AWS::SecretsManager::Secret"],
        "keys": kinds["AWS::KMS::Key"],
        "polled_queues": sum("StartingPosition" not in source for source in sources),
        "minute_jobs": sum(r.get("ScheduleExpression") == "rate(1 minute)" for r in rules),
        "functions": kinds["AWS::Lambda::Function"],
    }


def _properties(found: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [one.get("Properties", {}) for one in found if one["Type"] == kind]


def _templates() -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "CDK_OUTDIR": folder,
            "CDK_VALIDATION": "false",
            "CDK_CONTEXT_JSON": json.dumps({"stage": STAGE}),
        }
        subprocess.run([sys.executable, "app.py"], cwd=ROOT, env=environment, check=True)
        pages = Path(folder).glob("*.template.json")
        return [one for p in pages for one in json.loads(p.read_text())["Resources"].values()]


def _operations() -> dict[str, Any]:
    with tempfile.NamedTemporaryFile() as file:
        environment = os.environ | {"CREAVIO_WRITE_COUNTS": file.name}
        command = [sys.executable, "-m", "pytest", "-q", "-m", "nightly", TEST]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        found: dict[str, Any] = json.loads(Path(file.name).read_text())
        return found
