"""CloudFormation's own rules, checked by the CDK's validator and by cfn-lint."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: W2001: the CDK's bootstrap version is a parameter that only a rule uses.
#: W3005: the CDK repeats as DependsOn what a reference already says.
IGNORED = ("W2001", "W3005")


def test_the_real_app_synthesizes_offline_and_is_valid(layer_dir: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    context = f'{{"stage": "prod", "layer_dir": "{layer_dir}"}}'
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    clean |= {"CDK_OUTDIR": str(out), "CDK_CONTEXT_JSON": context, "CDK_VALIDATION": "true"}
    done = subprocess.run(
        [sys.executable, "app.py"], cwd=ROOT, env=clean, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "deprecated" not in done.stderr
    templates = sorted(map(str, out.glob("*.template.json")))
    linter = str(Path(sys.executable).with_name("cfn-lint"))
    lint = [linter, "-r", "us-east-1", "-i", *IGNORED, "-t", *templates]
    linted = subprocess.run(lint, capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout + linted.stderr
