"""Builds the layer of third-party packages for Lambda: no Docker, any architecture, any host.

    python layers/dependencies/build.py --arch arm64

Wheels come from the hash-locked ``requirements/layer.txt``. What no function needs is left out
(most of botocore's service models), bytecode is put in (init is 645 ms slower without it), and the
size is checked. A second build of the same lock and the same recipe returns at once.
"""

from __future__ import annotations

import argparse
import compileall
import hashlib
import os
import py_compile
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements" / "layer.txt"
LAMBDA_PYTHON = "3.13"
PLATFORMS = {"arm64": "aarch64-manylinux_2_28", "x86_64": "x86_64-manylinux_2_28"}
UNUSED_FOLDERS = {"tests", "__pycache__"}
UNUSED_FILES = {".pyi", ".pyx"}
KEPT_METADATA = {"METADATA", "entry_points.txt"}
MAX_UNZIPPED_MB = 50
MAX_ZIPPED_MB = 17

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
#: botocore's own documentation generator is imported by every client for docstrings nobody reads
#: in Lambda: 18 modules. What remains is what ``client``, ``paginate`` and ``waiter`` refer to.
DOCS_PACKAGE = '''"""Reduced to what clients and boto3 import; see layers/dependencies/build.py."""

DEPRECATED_SERVICE_NAMES = {"sms-voice"}
'''
DOCS_DOCSTRING = '''"""Docstrings of generated methods, left empty in this layer."""


class LazyLoadedDocstring(str):
    """Stands where botocore would generate text on demand."""

    def __new__(cls, *args, **kwargs):
        return super().__new__(cls)

    def __init__(self, *args, **kwargs):
        super().__init__()


class ClientMethodDocstring(LazyLoadedDocstring):
    """Of a client's method."""


class WaiterDocstring(LazyLoadedDocstring):
    """Of a waiter."""


class PaginatorDocstring(LazyLoadedDocstring):
    """Of a paginator."""
'''
#: urllib3 imports importlib.metadata, 13 modules, to ask for the version of an HTTP/2 package that
#: is not there: it may ask when HTTP/2 is switched on, which nothing here does.
HTTP2 = Path("urllib3", "http2", "__init__.py")
HTTP2_IMPORT = "from importlib.metadata import version\n"
HTTP2_USE = '    h2_version = version("h2")'


class BuildError(Exception):
    """The layer could not be built, or is too large; the text says what to do."""


def build(arch: str, out: Path | None = None) -> Path:
    """Build the layer unless it is up to date; returns the folder that holds it.

    The folder has ``python/``, for a path, and ``layer.zip``, for Lambda.
    arch: ``arm64`` or ``x86_64``. Raises BuildError.
    """
    out = out or ROOT / ".local" / "layer" / arch
    wanted = _recipe(arch)
    if _stamp(out) == wanted:
        return out
    started = time.monotonic()
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        packages = unfinished / "python"
        _install(arch, packages)
        _trim(packages)
        _compile(packages)
        pack(packages, unfinished / "layer.zip")
        sizes = check_sizes(unfinished)
        (unfinished / "stamp").write_text(wanted)
        _replace(unfinished, out)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    print(f"layer {arch}: {sizes}, {time.monotonic() - started:.1f} s", file=sys.stderr)
    return out


def digest_of(folder: Path) -> str:
    """What identifies a built layer: its stamp, or its contents when it was built elsewhere."""
    if stamp := _stamp(folder):
        return stamp
    summary = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        summary.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return summary.hexdigest()


def _stamp(folder: Path) -> str | None:
    stamp = folder / "stamp"
    return stamp.read_text() if stamp.is_file() else None


