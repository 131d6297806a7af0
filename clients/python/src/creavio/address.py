"""Where the API is: said explicitly, or written down by a local deployment."""

from __future__ import annotations

import json
import os
from pathlib import Path

OUTPUTS = Path(".local") / "outputs.json"
VARIABLE = "CREAVIO_API"


def find_api_url(given: str | None = None, *, start: Path | None = None) -> str | None:
    """`given`, else `$CREAVIO_API`, else `api_url` of the nearest `.local/outputs.json`.

    That file is looked for in `start` (the working directory) and its parents.
    """
    if given or os.environ.get(VARIABLE):
        return given or os.environ[VARIABLE]
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        try:
            url = json.loads((folder / OUTPUTS).read_text(encoding="utf-8")).get("api_url")
        except (OSError, ValueError, AttributeError):
            continue
        if isinstance(url, str) and url:
            return url
    return None
