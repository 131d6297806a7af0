"""Requests to the audit log."""

from __future__ import annotations

from tests.authorization.expectations import OF_COMMUNITY, Entry

ENTRIES = {
    f"GET {OF_COMMUNITY}/audit-log": Entry(
        queries=lambda world: [
            {"actor_id": world.ids["user_id"]},
            {"target_id": world.ids["channel_id"]},
        ]
    ),
    f"GET {OF_COMMUNITY}/audit-log/proof": Entry(
        queries=lambda world: [{"known": f"1:{'0' * 64}"}]
    ),
}
