"""What is known of a community, kept up to date by the events of its stream; no I/O in here.

`old state + events = new state`: read the lists once, then `apply` every event. One sees what one
may see: what one may see *more* after a change (a role was given) is read anew, not told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from creavio.models import (
    Ban,
    CalendarEvent,
    Channel,
    Circle,
    Community,
    Event,
    Invite,
    Member,
    Role,
)
from creavio.models.live import Resource

ENDS = {"DELETE", "REMOVE"}


class Structure:
    """A community and what is in it, by id; members and bans by user, `roles` from the lowest."""

    def __init__(
        self,
        community: Community | None = None,
        *,
        channels: Iterable[Channel] = (),
        circles: Iterable[Circle] = (),
        roles: Iterable[Role] = (),
        members: Iterable[Member] = (),
        bans: Iterable[Ban] = (),
        invites: Iterable[Invite] = (),
        events: Iterable[CalendarEvent] = (),
    ) -> None:
        self.community = community
        self.channels = {one.id: one for one in channels}
        self.circles = {one.id: one for one in circles}
        self.members = {one.id: one for one in members}
        self.bans = {one.user_id: one for one in bans}
        self.invites = {one.id: one for one in invites if one.id}
        self.events = {one.id: one for one in events}
        self._roles = {one.id: one for one in roles}
        self._order = sorted(self._roles, key=lambda role_id: self._roles[role_id].position)

    @property
    def roles(self) -> dict[str, Role]:
        """From the lowest, the everyone role, to the highest."""
        known = [role_id for role_id in self._order if role_id in self._roles]
        late = [role_id for role_id in self._roles if role_id not in self._order]
        return {role_id: self._roles[role_id] for role_id in [*late, *known]}

    def apply(self, event: Event) -> None:
        """One event of the community's stream."""
        kind, _, happened = event.t.partition("_")
        if event.t == "ROLE_ORDER":
            self._order = list(event.d["role_ids"])
        elif event.t == "OVERRIDE_UPDATE":
            channel = self.channels.get(event.d["channel_id"])
            if channel is not None:
                follows = bool(event.d["follows_category"])
                self.channels[channel.id] = replace(channel, follows_category=follows)
        elif kind == "COMMUNITY":
            self.community = None if happened in ENDS else Community.read(event.d)
        elif (things := self._things().get(kind)) is not None:
            id_ = str(event.d.get("id") or event.d.get("user_id"))
            if happened in ENDS:
                things.pop(id_, None)
            elif (resource := event.resource) is not None:
                things[id_] = _with_what_is_known(resource, things.get(id_))

    def _things(self) -> dict[str, dict[str, Any]]:
        return {
            "CHANNEL": self.channels,
            "CIRCLE": self.circles,
            "ROLE": self._roles,
            "MEMBER": self.members,
            "BAN": self.bans,
            "INVITE": self.invites,
            "EVENT": self.events,
        }


def _with_what_is_known(resource: Resource, known: Resource | None) -> Resource:
    """An event is the same for all who see it, so it does not say what is one's own."""
    if isinstance(resource, Circle) and isinstance(known, Circle):
        return replace(resource, joined=known.joined)
    return resource
