"""Bring the environments of this checkout up to their locks; a second run only compares hashes.

Run by `tools/setup` with an interpreter it has found; uses nothing but the standard library.
Parts: `.venv` (developers, tests, CDK), `.tools/emulator` (the emulator), `.tools/media` (the media
node and its tests) and `node_modules` (the CDK command line).
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST_NODE = 18
# What a checkout can import: written into .venv as a .pth file, so `python -m` works anywhere.
IMPORT_PATHS = (".", "layers/commons/python", "clients/python/src")
MEDIA_PATHS = ("media_nodes/src",)
CREAVIO_SCRIPT = """#!{python}
import sys

from creavio.cli import main

sys.exit(main())
"""


class SetupError(Exception):
    """Something on this machine must change first; the text names the remedy."""


def main() -> int:
    """Bring every part up to date."""
    try:
        check_tools()
        refresh("Python environment (.venv)", VENV, ["uv", "layer", "dev"], build_venv)
        refresh(
            "emulator (.tools/emulator)",
            ROOT / ".tools/emulator",
            ["emulator"],
            lambda: build_tool("emulator", ["emulator"]),
        )
        refresh(
            "media node (.tools/media)",
            ROOT / ".tools/media",
            ["media-dev"],
            lambda: build_tool("media", ["media-dev"], MEDIA_PATHS),
        )
        refresh("CDK command line (node_modules)", ROOT / "node_modules", [], build_node)
    except SetupError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def check_tools() -> None:
    """Node, npm and make are there and young enough, or a SetupError names what is not."""
    for tool in ("node", "npm", "make"):
        if shutil.which(tool) is None:
            raise SetupError(
                f"`{tool}` is not on PATH. Remedy: install Node 18+ (with npm) and make."
            )
    if current_stamp(ROOT / "node_modules") == wanted_stamp([], ROOT / "node_modules"):
        return  # it installed once; asking node for its version costs more than the rest
    answer = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
    match = re.match(r"v(\d+)\.", answer.stdout)
    if match is None or int(match[1]) < OLDEST_NODE:
        raise SetupError(
            f"Node {answer.stdout.strip() or '(broken)'} is too old. Remedy: install Node 22 or 24."
        )


def refresh(title: str, folder: Path, locks: list[str], build: Callable[[], None]) -> None:
    """Run `build` when the lock files of `folder` changed since it was last built."""
    wanted = wanted_stamp(locks, folder)
    if current_stamp(folder) == wanted:
        return
    started = time.monotonic()
    print(f"  {title} ...", flush=True)
    (folder / ".stamp").unlink(missing_ok=True)
    build()
    (folder / ".stamp").write_text(wanted)
    print(f"  {title} done in {time.monotonic() - started:.1f} s", flush=True)


def current_stamp(folder: Path) -> str | None:
    """The stamp of the last complete build of `folder`."""
    stamp = folder / ".stamp"
    return stamp.read_text() if stamp.is_file() else None


def wanted_stamp(locks: list[str], folder: Path) -> str:
    """A hash over the locks, this script, the interpreter's version and the checkout's place."""
    files = [ROOT / "requirements" / f"{name}.txt" for name in locks]
    if not locks:
        files = [ROOT / "package.json", ROOT / "package-lock.json"]
    digest = hashlib.sha256(f"{sys.version_info[:2]} {folder}".encode())
    for path in [*files, Path(__file__).resolve()]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def build_venv() -> None:
    """`.venv` with uv (through pip), then everything else through uv."""
    if not (VENV / "bin/pip").exists():
        run([base_python(), "-m", "venv", "--clear", str(VENV)])
    run([VENV / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
         "--require-hashes", "-r", "requirements/uv.txt"])  # fmt: skip
    install(VENV, ["uv", "dev"])
    make_importable(VENV, IMPORT_PATHS)
    script = VENV / "bin/creavio"
    script.write_text(CREAVIO_SCRIPT.format(python=VENV / "bin/python"))
    script.chmod(0o755)


def build_tool(name: str, locks: list[str], paths: tuple[str, ...] = ()) -> None:
    """`.tools/<name>`: an environment with what the locks hold and no more."""
    folder = ROOT / ".tools" / name
    run([VENV / "bin/uv", "venv", "--quiet", "--clear", "--python", base_python(), str(folder)])
    install(folder, locks)
    make_importable(folder, paths)


def make_importable(folder: Path, paths: tuple[str, ...]) -> None:
    """Let the environment in `folder` import from these folders of the checkout."""
    site = next((folder / "lib").glob("python3.*/site-packages"))
    (site / "creavio-checkout.pth").write_text(
        "".join(f"{(ROOT / path).resolve()}\n" for path in paths)
    )


def install(folder: Path, locks: list[str]) -> None:
    """Make the environment in `folder` hold exactly what the locks say."""
    files = [f"requirements/{name}.txt" for name in locks]
    run([VENV / "bin/uv", "pip", "sync", "--quiet", "--require-hashes",
         "--python", folder / "bin/python", *files])  # fmt: skip


def build_node() -> None:
    """`node_modules`, exactly as locked."""
    run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel", "error"])


def base_python() -> str:
    """The interpreter environments are made from: never one inside an environment."""
    return str(Path(sys._base_executable if hasattr(sys, "_base_executable") else sys.executable))


def run(command: list[str | Path]) -> None:
    """Run one step in the checkout; a SetupError carries its own output's last line of advice."""
    words = [str(word) for word in command]
    finished = subprocess.run(
        words,
        cwd=ROOT,
        env=installer_environment(os.environ),
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if finished.returncode != 0:
        raise SetupError(
            f"`{' '.join(words)}` failed with {finished.returncode} (its output is above). "
            "Remedy: check the network and the package registry settings, then run it again."
        )


def installer_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment for pip, uv and npm: pip's own settings count for uv too."""
    result = dict(environment)
    certificates = result.get("PIP_CERT") or result.get("REQUESTS_CA_BUNDLE")
    if certificates:
        result.setdefault("SSL_CERT_FILE", certificates)
    else:
        result.setdefault("UV_SYSTEM_CERTS", "1")
    for pip_name, uv_name in (
        ("PIP_INDEX_URL", "UV_DEFAULT_INDEX"),
        ("PIP_EXTRA_INDEX_URL", "UV_INDEX"),
    ):
        if result.get(pip_name):
            result.setdefault(uv_name, result[pip_name])
    # An activated environment of someone else must not receive our packages.
    for name in ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME"):
        result.pop(name, None)
    return result


if __name__ == "__main__":
    sys.exit(main())
