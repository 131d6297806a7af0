"""Finds libfaketime, or fetches Debian's package of it into ``.tools`` without installing it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from fcntl import LOCK_EX, flock
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FETCHED = ROOT / ".tools/faketime"
INSTALLED = (Path("/usr/lib"), Path("/usr/lib64"), Path("/usr/local/lib"))
NAME = "libfaketime.so.1"
REMEDY = """libfaketime is not here and could not be fetched.
Remedy, on Debian and Ubuntu: apt install libfaketime; on Fedora: dnf install libfaketime;
on Arch: pacman -S libfaketime; elsewhere: name the library in LIBFAKETIME.
"""


class NoFaketime(RuntimeError):
    """Clocks cannot be changed here; the text is the remedy."""


def library() -> Path:
    """The library to preload. Raises NoFaketime, with what was tried and the remedy."""
    if named := os.environ.get("LIBFAKETIME"):
        return Path(named)
    found = _found()
    if found is None:
        told = _fetch()
        found = _found()
        if found is None:
            raise NoFaketime(REMEDY + told)
    return found


def _found() -> Path | None:
    for folder in (FETCHED, *INSTALLED):
        for pattern in (NAME, f"faketime/{NAME}", f"*/faketime/{NAME}", f"**/faketime/{NAME}"):
            if match := next(iter(sorted(folder.glob(pattern))), None):
                return match
    return None


def _fetch() -> str:
    """Download and unpack; what went wrong, empty when nothing did."""
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        return "There is no apt-get here."
    FETCHED.mkdir(parents=True, exist_ok=True)
    with (
        (FETCHED / "lock").open("w") as lock,
        tempfile.TemporaryDirectory(dir=FETCHED) as folder,
    ):
        flock(lock, LOCK_EX)  # test processes fetch one after the other
        if _found():
            return ""
        told = _download(Path(folder))
        for package in Path(folder).glob("libfaketime_*.deb"):
            told += _run(["dpkg-deb", "-x", str(package), str(FETCHED)], Path(folder))
    return told


def _download(folder: Path) -> str:
    """As it is, then with package lists of our own: a fresh machine may have none."""
    wanted = ["apt-get", "download", "libfaketime"]
    told = _run(wanted, folder)
    if not list(folder.glob("*.deb")):
        lists, cache = folder / "lists", folder / "cache"
        (lists / "partial").mkdir(parents=True)
        (cache / "archives/partial").mkdir(parents=True)
        own = ["-o", f"Dir::State::Lists={lists}", "-o", f"Dir::Cache={cache}"]
        told += _run(["apt-get", *own, "update"], folder)
        told += _run([wanted[0], *own, *wanted[1:]], folder)
    return told


def _run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return f"$ {' '.join(command)}\n{done.stderr}" if done.returncode else ""
