"""What is done with circles, and who comes into them."""

from __future__ import annotations

from collections.abc import Callable

from commons.contracts.communities.circles import CircleDeleted
from commons.testing import Person, call, deliver, emitted, person
from functions.communities.consumers.on_circle_deleted import on_circle_deleted
from functions.communities.endpoints.add_circle_member import add_circle_member
from functions.communities.endpoints.create_channel import create_channel
from functions.communities.endpoints.create_circle import create_circle
from functions.communities.endpoints.delete_circle import delete_circle
from functions.communities.endpoints.remove_circle_member import remove_circle_member
from functions.communities.endpoints.update_circle import update_circle
from functions.communities.jobs.empty_circle import empty_circle
from tests.events.world import Actions, World, expect


def ring(world: World, **body: object) -> str:
    """A new circle's id."""
    body = {"name": "Night shift", "max_members": 9} | body
    path = f"/communities/{world.home}/circles"
    return str(expect(201, call(create_circle, path, as_=world.owner, body=body)).body["id"])


def enter(circle: str, who: Person) -> None:
    """Somebody comes in."""
    expect(204, call(add_circle_member, f"/circles/{circle}/members/me", as_=who))


def make(world: World) -> None:
    """One with a tier, described; and one with a channel."""
    ring(world, tier_id=world.role(), description="at three", visibility="secret", join="managed")
    body = {"name": "ovens", "circle_id": ring(world)}
    path = f"/communities/{world.home}/channels"
    expect(201, call(create_channel, path, as_=world.owner, body=body))


def edit(world: World) -> None:
    """Twice: the newer edit must win."""
    path = f"/circles/{ring(world)}"
    all_of_it: dict[str, object] = {
        "name": "Day shift",
        "description": "at noon",
        "visibility": "secret",
    }
    all_of_it |= {"join": "managed", "tier_id": world.role(), "max_members": 3}
    for body in ({"name": "x"}, all_of_it):
        expect(200, call(update_circle, path, as_=world.owner, body=body))


def come(world: World) -> None:
    """Somebody who is in no community."""
    enter(ring(world), person())


def go(world: World) -> None:
    """Somebody who was only there."""
    circle, who = ring(world), person()
    enter(circle, who)
    expect(204, call(remove_circle_member, f"/circles/{circle}/members/me", as_=who))


def end(world: World) -> None:
    """A circle that somebody is in; they leave it, and the community."""
    _gone(world, lambda event: expect_done(deliver(on_circle_deleted, event)))


def expect_done(failed: list[str]) -> None:
    """The consumer did not fail."""
    assert failed == []


def go_on(world: World) -> None:
    """The same by the job."""

    def run(event: CircleDeleted) -> None:
        names = ("community_id", "circle_id", "actor_id")
        empty_circle({"detail": {name: getattr(event, name) for name in names}}, None)

    _gone(world, run)


def _gone(world: World, empty: Callable[[CircleDeleted], None]) -> None:
    circle = ring(world)
    enter(circle, person())
    expect(204, call(delete_circle, f"/circles/{circle}", as_=world.owner))
    [event] = emitted(CircleDeleted, circle_id=circle)
    empty(event)


ACTIONS: Actions = [
    (create_circle, make),
    (update_circle, edit),
    (add_circle_member, come),
    (remove_circle_member, go),
    (delete_circle, end),
    (on_circle_deleted, end),
    (empty_circle, go_on),
]
