"""CloudFormation's own rules, checked by the CDK's validator and by cfn-lint."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: Warnings that stay; of errors none does.
EXPLAINED = {
    "W2001": "the CDK's bootstrap version is a parameter that only a rule uses",
    "W3005": "the CDK repeats as DependsOn what a reference already says",
}


def test_the_real_app_synthesizes_offline_and_is_valid(layer_dir: Path, tmp_path: Path) -> None:
    done, out = synth(tmp_path, f'{{"stage": "prod", "layer_dir": "{layer_dir}"}}')
    assert done.returncode == 0, done.stdout + done.stderr
    assert "deprecated" not in done.stderr
    assert sorted(out.glob("*.template.json"))


def test_cfn_lint_has_no_errors_and_no_unexplained_warnings(
    assemblies: Mapping[str, Path],
) -> None:
    templates = [str(t) for out in assemblies.values() for t in sorted(out.glob("*.template.json"))]
    linter = str(Path(sys.executable).with_name("cfn-lint"))
    lint = [linter, "-r", "us-east-1", "-i", *EXPLAINED, "-t", *templates]
    linted = subprocess.run(lint, capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout + linted.stderr


def synth(folder: Path, context: str) -> tuple[subprocess.CompletedProcess[str], Path]:
    """Run app.py as ``cdk synth`` does, without credentials; what it said, and where it wrote."""
    out = folder / "out"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    clean |= {"CDK_OUTDIR": str(out), "CDK_CONTEXT_JSON": context, "CDK_VALIDATION": "true"}
    done = subprocess.run(
        [sys.executable, "app.py"], cwd=ROOT, env=clean, capture_output=True, text=True, check=False
    )
    return done, out
