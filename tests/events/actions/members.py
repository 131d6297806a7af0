"""How members come and go."""

from __future__ import annotations

from commons.testing import call, person
from functions.communities.endpoints.accept_invite import accept_invite
from functions.communities.endpoints.ban_member import ban_member
from functions.communities.endpoints.create_invite import create_invite
from functions.communities.endpoints.join_community import join_community
from functions.communities.endpoints.lift_ban import lift_ban
from functions.communities.endpoints.remove_member import remove_member
from tests.events.actions import circles
from tests.events.world import Actions, World, expect


def join(world: World) -> None:
    """A newcomer, or somebody who was here before."""
    back = world.outside and world.rng.random() < 0.7
    world.join(world.outside.pop() if back else person())


def accept(world: World) -> None:
    """With a role that comes with the invite; somebody who comes too stays."""
    who = world.outside.pop() if world.outside else person()
    path = f"/communities/{world.home}/invites"
    body = {"role_ids": [world.role()]}
    code = expect(201, call(create_invite, path, as_=world.owner, body=body)).body["code"]
    for one in (who, person()):
        expect(200, call(accept_invite, f"/invites/{code}/accept", as_=one))
    world.came(who)
    _into_circle(world, path)


def _into_circle(world: World, path: str) -> None:
    """A stranger and a member come into a circle by an invite."""
    body = {"circle_id": circles.ring(world)}
    code = expect(201, call(create_invite, path, as_=world.owner, body=body)).body["code"]
    for one in (world.some_member(), person()):
        expect(200, call(accept_invite, f"/invites/{code}/accept", as_=one))


def remove(world: World) -> None:
    """A kick, or a leave, by somebody who is in a circle too."""
    who = world.some_member()
    circles.enter(circles.ring(world), who)
    by, whom = world.rng.choice([(world.owner, who.user_id), (who, "me")])
    expect(204, call(remove_member, f"/communities/{world.home}/members/{whom}", as_=by))
    world.outside.append(who)


def ban(world: World) -> None:
    """A member who is in a circle too; and somebody who is none."""
    stranger = world.outside and world.rng.random() < 0.3
    member = world.some_member()
    circles.enter(circles.ring(world), member)
    for who in (member, *([world.outside.pop()] if stranger else ())):
        path = f"/communities/{world.home}/bans/{who.user_id}"
        expect(204, call(ban_member, path, as_=world.owner, body={"reason": "spam"}))
        world.banned.append(who)


def lift(world: World) -> None:
    if not world.banned:
        ban(world)
    who = world.banned.pop(world.rng.randrange(len(world.banned)))
    path = f"/communities/{world.home}/bans/{who.user_id}"
    expect(204, call(lift_ban, path, as_=world.owner))
    world.outside.append(who)


ACTIONS: Actions = [
    (join_community, join),
    (accept_invite, accept),
    (remove_member, remove),
    (ban_member, ban),
    (lift_ban, lift),
]