def _recipe(arch: str) -> str:
    """Hash of everything the result depends on."""
    parts = [arch.encode(), sys.version.encode(), LOCK.read_bytes(), Path(__file__).read_bytes()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _install(arch: str, target: Path) -> None:
    command = [
        _uv(),
        *("pip", "install", "--quiet", "--no-deps", "--require-hashes", "--no-config"),
        *("--only-binary", ":all:", "--link-mode", "copy"),
        *("--python-platform", PLATFORMS[arch], "--python-version", LAMBDA_PYTHON),
        *("--python", sys.executable, "--target", str(target), "-r", str(LOCK)),
    ]
    for network in (
        ["--offline"],
        [],
    ):  # the lock pins every byte: ask only for what is not cached
        done = subprocess.run([*command, *network], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return
        shutil.rmtree(target, ignore_errors=True)
    raise BuildError(f"uv could not install {LOCK.relative_to(ROOT)}:\n{done.stderr.strip()}")


def _uv() -> str:
    beside = Path(sys.executable).with_name("uv")
    found = str(beside) if beside.exists() else shutil.which("uv")
    if found is None:
        raise BuildError("uv is not installed; tools/setup installs it into .venv")
    return found


def _trim(packages: Path) -> None:
    # pydantic/v1: FastAPI loads its 26 modules only to ask whether a model is one of theirs
    for folder in ("bin", "boto3/examples", "pydantic/v1", ".lock"):
        _remove(packages / folder)
    for data in (packages / "botocore" / "data", packages / "boto3" / "data"):
        for model in data.iterdir():
            if model.is_dir() and model.name not in AWS_SERVICES:
                _remove(model)
    # 2011's API, examples for documentation
    _remove(packages / "botocore" / "data" / "dynamodb" / "2011-12-05")
    _remove(packages / "botocore" / "data" / "events" / "2014-02-03")
    for path in (packages / "botocore" / "data").rglob("examples-1.json*"):
        _remove(path)
    (packages / "botocore" / "docs" / "__init__.py").write_text(DOCS_PACKAGE)
    (packages / "botocore" / "docs" / "docstring.py").write_text(DOCS_DOCSTRING)
    _defer_http2(packages / HTTP2)
    for path in list(packages.rglob("*")):
        if path.name in UNUSED_FOLDERS or path.suffix in UNUSED_FILES:
            _remove(path)
    _trim_metadata(packages)


def _defer_http2(module: Path) -> None:
    text = module.read_text()
    if HTTP2_IMPORT not in text or HTTP2_USE not in text:
        raise BuildError(f"{HTTP2} is not what it was: see HTTP2_IMPORT in layers/dependencies")
    text = text.replace(HTTP2_IMPORT, "")
    module.write_text(text.replace(HTTP2_USE, f"    {HTTP2_IMPORT}{HTTP2_USE}"))


def _trim_metadata(packages: Path) -> None:
    """Keep names, versions, licences, and the entry points by which opentelemetry finds itself."""
    for folder in packages.glob("*.dist-info"):
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


def _compile(packages: Path) -> None:
    """Bytecode that is never checked against its source: both are read-only in Lambda."""
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    if running != LAMBDA_PYTHON:
        print(
            f"note: this bytecode is for Python {running}; Lambda runs {LAMBDA_PYTHON} and would "
            f"compile at each cold start (+0.6 s). Deploy from Python {LAMBDA_PYTHON}.",
            file=sys.stderr,
        )
    compileall.compile_dir(
        packages,
        maxlevels=20,
        quiet=2,
        stripdir=str(packages),
        prependdir="/opt/python",
        workers=1,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )


def pack(packages: Path, target: Path) -> None:
    """The same files give the same bytes: fixed order, times and modes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(p for p in packages.rglob("*") if p.is_file()):
            name = str(path.relative_to(packages.parent))
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = (0o755 if ".so" in path.name else 0o644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())


def check_sizes(folder: Path) -> str:
    """The sizes of a built layer, in words. Raises BuildError when it is too large."""
    files = [p for p in (folder / "python").rglob("*") if p.is_file()]
    unzipped = sum(p.stat().st_size for p in files) / 1e6
    zipped = (folder / "layer.zip").stat().st_size / 1e6
    sizes = f"{unzipped:.1f} MB in {len(files)} files, {zipped:.1f} MB zipped"
    if unzipped > MAX_UNZIPPED_MB or zipped > MAX_ZIPPED_MB:
        raise BuildError(f"too large: {sizes}; at most {MAX_UNZIPPED_MB} and {MAX_ZIPPED_MB} MB")
    return sizes


def _replace(unfinished: Path, out: Path) -> None:
    """Swap folders so that readers always see a whole layer."""
    os.chmod(unfinished, 0o755)
    if out.exists():
        old = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
        out.rename(old / "layer")
        unfinished.rename(out)
        shutil.rmtree(old)
    else:
        unfinished.rename(out)


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="Build the dependency layer.")
    parser.add_argument("--arch", choices=sorted(PLATFORMS), default="arm64")
    parser.add_argument("--out", type=Path, help="default: .local/layer/<arch>")
    arguments = parser.parse_args()
    try:
        print(build(arguments.arch, arguments.out))
    except BuildError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
