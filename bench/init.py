"""What starting a function costs: modules and CPU, in the built layer and nothing else."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.report import ROOT, Block, conditions, measured
from commons.declare import Declaration
from commons.testing import declarations
from layers.dependencies.build import build, check_sizes

ARCHITECTURES = {"x86_64": "x86_64", "amd64": "x86_64", "arm64": "arm64", "aarch64": "arm64"}
KINDS = {
    "endpoints": "HTTP function",
    "sockets": "socket action",
    "consumers": "consumer",
    "jobs": "job",
}
RUNS = 9
#: Their clients need some credentials; none is used.
NO_ACCOUNT = {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none"}


def paths() -> list[Path]:
    """What is on Lambda's path: the layer of this machine's architecture, commons, functions."""
    layer = build(ARCHITECTURES[platform.machine().lower()]) / "python"
    return [layer, ROOT / "layers/commons/python", ROOT]


def probed(script: str, module: str) -> Any:
    """What a probe prints about one module, in a process of its own."""
    command = [sys.executable, "-I", "-S", str(ROOT / script), module, *map(str, paths())]
    done = subprocess.run(command, env=NO_ACCOUNT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def run() -> Block:
    """The heaviest and the lightest function of each kind."""
    counted: dict[str, list[tuple[int, Declaration]]] = {kind: [] for kind in KINDS}
    for declared in declarations():
        serving = probed("tests/architecture/probe.py", _module(declared))["serving"]
        counted[declared.folder].append((serving, declared))
    rows = []
    for kind, title in KINDS.items():
        ranked = sorted(counted[kind], key=lambda one: (one[0], one[1].name))
        chosen = ranked[-1:] + (ranked[:1] if len(ranked) > 1 else [])
        rows += [_row(title, modules, declared) for modules, declared in chosen]
    note = (
        f"Heaviest and lightest of each kind; CPU: median and middle half of {RUNS} processes, "
        "interpreter included. The DynamoDB client is made in the first call, "
        "and counted here as part of the start."
    )
    layer = f"The layer: {check_sizes(paths()[0].parent)}."
    head = ("kind", "function", "modules", "CPU-ms ready", "with a DynamoDB client")
    return Block("init", head, rows, (note, layer, conditions("init")))


def _row(title: str, modules: int, declared: Declaration) -> list[str]:
    runs = [probed("bench/init_probe.py", _module(declared)) for _ in range(RUNS)]
    ready, client = ([run[index] for run in runs] for index in (1, 2))
    return [title, f"`{declared.name}`", str(modules), measured(ready), measured(client)]


def _module(declared: Declaration) -> str:
    return declared.handler.rpartition(".")[0]
