"""What is done with roles, and with who holds them."""

from __future__ import annotations

import secrets

from commons.clock import now_ms, now_s, rfc3339
from commons.permissions import EVERYONE
from commons.testing import Context, Person, call, person
from functions.communities.endpoints.create_channel import create_channel
from functions.communities.endpoints.create_role import create_role
from functions.communities.endpoints.delete_role import delete_role
from functions.communities.endpoints.follow_category import follow_category
from functions.communities.endpoints.grant_role import grant_role
from functions.communities.endpoints.list_roles import list_roles
from functions.communities.endpoints.remove_override import remove_override
from functions.communities.endpoints.revoke_role import revoke_role
from functions.communities.endpoints.set_override import set_override
from functions.communities.endpoints.update_member import update_member
from functions.communities.endpoints.update_role import update_role
from functions.communities.jobs.end_roles import end_roles
from tests.events.world import Actions, World, expect


def add_role(world: World) -> None:
    """Two: the second pushes the first up."""
    for bits in ("3", str(1 << 63)):
        body = {"name": secrets.token_hex(3), "permissions": bits, "color": "#c86432"}
        expect(
            201, call(create_role, f"/communities/{world.home}/roles", as_=world.owner, body=body)
        )


def roles_of(world: World) -> list[str]:
    """Two roles at least, highest first, without the everyone role."""
    for _ in range(2):
        found = expect(200, call(list_roles, f"/communities/{world.home}/roles", as_=world.owner))
        roles = [role["id"] for role in found.body["data"][:-1]]
        if len(roles) >= 2:
            break
        add_role(world)
    return roles


def edit_role(world: World) -> None:
    """A new name, a move to the top, and what everybody may do."""
    lowest = roles_of(world)[-1]
    top = len(roles_of(world))
    changes = ({"name": secrets.token_hex(3), "hoist": True}, {"position": top, "color": "#123456"})
    for body in changes:
        expect(200, call(update_role, f"/roles/{lowest}", as_=world.owner, body=body))
    everyone = {"permissions": str(int(EVERYONE) | 1 << 63)}
    expect(200, call(update_role, f"/roles/{world.home}", as_=world.owner, body=everyone))


def drop_role(world: World) -> None:
    """One that somebody holds."""
    _, role_id = some_grant(world)
    expect(204, call(delete_role, f"/roles/{role_id}", as_=world.owner))


def some_grant(world: World, days: int = 0) -> tuple[str, str]:
    """Somebody, and a role they hold, for days if these are given."""
    who, role_id = someone(world), world.rng.choice(roles_of(world))
    path = f"/communities/{world.home}/members/{who.user_id}/roles/{role_id}"
    body = {"expires_at": rfc3339(now_ms() + days * 86_400_000)} if days else None
    expect(204, call(grant_role, path, as_=world.owner, body=body))
    return path, role_id


def someone(world: World) -> Person:
    """A member who is not the owner."""
    return world.rng.choice([world.watcher, *world.members])


def grant(world: World) -> None:
    some_grant(world)
    some_grant(world, days=world.rng.randint(1, 300))


def end(world: World) -> None:
    """A role that somebody held for a day is over."""
    path, _ = some_grant(world, days=1)
    community_id, user_id = path.split("/")[2], path.split("/")[4]
    about = {"community_id": community_id, "user_id": user_id, "at_s": now_s() + 86_401}
    end_roles({"detail": about}, Context())


def revoke(world: World) -> None:
    path, _ = some_grant(world)
    expect(204, call(revoke_role, path, as_=world.owner))


def edit_member(world: World) -> None:
    """A nick and a time-out, the end of it, and another: of somebody who does nothing else."""
    who = person()
    world.join(who)
    world.members.remove(who)
    path = f"/communities/{world.home}/members/{who.user_id}"
    until = rfc3339(now_ms() + 3_600_000)
    nicked: dict[str, object] = {"nick": secrets.token_hex(3), "timeout_until": until}
    for body in (nicked, {"timeout_until": None}, {"timeout_until": until}):
        expect(200, call(update_member, path, as_=world.owner, body=body))


def overrides_of(world: World) -> str:
    """A channel in a category with overrides of its own: both say something of a role."""
    role_id, path = roles_of(world)[0], f"/communities/{world.home}/channels"
    category = {"name": "talk", "type": "category"}
    made = expect(201, call(create_channel, path, as_=world.owner, body=category)).body["id"]
    body = {"name": "inner", "parent_id": made}
    channel_id = str(expect(201, call(create_channel, path, as_=world.owner, body=body)).body["id"])
    for one, target in ((made, role_id), (channel_id, world.home), (channel_id, role_id)):
        said = {"type": "role", "allow": "1", "deny": str(world.rng.choice([2, 4, 8]))}
        there = f"/channels/{one}/overrides/{target}"
        expect(204, call(set_override, there, as_=world.owner, body=said))
    return channel_id


def override(world: World) -> None:
    overrides_of(world)


def drop_override(world: World) -> None:
    path = f"/channels/{overrides_of(world)}/overrides/{world.home}"
    expect(204, call(remove_override, path, as_=world.owner))


def follow(world: World) -> None:
    path = f"/channels/{overrides_of(world)}/overrides"
    expect(204, call(follow_category, path, as_=world.owner))


ACTIONS: Actions = [
    (create_role, add_role),
    (update_role, edit_role),
    (delete_role, drop_role),
    (grant_role, grant),
    (revoke_role, revoke),
    (end_roles, end),
    (update_member, edit_member),
    (set_override, override),
    (remove_override, drop_override),
    (follow_category, follow),
]
