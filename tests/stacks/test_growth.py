"""Adding an endpoint is adding its file: the stacks are not touched."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from stacks.catalog import Catalog
from tests.stacks.templates import Template

ROOT = Path(__file__).resolve().parents[2]
ADDED = '''"""How many things there are."""

from commons.http import Access, endpoint


@endpoint("GET /things/{thing_id}/count", access=Access.ANONYMOUS, memory_mb=256)
async def count_things(thing_id: str) -> int:
    """Count the things."""
    return len(thing_id)
'''
SYNTH = """
import sys
from aws_cdk import App
from stacks.catalog import Catalog
from stacks.config import Config
from stacks.platform import platform

app = App(outdir=sys.argv[1], tree_metadata=False, analytics_reporting=False)
platform(app, Config.of({"stage": "local", "layer_dir": sys.argv[2]}), Catalog.load())
app.synth()
"""


def test_a_new_file_is_a_new_route_with_its_function_and_role(
    catalog: Catalog, layer_dir: Path, tmp_path: Path
) -> None:
    functions = tmp_path / "functions"
    shutil.copytree(catalog.folder, functions, ignore=shutil.ignore_patterns("__pycache__"))
    (functions / "core" / "endpoints" / "count_things.py").write_text(ADDED)
    out = tmp_path / "out"
    paths = [tmp_path, ROOT, ROOT / "layers" / "commons" / "python"]
    subprocess.run(
        [sys.executable, "-c", SYNTH, str(out), str(layer_dir)],
        check=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, paths))},
    )
    template = Template(json.loads((out / "local-core.template.json").read_text()))
    keys = [route.props["RouteKey"] for route in template.of("ApiGatewayV2::Route")]
    assert "GET /v1/things/{thing_id}/count" in keys
    built = {f.props["FunctionName"]: f.props for f in template.of("Lambda::Function")}
    added = built["local-core-count-things"]
    assert added["Handler"] == "functions.core.endpoints.count_things.count_things"
    assert added["MemorySize"] == 256
    assert added["Description"] == "Count the things."
