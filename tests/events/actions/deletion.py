"""Communities are deleted, restored, and gone for good."""

from __future__ import annotations

from commons.testing import Context, call
from functions.communities.endpoints.delete_community import delete_community
from functions.communities.endpoints.restore_community import restore_community
from functions.communities.jobs.purge_communities import purge_communities
from functions.communities.models.community import Community
from functions.communities.models.deletion import Doomed
from tests.events.world import Actions, World, expect

LONG_AGO = "2020-01-01T00:00:00.000Z"


def delete(world: World) -> None:
    """One that stays deleted."""
    _delete(world, world.found("public"))


def restore(world: World) -> None:
    """One that is deleted twice and restored twice."""
    one = world.found("private")
    for _ in range(2):
        _delete(world, one)
        path = f"/communities/{one}/restore"
        expect(200, call(restore_community, path, as_=world.owner))
        world.communities.append(one)


def purge(world: World) -> None:
    """One whose days are over, with a channel."""
    one = world.found("public")
    _delete(world, one)
    expire(one)
    purge_communities({}, Context())


def expire(community_id: str) -> None:
    """Let the days pass in which a community can be restored."""
    community = Community.load_row(f"COM#{community_id}", "COM")
    Doomed.of(community).delete()
    community.update([Community.purge_at.set(LONG_AGO)])
    Doomed.of(community).save()


def _delete(world: World, one: str) -> None:
    expect(204, call(delete_community, f"/communities/{one}", as_=world.owner))
    world.communities.remove(one)


ACTIONS: Actions = [
    (delete_community, delete),
    (restore_community, restore),
    (purge_communities, purge),
]
