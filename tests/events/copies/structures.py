"""What an owner knows of their community by its stream alone, kept by the SDK's own reducer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from commons.events import Event
from commons.resources import event as shown
from commons.streams import community_stream
from commons.streams.log import DynamoLog
from commons.testing import deliver
from creavio.models import Ban, CalendarEvent, Channel, Circle, Community, Invite, Member, Role
from creavio.models import Event as Heard
from creavio.structure import Structure
from functions.communities.consumers.on_community_changed import on_community_changed
from functions.communities.telling import TELLS, TYPES
from tests.events.copies.base import COMMUNITY, OnBus, View
from tests.events.plans import calendar
from tests.events.world import World


class Structures(OnBus):
    """Channels, circles, roles, members, bans, invites and the calendar of the community at home.

    What merely happens to a thing is told by nobody: how many have joined, or what was written.
    """

    hears = frozenset({*(kind.__name__ for kind in TELLS), *TYPES})
    uses = (on_community_changed,)

    def apply(self, event: Event) -> None:
        assert deliver(on_community_changed, event) == []

    def view(self, world: World) -> View:
        return _comparable(_reduced(world.home), world)

    def fresh(self, world: World) -> View:
        return _comparable(_read(world, world.home), world)


def _reduced(community_id: str) -> Structure:
    made, stream, at = Structure(), community_stream(community_id), 0
    log = DynamoLog()
    while rows := log.after(stream, at):
        at = rows[-1].sq
        for told in filter(None, (shown(stream, row) for row in rows)):
            made.apply(Heard.read(told))
    return made


def _read(world: World, community_id: str) -> Structure:
    return Structure(
        Community.read(world.seen(COMMUNITY, f"/communities/{community_id}").body),
        channels=map(Channel.read, _all(world, community_id, "channels")),
        circles=map(Circle.read, _all(world, community_id, "circles")),
        roles=map(Role.read, _all(world, community_id, "roles")),
        members=map(Member.read, _all(world, community_id, "members")),
        bans=map(Ban.read, _all(world, community_id, "bans")),
        invites=map(Invite.read, _all(world, community_id, "invites")),
        events=map(CalendarEvent.read, calendar(world)),
    )


def _all(world: World, community_id: str, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    path, query = f"/communities/{community_id}/{name}", dict[str, Any]()
    while True:
        page = world.seen(f"{COMMUNITY}/{name}", path, **query).body
        found += page["data"]
        if not page.get("next_cursor"):
            return found
        query = {"cursor": page["next_cursor"]}


def _comparable(one: Structure, world: World) -> View:
    """Without what changes and nobody tells, and whom no list shows."""
    roles = [role_id for role_id in one.roles if role_id != world.home]
    assert one.community is not None
    return {
        "community": replace(one.community, member_count=0, channels=(), channel_count=0),
        "channels": {i: replace(c, head=0, last_message=None) for i, c in one.channels.items()},
        "circles": {i: replace(c, joined=False) for i, c in one.circles.items()},
        "roles": [(i, replace(one.roles[i], position=0)) for i in roles],
        "members": {
            i: replace(m, roles=tuple(r for r in m.roles if r in roles), roles_end={})
            for i, m in one.members.items()
            if world.is_whole(world.home, i)
        },
        "bans": one.bans,
        "invites": {i: replace(v, uses=0) for i, v in one.invites.items()},
        "events": {i: replace(e, occurrence=None) for i, e in one.events.items()},
    }
