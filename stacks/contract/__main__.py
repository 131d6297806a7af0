"""``make reference``: write both documents and their pages to docs/reference."""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path

from stacks.catalog import Catalog
from stacks.contract import asyncapi, openapi
from stacks.contract.changes import broken
from stacks.contract.pages import pages

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs/reference"


def generated() -> dict[str, str]:
    """Every file of docs/reference by its name."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    catalog = Catalog.load()
    http, frames = openapi.document(catalog, version), asyncapi.document(catalog, version)
    documents = {openapi.FILE: http, asyncapi.FILE: frames}
    written = {name: _text(document) for name, document in documents.items()}
    return written | pages(http, frames)


def incompatible(fresh: dict[str, str], folder: Path = FOLDER) -> list[str]:
    """What clients of the committed documents could no longer do."""
    found = []
    for name in (openapi.FILE, asyncapi.FILE):
        if (path := folder / name).exists():
            found += broken(json.loads(path.read_text()), json.loads(fresh[name]))
    return found


def main() -> int:
    """Write what changed; refuse what breaks clients, unless told that it is meant."""
    fresh = generated()
    found = incompatible(fresh)
    if found and "--incompatible" not in sys.argv:
        print("Clients would break. Not written (--incompatible writes it all the same):",
              *found, sep="\n  ", file=sys.stderr)  # fmt: skip
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in fresh.items():
        path = FOLDER / name
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
            print(f"wrote docs/reference/{name}")
    for path in FOLDER.iterdir():
        if path.name not in fresh:
            path.unlink()
            print(f"removed docs/reference/{path.name}")
    return 0


def _text(document: object) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main())
