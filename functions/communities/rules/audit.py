"""What an entry of the audit log says, and its hash. No I/O; docs/audit.md says the same in prose.

The hash is SHA-256 over the entry without ``hash`` as canonical JSON (RFC 8785): keys sorted, no
spaces, UTF-8 as it is. Entries hold no fractions and only ASCII keys, so what Python's ``json``
writes with sorted keys is canonical.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from commons.ids import is_id

#: ``prev`` of the first entry.
NOTHING = "0" * 64
LONGEST_TEXT, LONGEST_LIST, LARGEST = 512, 250, 2**53

#: What an entry is, as it is hashed and shown; ``hash`` comes on top.
HASHED = (
    "n",
    "id",
    "community_id",
    "at",
    "actor_id",
    "action",
    "target_type",
    "target_id",
    "before",
    "after",
    "reason",
    "prev",
)
TARGETS = {
    "com": "community",
    "chn": "channel",
    "cir": "circle",
    "rol": "role",
    "usr": "user",
    "cev": "event",
    "tpl": "template",
    "msg": "message",
    "pst": "post",
    "cmt": "comment",
}


def canonical(value: object) -> str:
    """JSON of which there is one form only."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def digest(entry: Mapping[str, Any]) -> str:
    """The hash of an entry in lower-case hex, by what it says: ``hash`` itself is not looked at."""
    return sha256(canonical({name: entry[name] for name in HASHED}).encode()).hexdigest()


def target_type(target_id: str) -> str:
    """The kind of thing that an id names; what has no such id is an invite, named by its code."""
    prefix = target_id.partition("_")[0]
    return TARGETS[prefix] if prefix in TARGETS and is_id(prefix, target_id) else "invite"


def bounded(value: object) -> Any:
    """The value as an entry holds it: long texts and lists cut, whole numbers only.

    Raises TypeError for what has no one form: fractions, huge numbers, keys that are not ASCII.
    """
    match value:
        case None | bool():
            return value
        case int() | float() if value == int(value) and abs(value) < LARGEST:
            return int(value)
        case str():
            return value if len(value) <= LONGEST_TEXT else f"{value[: LONGEST_TEXT - 1]}…"
        case list() | tuple():
            return [bounded(one) for one in value[:LONGEST_LIST]]
        case Mapping() if all(isinstance(key, str) and key.isascii() for key in value):
            return {key: bounded(one) for key, one in value.items()}
        case _ if hasattr(value, "as_dict"):  # a map of a record
            return bounded(value.as_dict())
    raise TypeError(f"an audit entry cannot hold {type(value).__name__}")
