"""What the layer leaves out of its packages, and the few lines of theirs that it changes.

A function starts faster for every module it does not load and every file it does not read. Whole
files stand in ``replacements/`` under the paths they replace; single lines are the ``EDITS`` below.
Versions are locked, and a line that is not what it was stops the build.
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
from pathlib import Path
from typing import Any

REPLACEMENTS = Path(__file__).with_name("replacements")
UNUSED_FOLDERS = {"tests", "__pycache__"}
UNUSED_FILES = {".pyi", ".pyx"}
KEPT_METADATA = {"METADATA", "entry_points.txt"}

#: The services whose clients our functions make. botocore ships models of 400 others.
AWS_SERVICES = {
    "apigatewaymanagementapi",
    "dynamodb",
    "events",
    "s3",
    "scheduler",
    "secretsmanager",
    "sqs",
    "ssm",
    "sts",
}
UNUSED = (
    "bin",
    ".lock",
    "boto3/examples",
    # 2011's API
    "botocore/data/dynamodb/2011-12-05",
    "botocore/data/events/2014-02-03",
    # FastAPI loads its 26 modules only to ask whether a model is one of theirs
    "pydantic/v1",
    # 30 modules and a search of every package for exporters: replacements/fastapi/telemetry
    "opentelemetry",
    "opentelemetry_api-*.dist-info",
    "starlette/middleware/opentelemetry.py",
)
#: (file, line, what stands there instead): an import is made where it is used, or never.
EDITS = (
    # urllib3 asks for the version of an HTTP/2 package that is not there: 13 modules.
    ("urllib3/http2/__init__.py", "from importlib.metadata import version\n", ""),
    (
        "urllib3/http2/__init__.py",
        '    h2_version = version("h2")',
        '    from importlib.metadata import version\n    h2_version = version("h2")',
    ),
    ("pydantic/networks.py", "from importlib.metadata import version\n", ""),
    (
        "pydantic/networks.py",
        "    if not version('email-validator')",
        "    from importlib.metadata import version\n    if not version('email-validator')",
    ),
    # The models of an OpenAPI document: 30 ms to build, for a document that is made at synth.
    (
        "fastapi/openapi/models.py",
        'model_config = {"extra": "allow"}',
        'model_config = {"extra": "allow", "defer_build": True}',
    ),
    ("fastapi/openapi/models.py", "\nSchema.model_rebuild()\n", "\n"),
    ("fastapi/openapi/models.py", "\nOperation.model_rebuild()\n", "\n"),
    ("fastapi/openapi/models.py", "\nEncoding.model_rebuild()\n", "\n"),
    # XML is what S3 and STS answer; no other service of ours does.
    (
        "botocore/compat.py",
        "import xml.etree.ElementTree as ETree\nXMLParseError = ETree.ParseError\n",
        """
class _ElementTree:
    def __getattr__(self, name):
        import xml.etree.ElementTree
        return getattr(xml.etree.ElementTree, name)

