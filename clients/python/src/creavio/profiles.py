"""What the command line remembers: one private file (0600) per profile."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from creavio.jsonfile import JsonFile
from creavio.session import FileStore

DEFAULT = "default"


class Profile:
    """One person at this machine, chosen by `--as NAME`."""

    def __init__(self, name: str = DEFAULT, *, folder: Path | None = None) -> None:
        if not re.fullmatch(r"[\w][\w.@-]{0,63}", name):
            raise ValueError(f"not a profile name: {name!r}")
        self.name = name
        self.path = (folder or config_folder()) / "profiles" / f"{name}.json"
        self._file = JsonFile(self.path)

    def store(self, api_url: str) -> FileStore:
        """Where this person's tokens for this API are kept."""
        return FileStore(self.path, api_url)

    @property
    def last_api(self) -> str | None:
        """The API this profile used last."""
        return _text(self._file.read().get("last_api"))

    def last_channel(self, api_url: str) -> str | None:
        """The channel chatted in last."""
        channels = self._file.read().get("last_channels")
        return _text(channels.get(api_url)) if isinstance(channels, dict) else None

    async def remember(self, api_url: str, channel_id: str | None = None) -> None:
        """This API, and perhaps this channel, was used last."""

        def change(data: dict[str, Any]) -> None:
            data["last_api"] = api_url
            if channel_id is not None:
                data.setdefault("last_channels", {})[api_url] = channel_id

        async with self._file.locked():
            self._file.update(change)


def config_folder() -> Path:
    """`creavio` below the XDG configuration folder."""
    base = os.environ.get("XDG_CONFIG_HOME")
    return (
        Path(base) if base and Path(base).is_absolute() else Path.home() / ".config"
    ) / "creavio"


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
