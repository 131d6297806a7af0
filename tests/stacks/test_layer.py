"""The dependency layer alone carries our packages: nothing else is on the path in Lambda."""

from __future__ import annotations

import json
import platform
import ssl
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from layers.dependencies import build, trims
from layers.dependencies.build import ROOT, digest_of
from layers.dependencies.trims import AWS_SERVICES

ARCHITECTURES = {"x86_64": "x86_64", "amd64": "x86_64", "arm64": "arm64", "aarch64": "arm64"}
#: Measured 315: pynamodb and the botocore it stands on, without what trims.py leaves out.
MAX_MODULES_OF_PYNAMODB = 320
PROBE = """
import json, sys
sys.path[:0] = sys.argv[1:]
import pynamodb.models, pynamodb.transactions
modules = len(sys.modules)
from botocore.session import get_session
made = []
for name in json.loads(sys.stdin.read()):
    client = get_session().create_client(
        name, region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b"
    )
    made.append(client.meta.service_model.service_name)
import importlib.metadata
import argon2, boto3, cryptography, fastapi, jwt, mangum, pydantic
import aws_lambda_powertools.metrics
import commons.web
strangers = sorted(
    name for name, module in sys.modules.items()
    if "site-packages" in str(getattr(module, "__file__", ""))
)
print(json.dumps({"modules": modules, "clients": made, "strangers": strangers,
                  "argon2": importlib.metadata.version("argon2-cffi")}))
"""

#: What replacements/ and EDITS load late works all the same when it is used.
LATE = """
import sys
sys.path[:0] = sys.argv[1:]
from botocore.compat import ETree, XMLParseError
from botocore.session import get_session
late = {"xml.etree.ElementTree", "jmespath.parser", "dateutil.parser._parser"}
assert not late & set(sys.modules), late & set(sys.modules)
assert ETree.fromstring("<a>b</a>").text == "b"
try:
    ETree.fromstring("<a>")
except XMLParseError as error:
    print(type(error).__name__)
import dateutil.parser, jmespath
assert jmespath.search("a[].b", {"a": [{"b": 1}]}) == [1]
assert jmespath.Options(dict_cls=dict)
assert dateutil.parser.parse("Fri, 20 Nov 2026 16:00:00 GMT").year == 2026
assert dateutil.parser.isoparse("2026-11-20T16:00:00Z").hour == 16
assert issubclass(dateutil.parser.ParserError, ValueError)
from fastapi.openapi.models import OpenAPI
info = {"title": "t", "version": "1"}
operation = {"responses": {"200": {"description": "x"}}}
read = OpenAPI(openapi="3.1.0", info=info, paths={"/a": {"get": operation}})
assert read.paths["/a"].get.responses["200"].description == "x"
late = {"opentelemetry", "importlib.metadata"} & set(sys.modules)
assert not late, late
"""


@pytest.fixture(scope="module")
def layer() -> Path:
    """This machine's layer; built when it is not up to date."""
    return build.build(ARCHITECTURES[platform.machine().lower()])


@pytest.fixture(scope="module")
def probed(layer: Path) -> dict[str, Any]:
    """What a bare interpreter sees with nothing but the layers on its path."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", PROBE, layer / "python", ROOT / "layers/commons/python"],
        input=json.dumps(sorted(AWS_SERVICES)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_our_packages_import_from_the_layers_alone(probed: dict[str, Any]) -> None:
    assert probed["strangers"] == []
    assert probed["argon2"]


def test_every_service_we_call_has_its_client(probed: dict[str, Any]) -> None:
    assert len(probed["clients"]) == len(AWS_SERVICES)


def test_what_is_loaded_late_works_when_it_is_used(layer: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", LATE, layer / "python"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "ParseError\n"


def test_the_authorities_that_vouch_for_aws_are_all_trusted_and_few_others(layer: Path) -> None:
    context = ssl.create_default_context(cafile=layer / "python" / "botocore" / "cacert.pem")
    trusted = str(context.get_ca_certs())
    assert {name for name in trims.AMAZONS if f"'{name}'" not in trusted} == set()
    assert context.cert_store_stats()["x509_ca"] < 20


@pytest.mark.parametrize(
    ("bundle", "lost"),
    [
        (sorted(trims.AMAZONS), "import this"),
        (["Amazon Root CA 1"], "lacks Amazon Root CA 2"),
    ],
)
def test_a_package_that_changed_under_a_trim_stops_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bundle: list[str], lost: str
) -> None:
    (tmp_path / "changed.py").write_text("import other\n")
    monkeypatch.setattr(trims, "UNUSED", ())
    monkeypatch.setattr(trims, "EDITS", (("changed.py", "import this\n", ""),))
    for package in ("botocore", "boto3"):
        (tmp_path / package / "data").mkdir(parents=True)
    (tmp_path / "botocore/data/endpoints.json").write_text('{"partitions": []}')
    certificate = "# Serial: 1\n-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n"
    labelled = (f'# Label: "{label}"\n{certificate}' for label in bundle)
    (tmp_path / "botocore/cacert.pem").write_text("".join(labelled))
    with pytest.raises(trims.TrimError, match=lost):
        trims.trim(tmp_path)


def test_pynamodb_stays_light(probed: dict[str, Any]) -> None:
    assert probed["modules"] <= MAX_MODULES_OF_PYNAMODB


def test_bytecode_is_shipped_for_every_module(layer: Path) -> None:
    tag = f"{sys.implementation.cache_tag}.pyc"
    missing = [
        source
        for source in (layer / "python").rglob("*.py")
        if not source.parent.joinpath("__pycache__", f"{source.stem}.{tag}").exists()
    ]
    assert missing == []


def test_what_no_function_needs_is_left_out(layer: Path) -> None:
    folder = layer / "python"
    models = {path.name for path in (folder / "botocore" / "data").iterdir() if path.is_dir()}
    assert models == AWS_SERVICES
    for unused in ("aiortc", "stripe", "opensearchpy", "strawberry", "pip", "bin"):
        assert not (folder / unused).exists()


def test_a_second_build_returns_at_once(layer: Path) -> None:
    before = (layer / "layer.zip").stat().st_mtime_ns
    assert build.build(layer.name) == layer
    assert (layer / "layer.zip").stat().st_mtime_ns == before
    assert digest_of(layer) == (layer / "stamp").read_text()


def test_a_layer_that_grew_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "python").mkdir()
    (tmp_path / "python" / "big.py").write_bytes(b"#" * 2_000_000)
    build.pack(tmp_path / "python", tmp_path / "layer.zip")
    monkeypatch.setattr(build, "MAX_UNZIPPED_MB", 1)
    with pytest.raises(build.BuildError, match="too large"):
        build.check_sizes(tmp_path)
