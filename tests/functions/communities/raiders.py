"""Raids: trees of people who let each other in, and their end."""

from __future__ import annotations

from typing import Any

from commons.contracts.communities.raids import RaidStepDue
from commons.testing import Person, Reply, call, deliver, person
from functions.communities.consumers.on_raid_step_due import on_raid_step_due
from functions.communities.endpoints.accept_invite import accept_invite
from functions.communities.endpoints.create_invite import create_invite
from functions.communities.endpoints.undo_raid import undo_raid
from functions.communities.models.raids import Raid, State
from tests.functions.communities.conftest import Place
from tests.parallel import in_parallel


def let_in(community_id: str, by: Person, *crowd: Person) -> dict[str, Any]:
    """Somebody invites others, who come; the invite."""
    made = call(create_invite, f"/communities/{community_id}/invites", as_=by, body={})
    assert made.status == 201, made
    path = f"/invites/{made.body['code']}/accept"
    replies = in_parallel(len(crowd), lambda i: call(accept_invite, path, as_=crowd[i]), threads=8)
    assert {reply.status for reply in replies} <= {200}, replies
    return dict(made.body)


def grown(place: Place, root: Person, widths: tuple[int, ...]) -> list[Person]:
    """Everybody below somebody: each lets in as many as the next width says."""
    if not widths:
        return []
    crowd = [person() for _ in range(widths[0])]
    let_in(place.community_id, root, *crowd)
    return crowd + [one for who in crowd for one in grown(place, who, widths[1:])]


def asked(place: Place, root: dict[str, str], action: str, **more: object) -> Reply:
    """Ask the owner's way to undo a raid."""
    body = {"root": root, "action": action} | more
    by = more.pop("by", place.owner)
    body.pop("by", None)
    assert isinstance(by, Person)
    return call(undo_raid, f"{place.path}/raids", as_=by, body=body)


def finish(community_id: str, raid_id: str) -> Raid:
    """Deliver every step that is due, as the bus does."""
    while (raid := Raid.load(community_id, raid_id)).state == State.RUNNING:
        due = RaidStepDue(community_id=community_id, raid_id=raid_id, step=int(raid.step))
        assert deliver(on_raid_step_due, due) == []
    return raid


def undone(place: Place, root: dict[str, str], action: str, **more: object) -> Raid:
    """A raid that is over."""
    reply = asked(place, root, action, **more)
    assert reply.status == 202, reply
    return finish(place.community_id, reply.body["id"])