ETree = _ElementTree()
XMLParseError = SyntaxError  # the base of ElementTree.ParseError
""",
    ),
    (
        "botocore/serialize.py",
        "from xml.etree import ElementTree\n",
        "from botocore.compat import ETree as ElementTree\n",
    ),
)


#: botocore reads its bundle of authorities at every new connection: 16 CPU-ms for 126 of them
#: (urllib3 issue 3623). These vouch for AWS: Amazon's own five, which Amazon Trust Services asks
#: custom trust stores to hold, and those AWS used before. AWS_CA_BUNDLE still names another bundle.
AUTHORITIES = ("Amazon ", "Starfield ", "DigiCert ", "Baltimore ")
AMAZONS = {f"Amazon Root CA {number}" for number in range(1, 5)} | {
    "Starfield Services Root Certificate Authority - G2"
}
CERTIFICATE = re.compile(
    r'^# Label: "([^"]+)"\n(?:#.*\n)*'
    r"(-----BEGIN CERTIFICATE-----\n[^-]+-----END CERTIFICATE-----\n)",
    re.MULTILINE,
)


class TrimError(Exception):
    """A package is not what it was when a trim was written for it."""


def trim(packages: Path) -> None:
    """Take away from installed packages what no function needs. Raises TrimError."""
    for unused in (path for pattern in UNUSED for path in list(packages.glob(pattern))):
        _remove(unused)
    for data in (packages / "botocore" / "data", packages / "boto3" / "data"):
        for model in data.iterdir():
            if model.is_dir() and model.name not in AWS_SERVICES:
                _remove(model)
    _shrink_models(packages / "botocore" / "data")
    _keep_authorities(packages / "botocore" / "cacert.pem")
    for file, line, instead in EDITS:
        _edit(packages / file, line, instead)
    _replace_files(packages)
    for path in list(packages.rglob("*")):
        if path.name in UNUSED_FOLDERS or path.suffix in UNUSED_FILES:
            _remove(path)
    for folder in packages.glob("*.dist-info"):
        _trim_metadata(folder)


def _shrink_models(data: Path) -> None:
    """Service models without their prose, unpacked, and the endpoints of these services only.

    A client reads its model and the endpoints when it is made: this halves the time of that.
    """
    prefixes = set()
    for packed in data.rglob("*.json.gz"):
        model = json.loads(gzip.decompress(packed.read_bytes()))
        if packed.name == "service-2.json.gz":
            model = _without_prose(model)
            prefixes.add(model["metadata"]["endpointPrefix"])
        if packed.name != "examples-1.json.gz":
            packed.with_suffix("").write_text(json.dumps(model, separators=(",", ":")))
        packed.unlink()
    for examples in data.rglob("examples-1.json"):
        examples.unlink()
    endpoints = json.loads((data / "endpoints.json").read_text())
    for partition in endpoints["partitions"]:
        services = partition["services"]
        partition["services"] = {name: services[name] for name in services if name in prefixes}
    (data / "endpoints.json").write_text(json.dumps(endpoints, separators=(",", ":")))


def _without_prose(model: Any) -> Any:
    if isinstance(model, list):
        return [_without_prose(entry) for entry in model]
    if not isinstance(model, dict):
        return model
    # A member of a shape may be called "documentation" too: that one is an object, not a text.
    return {
        name: _without_prose(value)
        for name, value in model.items()
        if not (name == "documentation" and isinstance(value, str))
    }


def _keep_authorities(bundle: Path) -> None:
    found = dict(CERTIFICATE.findall(bundle.read_text()))
    kept = {label: text for label, text in found.items() if label.startswith(AUTHORITIES)}
    if missing := AMAZONS - kept.keys():
        raise TrimError(f"{bundle.name} lacks {', '.join(sorted(missing))}: see trims.py")
    bundle.write_text("".join(f"# {label}\n{text}" for label, text in kept.items()))


def _edit(module: Path, line: str, instead: str) -> None:
    text = module.read_text()
    if text.count(line) != 1:
        raise TrimError(f"{module.name} is not what it was: look for {line.strip()!r} in trims.py")
    module.write_text(text.replace(line, instead))


def _replace_files(packages: Path) -> None:
    for ours in REPLACEMENTS.rglob("*.py"):
        theirs = packages / ours.relative_to(REPLACEMENTS)
        if not theirs.is_file():
            raise TrimError(f"there is no {theirs.relative_to(packages)} to replace any more")
        shutil.copyfile(ours, theirs)


def _trim_metadata(folder: Path) -> None:
    """Keep names, versions, licences, and the entry points by which packages find each other."""
    for path in folder.iterdir():
        if path.name not in KEPT_METADATA and "licen" not in path.name.lower():
            _remove(path)
    metadata = folder / "METADATA"
    headers = metadata.read_text().partition("\n\n")[0]
    kept = ("Metadata-Version:", "Name:", "Version:", "License")
    metadata.write_text("\n".join(h for h in headers.split("\n") if h.startswith(kept)) + "\n")


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
