"""``python -m tools.events``: write the catalogue and the schemas to docs/events."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tools.events.catalogue import page
from tools.events.described import all_events
from tools.events.schemas import changes_that_break, schema_of

FOLDER = Path(__file__).resolve().parents[2] / "docs/events"
PAGE = "catalogue.md"


def generated() -> dict[str, str]:
    """Every generated file of docs/events by its name."""
    events = all_events()
    schemas = {event.file: _text(schema_of(event)) for event in events}
    return {PAGE: page(events)} | schemas


def broken_promises(folder: Path = FOLDER) -> list[str]:
    """What the code took away of the committed schemas: ``communities.MemberBanned: …``."""
    now = {event.file: schema_of(event) for event in all_events()}
    broken = []
    for path in sorted(folder.glob("*.json")):
        name = path.stem
        if path.name not in now:
            broken.append(f"{name}: the event was removed")
            continue
        changes = changes_that_break(json.loads(path.read_text()), now[path.name])
        broken += [f"{name}: {change}" for change in changes]
    return broken


def main() -> int:
    """Write what changed; refuse when a reader of the committed schemas would be let down."""
    if broken := broken_promises():
        print("Fields are only ever added. Not written:", *broken, sep="\n  ", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in generated().items():
        path = FOLDER / name
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
            print(f"wrote docs/events/{name}")
    return 0


def _text(schema: object) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main())
