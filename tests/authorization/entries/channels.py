"""Requests to channels that communities' own module does not have."""

from __future__ import annotations

from typing import Any

from tests.authorization.expectations import NOT_FOUND, OF_CHANNEL, OF_COMMUNITY, Entry
from tests.authorization.worlds import OUTSIDE, World


def _reorder(world: World) -> dict[str, Any]:
    return {"channels": [{"id": world.ids["channel_id"], "position": 1}]}


AGE = Entry(decided_public=dict.fromkeys(OUTSIDE, NOT_FOUND))
ENTRIES = {
    f"PATCH {OF_COMMUNITY}/channels": Entry(body=_reorder),
    f"DELETE {OF_CHANNEL}": Entry(),
    f"PUT {OF_COMMUNITY}/members/me/age-confirmation": AGE,
    f"DELETE {OF_COMMUNITY}/members/me/age-confirmation": AGE,
}
