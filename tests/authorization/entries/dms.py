"""Requests to DMs and groups, which are only their people's, whatever these are elsewhere."""

from __future__ import annotations

from commons.permissions import Permission
from commons.testing import call
from functions.messages.endpoints.open_dm import open_dm
from tests.authorization.expectations import (
    MEMBER,
    NOT_FOUND,
    OWNER,
    Entry,
    Outcome,
    everybody,
    lacks,
)
from tests.authorization.worlds import Persona, World

ONE = "/v1/dms/{channel_id}"
RECIPIENT = f"{ONE}/recipients/{{user_id}}"
RUNS, OWNS = lacks(Permission.MANAGE_CHANNELS), lacks(Permission.MANAGE_ROLES)
_groups: dict[str, str] = {}


def group(world: World) -> dict[str, str]:
    """The group of the owner's, a member and the target."""
    community = world.ids["community_id"]
    if community not in _groups:
        others = [world.people[MEMBER].user_id, world.ids["user_id"]]
        body, owner = {"user_ids": others}, world.token(OWNER)
        _groups[community] = call(open_dm, "/dms", as_=owner, body=body).body["id"]
    return {"channel_id": _groups[community]}


def inside(owner: Outcome, member: Outcome) -> dict[Persona, Outcome]:
    """The owner of the group, a member, and nobody for everybody else."""
    return everybody(NOT_FOUND) | {OWNER: owner, MEMBER: member}


DONE, SEEN = Outcome(204), Outcome(200)
ENTRIES = {
    "POST /v1/dms": Entry(
        body=lambda world: {"user_ids": [world.ids["user_id"]]}, decided=everybody(Outcome(201))
    ),
    "GET /v1/dms": Entry(decided=everybody(SEEN)),
    f"GET {ONE}": Entry(ids=group, decided=inside(SEEN, SEEN)),
    f"PATCH {ONE}": Entry(ids=group, body=lambda world: {"name": "x"}, decided=inside(SEEN, RUNS)),
    f"PUT {ONE}/state": Entry(
        ids=group, body=lambda world: {"state": "open"}, decided=inside(SEEN, SEEN)
    ),
    f"PUT {RECIPIENT}": Entry(ids=group, decided=inside(DONE, RUNS)),
    f"PATCH {RECIPIENT}": Entry(
        ids=group, body=lambda world: {"role": "admin"}, decided=inside(SEEN, OWNS)
    ),
    f"DELETE {RECIPIENT}": Entry(
        ids=group, decided=inside(DONE, RUNS), decided_self=inside(DONE, DONE)
    ),
}


def fill(world: World) -> None:
    """Two of everything that is listed."""
    for other in (world.people[MEMBER].user_id, world.ids["user_id"]):
        body = {"user_ids": [other]}
        assert call(open_dm, "/dms", as_=world.token(OWNER), body=body).status == 201
