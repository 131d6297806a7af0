"""A small private JSON file (mode 0600) that several processes may change without losing writes."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import IO, Any

try:
    import fcntl
except ImportError:  # Windows: no advisory locks; one process per file is the caller's promise
    fcntl = None  # type: ignore[assignment]


class JsonFile:
    """One JSON object on disk. Writes are atomic: readers see the old or the new, never half."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[str, Any]:
        """The object; {} when the file is absent or unreadable as JSON."""
        try:
            data = json.loads(self.path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return data if isinstance(data, dict) else {}

    def write(self, data: dict[str, Any]) -> None:
        """Replace the file; it is never readable by others, not even for a moment."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                json.dump(data, stream, indent=2)
                stream.write("\n")
            os.replace(name, self.path)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name)
            raise

    def update(self, change: Callable[[dict[str, Any]], None]) -> None:
        """Read, change, write. Callers that race with other processes hold `locked` around it."""
        data = self.read()
        change(data)
        self.write(data)

    @contextlib.asynccontextmanager
    async def locked(self, patience_s: float = 60.0) -> AsyncIterator[None]:
        """Hold the file against other processes (and other tasks of this one)."""
        with self._lock_file() as stream:
            deadline = time.monotonic() + patience_s
            while not _try_lock(stream):
                if time.monotonic() > deadline:
                    raise TimeoutError(f"another process holds {self.path}")
                await asyncio.sleep(0.02)
            yield  # closing the lock file releases it

    @contextlib.contextmanager
    def _lock_file(self) -> Iterator[IO[bytes]]:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.path.with_name(self.path.name + ".lock")
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+b") as stream:
            yield stream


def _try_lock(stream: IO[bytes]) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
