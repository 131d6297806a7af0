"""Archives that functions and layers are made of: byte for byte the same for the same sources.

CDK is given finished zip files with our own hash, so it neither walks nor copies nor zips trees.
Bytecode is shipped: ``/var/task`` and ``/opt`` are read-only, so Lambda would compile everything
at each cold start (+645 ms measured).
"""

from __future__ import annotations

import hashlib
import os
import py_compile
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from layers.dependencies.build import build, digest_of
from stacks.config import ROOT, Config

OUT = ROOT / ".local" / "assets"
COMMONS = ROOT / "layers" / "commons" / "python"
#: The fixed signing key of tests, and what holds them to their grants, stay at home.
TEST_ONLY = {"testing", "granted.py"}
EPOCH = (1980, 1, 1, 0, 0, 0)
CACHE_TAG = sys.implementation.cache_tag


@dataclass(frozen=True)
class Archive:
    """A zip file (or, for a layer built elsewhere, a folder) and the hash of what is in it."""

    path: Path
    digest: str


def service_code(functions: Path, service: str, bundles: Mapping[str, str]) -> Archive:
    """A service's functions, nothing of any other service, and generated files beside them."""
    package = functions.name
    files = {
        f"{package}/{path.relative_to(functions)}": path.read_bytes()
        for path in [functions / "__init__.py", *_files(functions / service)]
        if path.exists()
    }
    return _archive(service, files | {name: text.encode() for name, text in bundles.items()})


def commons_layer() -> Archive:
    """Our machinery, where Lambda looks for a layer's Python packages."""
    shipped = [
        path
        for path in _files(COMMONS)
        if not TEST_ONLY & {*path.relative_to(COMMONS / "commons").parts}
    ]
    files = {f"python/{path.relative_to(COMMONS)}": path.read_bytes() for path in shipped}
    return _archive("commons-layer", files)


def dependency_layer(config: Config) -> Archive:
    """The third-party layer: the one given by context, or the checkout's own, built when stale."""
    folder = config.layer_dir or build(config.architecture)
    packed = folder / "layer.zip"
    return Archive(packed if packed.exists() else folder, digest_of(folder))


def _files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".pyc" and ".egg-info" not in str(path)
    )


def _archive(name: str, files: Mapping[str, bytes]) -> Archive:
    summary = hashlib.sha256(str(CACHE_TAG).encode())
    for member, content in sorted(files.items()):
        summary.update(f"\0{member}\0{len(content)}\0".encode() + content)
    digest = summary.hexdigest()
    path = OUT / f"{name}-{digest[:16]}.zip"
    if not path.exists():
        OUT.mkdir(parents=True, exist_ok=True)
        _write(path, {**files, **_bytecode(files)})
    return Archive(path, digest)


def _write(path: Path, members: Mapping[str, bytes]) -> None:
    """Write beside and rename: several synths may run at once."""
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with (
        os.fdopen(handle, "wb") as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped,
    ):
        for member, content in sorted(members.items()):
            entry = zipfile.ZipInfo(member, EPOCH)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            zipped.writestr(entry, content)
    Path(unfinished).chmod(0o644)
    Path(unfinished).replace(path)


def _bytecode(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The ``__pycache__`` members; never checked against the source, which cannot change."""
    compiled: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as scratch:
        source, target = Path(scratch, "source.py"), Path(scratch, "target.pyc")
        for member in files:
            if not member.endswith(".py"):
                continue
            source.write_bytes(files[member])
            py_compile.compile(
                str(source),
                cfile=str(target),
                dfile=member,
                doraise=True,
                invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
            )
            folder, _, name = member.rpartition("/")
            cached = f"{folder}/__pycache__/{name[:-3]}.{CACHE_TAG}.pyc"
            compiled[cached] = target.read_bytes()
    return compiled
