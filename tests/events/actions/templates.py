"""Communities are founded: by themselves, and from templates. Last, for they make much to read."""

from __future__ import annotations

from typing import Any

from commons.http import Endpoint
from commons.testing import Person, call
from functions.communities.endpoints.create_channel import create_channel
from functions.communities.endpoints.create_circle import create_circle
from functions.communities.endpoints.create_community import create_community
from functions.communities.endpoints.create_role import create_role
from functions.communities.endpoints.create_template import create_template
from functions.communities.endpoints.delete_community import delete_community
from functions.communities.endpoints.set_override import set_override
from functions.communities.endpoints.update_channel import update_channel
from functions.communities.endpoints.update_role import update_role
from tests.events.world import Actions, World, expect


def found(world: World) -> None:
    """One by itself, and one from a template with something of everything."""
    world.found(world.rng.choice(["public", "private"]))
    first, body = world.found("private"), {"name": "T", "include_hidden": True}
    furnished(first, world.owner)
    path = f"/communities/{first}"
    made = expect(201, call(create_template, f"{path}/templates", as_=world.owner, body=body))
    world.found(world.rng.choice(["public", "private"]), template_code=made.body["code"])
    expect(204, call(delete_community, path, as_=world.owner))
    world.communities.remove(first)


def furnished(one: str, owner: Person) -> None:
    """Roles, the everyone role changed, a circle with a tier, a category that two channels follow
    or do not, one of them with an age, and a channel of the circle."""

    def ask(declared: Endpoint, path: str, body: object, status: int = 201) -> Any:
        return expect(status, call(declared, path, as_=owner, body=body)).body

    path = f"/communities/{one}"
    looks = {"color": "#c86432", "hoist": True, "mentionable": True}
    role = ask(create_role, f"{path}/roles", {"name": "R", "permissions": "5", **looks})["id"]
    ask(update_role, f"/roles/{one}", {"permissions": "7"}, 200)
    circle = {"name": "C", "description": "x", "tier_id": role, "max_members": 3}
    circle |= {"visibility": "secret", "join": "managed"}
    inside = ask(create_circle, f"{path}/circles", circle)["id"]
    channels = f"{path}/channels"
    category = ask(create_channel, channels, {"name": "k", "type": "category"})["id"]
    for target, bits in ((role, {"allow": "4"}), (one, {"deny": "8"})):
        where = f"/channels/{category}/overrides/{target}"
        ask(set_override, where, {"type": "role", **bits}, 204)
    topic = {"topic": "t", "slow_mode_s": 9, "parent_id": category}
    ask(create_channel, channels, {"name": "a", "type": "forum", **topic})
    grown = ask(create_channel, channels, {"name": "b", "circle_id": inside})["id"]
    ask(update_channel, f"/channels/{grown}", {"age_restricted": True}, 200)


ACTIONS: Actions = [(create_community, found)]
