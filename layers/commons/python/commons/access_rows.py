"""What the rows of the published access model say, as the resolver reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from commons.resolver import Channel, Membership, Override, Role


def membership(user_id: str, row: Mapping[str, Any]) -> Membership:
    """What a member's row says; an empty one is a stranger's."""
    return Membership(
        user_id=user_id,
        present=row.get("present", False),
        banned=row.get("banned", False),
        timeout_until=row.get("timeout_until") or 0,
        timeout_since=row.get("timeout_since") or 0,
        roles=tuple(row.get("roles") or ()),
        until=tuple((row.get("until") or {}).items()),
        circles=tuple(row.get("circles") or ()),
        channels=tuple(row.get("channels") or ()),
        whole=row.get("whole", True),
        consented=row.get("consented") or 0,
        adult=row.get("adult", False),
    )


def channel_of(community_id: str, sk: str, rows: dict[str, dict[str, Any]]) -> Channel | None:
    """The channel of a sort key, with the overrides of the category it follows."""
    row = rows.get(sk)
    if row is None:
        return None
    overrides, parent = row.get("overrides"), row.get("parent")
    follows = overrides is None and parent is not None
    if follows:
        overrides = rows.get(f"C#{parent}", {}).get("overrides")
    return Channel(
        community_id,
        str(row["type"]),
        Overrides(overrides or {}),
        row.get("circle"),
        row.get("archived", False),
        row.get("age_restricted", False),
        parent,
        row.get("position") or 0,
        follows,
        row.get("offered", False),
        int(row.get("slow_mode_s") or 0),
    )


class Overrides(Mapping[str, Override]):
    """Overrides as they are stored, ``"allow,deny,since"`` by id, and read when they are asked."""

    def __init__(self, stored: Mapping[str, str]) -> None:
        self._stored = stored

    def __getitem__(self, target: str) -> Override:
        return Override(*map(int, self._stored[target].split(",")))

    def get(self, target: str, default: Any = None) -> Any:
        """The override for a role or member; no exception for what is almost never there."""
        stored = self._stored.get(target)
        return default if stored is None else Override(*map(int, stored.split(",")))

    def __iter__(self) -> Iterator[str]:
        return iter(self._stored)

    def __len__(self) -> int:
        return len(self._stored)


def role_of(stored: str) -> Role:
    """``"bits,rank,since,mentionable"``; older ones lack the last."""
    return Role(*map(int, stored.split(",")))
