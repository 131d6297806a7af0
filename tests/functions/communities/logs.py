"""The audit log of a community, as its rows say it."""

from __future__ import annotations

import json
from typing import Any

from commons.wire import plain
from tests.refusals import rows

Entry = dict[str, Any]


def log_of(community_id: str) -> list[Entry]:
    """The entries in the order of their keys, as ``rules.audit`` takes them."""
    found = {k: plain(row) for k, row in rows("communities").items()}
    mine = [(sk, row) for (pk, sk), row in sorted(found.items()) if pk == f"AUD#{community_id}"]
    return [shown(community_id, sk, row) for sk, row in mine]


def head_of(community_id: str) -> dict[str, Any] | None:
    """The head's row."""
    row = rows("communities").get((f"AUDHEAD#{community_id}", "HEAD"))
    return plain(row) if row else None


def shown(community_id: str, sk: str, row: dict[str, Any]) -> Entry:
    """A row as an entry."""
    values = {name: value for name, value in row.items() if name not in ("pk", "sk")}
    texts = {name: json.loads(row[name]) if name in row else None for name in ("before", "after")}
    placed = {"n": int(sk.removeprefix("N#")), "community_id": community_id, "reason": None}
    return placed | values | texts
