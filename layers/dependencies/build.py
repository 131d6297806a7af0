"""Builds the layer of third-party packages for Lambda: no Docker, any architecture, any host.

    python -m layers.dependencies.build --arch arm64

Wheels come from the hash-locked ``requirements/layer.txt``. What no function needs is left out
(``trims.py``), bytecode is put in (init is 645 ms slower without it), and the size is checked. A
second build of the same lock and the same recipe returns at once.
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

from layers.dependencies.trims import TrimError, trim

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements" / "layer.txt"
LAMBDA_PYTHON = "3.13"
PLATFORMS = {"arm64": "aarch64-manylinux_2_28", "x86_64": "x86_64-manylinux_2_28"}
MAX_UNZIPPED_MB = 50
MAX_ZIPPED_MB = 17


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
        _trimmed(packages)
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
    sources = sorted(Path(__file__).parent.rglob("*.py"))
    parts = [arch.encode(), sys.version.encode(), LOCK.read_bytes()]
    return hashlib.sha256(b"\0".join([*parts, *(s.read_bytes() for s in sources)])).hexdigest()


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


def _trimmed(packages: Path) -> None:
    try:
        trim(packages)
    except TrimError as error:
        raise BuildError(str(error)) from None


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
