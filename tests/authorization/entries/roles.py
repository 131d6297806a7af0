"""Requests about roles and who holds them, and what their handlers decide by themselves."""

from __future__ import annotations

import secrets
from itertools import count

from commons.clock import now_ms, rfc3339
from commons.permissions import Permission
from commons.transactions import transaction
from functions.communities.models.access import ChannelAccess, Version
from tests.authorization.expectations import (
    MEMBER,
    OF_CHANNEL,
    OF_COMMUNITY,
    Entry,
    Outcome,
    lacks,
    members,
)
from tests.authorization.worlds import OUTSIDE, Persona, World

OF_ROLE = "/v1/roles/{role_id}"
OF_MEMBER = f"{OF_COMMUNITY}/members/{{user_id}}"


def _some_day(world: World) -> dict[str, str]:
    """Another end each time, so that it changes something."""
    return {"expires_at": rfc3339(now_ms() + 86_400_000 + secrets.randbelow(86_400_000_000 // 4))}


def _target(world: World) -> dict[str, str]:
    return {"target_id": world.ids["role_id"]}


def _overridden(world: World) -> dict[str, str]:
    """One of two overrides, in turn, that say nothing which is not so anyway."""
    community_id, channel_id = world.ids["community_id"], world.ids["channel_id"]
    targets = [world.ids["role_id"], world.ids["user_id"]]
    with transaction() as tx:
        override = ChannelAccess.overrides.set(dict.fromkeys(targets, "2,0,0"))
        tx.update(ChannelAccess.at(community_id, channel_id), [override])
        tx.update(Version.of(community_id), [Version.v.add(1)])
    return {"target_id": targets[next(TURN) % 2]}


TURN = count()
MEMBERS_ONLY = dict.fromkeys(OUTSIDE, Outcome(403, "members_only"))

ENTRIES = {
    f"GET {OF_COMMUNITY}/roles": Entry(decided_public=MEMBERS_ONLY),
    f"POST {OF_COMMUNITY}/roles": Entry(body=lambda world: {"name": "Bakers", "permissions": "2"}),
    f"GET {OF_ROLE}": Entry(decided_public=MEMBERS_ONLY),
    f"PATCH {OF_ROLE}": Entry(body=lambda world: {"name": "Bakers", "permissions": "3"}),
    f"DELETE {OF_ROLE}": Entry(),
    f"PUT {OF_MEMBER}/roles/{{role_id}}": Entry(body=_some_day),
    f"DELETE {OF_MEMBER}/roles/{{role_id}}": Entry(),
    f"PATCH {OF_MEMBER}": Entry(
        body=lambda world: {"nick": "Crumb"},
        decided={MEMBER: lacks(Permission.MANAGE_NICKS)},
        decided_self={
            persona: lacks(Permission.CHANGE_NICK)
            for persona in (Persona.PENDING, Persona.TIMED_OUT, Persona.CIRCLE_ONLY)
        },
    ),
    f"GET {OF_CHANNEL}/overrides": Entry(),
    f"DELETE {OF_CHANNEL}/overrides": Entry(),
    f"PUT {OF_CHANNEL}/overrides/{{target_id}}": Entry(
        ids=_target, body=lambda world: {"type": "role", "allow": "2", "deny": "1"}
    ),
    f"DELETE {OF_CHANNEL}/overrides/{{target_id}}": Entry(ids=_overridden),
    "POST /v1/permissions/explain": Entry(
        body=lambda world: {
            "community_id": world.ids["community_id"],
            "permission": "SEND_MESSAGES",
        },
        decided=members(Outcome(200)),
    ),
    f"GET {OF_COMMUNITY}/view-as": Entry(
        queries=lambda world: [{"role_ids": world.ids["role_id"]}]
    ),
}
