"""Requests to communities, and what its handlers decide by themselves."""

from __future__ import annotations

from tests.authorization.expectations import (
    BANNED,
    NOT_FOUND,
    OF_CHANNEL,
    OF_COMMUNITY,
    OWNER,
    Entry,
    Outcome,
    everybody,
    members,
)
from tests.authorization.worlds import Persona, World


def _owner(world: World) -> dict[str, str]:
    return {"user_id": world.people[OWNER].user_id}


def _outlaw(world: World) -> dict[str, str]:
    return {"user_id": world.outlaw_id}


ENTRIES = {
    "POST /v1/communities": Entry(
        body=lambda world: {"name": "Another"}, decided=everybody(Outcome(201))
    ),
    "GET /v1/users/me/communities": Entry(decided=everybody(Outcome(200))),
    f"GET {OF_COMMUNITY}": Entry(),
    f"PATCH {OF_COMMUNITY}": Entry(body=lambda world: {"description": "More."}),
    f"GET {OF_COMMUNITY}/channels": Entry(),
    f"POST {OF_COMMUNITY}/channels": Entry(body=lambda world: {"name": "more"}),
    f"GET {OF_CHANNEL}": Entry(),
    f"PATCH {OF_CHANNEL}": Entry(body=lambda world: {"topic": "Bread"}),
    f"GET {OF_COMMUNITY}/members": Entry(),
    f"PUT {OF_COMMUNITY}/members/me": Entry(
        decided={Persona.CIRCLE_ONLY: Outcome(403, "invite_required")},
        decided_public={BANNED: NOT_FOUND},
    ),
    f"GET {OF_COMMUNITY}/members/{{user_id}}": Entry(),
    f"DELETE {OF_COMMUNITY}/members/{{user_id}}": Entry(
        decided_self={OWNER: Outcome(409, "owner_cannot_leave")}
    ),
    f"GET {OF_COMMUNITY}/bans": Entry(),
    f"PUT {OF_COMMUNITY}/bans/{{user_id}}": Entry(body=lambda world: {"reason": "spam"}),
    f"DELETE {OF_COMMUNITY}/bans/{{user_id}}": Entry(ids=_outlaw),
    f"GET {OF_COMMUNITY}/invites": Entry(),
    f"DELETE {OF_COMMUNITY}/invites": Entry(),
    f"GET {OF_COMMUNITY}/members/{{user_id}}/invitees": Entry(ids=_owner),
    f"POST {OF_COMMUNITY}/raids": Entry(
        body=lambda world: {
            "root": {"user_id": world.ids["user_id"]},
            "action": "kick",
            "preview": True,
        }
    ),
    f"GET {OF_COMMUNITY}/raids/{{raid_id}}": Entry(),
    f"POST {OF_COMMUNITY}/invites": Entry(body=lambda world: {"max_uses": 1}),
    "GET /v1/invites/{code}": Entry(decided=everybody(Outcome(200)) | {BANNED: NOT_FOUND}),
    "POST /v1/invites/{code}/accept": Entry(decided=everybody(Outcome(200)) | {BANNED: NOT_FOUND}),
    "DELETE /v1/invites/{code}": Entry(
        decided=members(Outcome(403, "not_your_invite"))
        | dict.fromkeys((OWNER, Persona.ADMINISTRATOR, Persona.MODERATOR), Outcome(204))
    ),
}
