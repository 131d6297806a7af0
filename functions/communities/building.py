"""A structure becomes the rows of one community, and the events that tell of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from commons import ordering, resolver
from commons.clock import now_ms, now_s
from commons.contracts.communities.roles import RolesOrdered
from commons.db import Record
from commons.ids import CIRCLE, new_id
from commons.permissions import EVERYONE
from commons.transactions import Transaction

from . import channels, circles, overrides, roles
from .models.access import ChannelAccess, Home, Roles, packed
from .models.channels import Channel
from .models.circles import Circle
from .models.roles import Role
from .rules.roles import ordered
from .schemas.channels import ChannelOut
from .schemas.structures import ChannelPart, RolePart, Structure

#: What a community has that is made from no template.
STARTER = Structure(
    roles=[RolePart(name="everyone", permissions=str(int(EVERYONE)))],
    channels=[ChannelPart(name="general")],
)
#: The version of the access model that a community begins with.
FIRST_VERSION = 1
#: The revision of what was changed once: a new everyone role or channel overrides nothing.
CHANGED = 2


@dataclass(frozen=True)
class Building:
    """All rows of a structure: nobody reaches them before the community itself is there."""

    community_id: str
    stands: dict[str, resolver.Role]
    """What roles grant and how they stand, by id; the everyone role has the community's."""
    everyone: Role | None
    """The everyone role, where it grants something else than by itself."""
    roles: list[Role]
    circles: list[Circle]
    channels: list[tuple[Channel, ChannelAccess]]

    def rows(self) -> list[Record]:
        """All of them; what leads to others after those by which it is found (``deletion``)."""
        return list(self._rows())

    def _rows(self) -> Iterator[Record]:
        if self.everyone is not None:
            yield self.everyone
        for role in self.roles:
            yield role
            yield Home.of(role.role_id, self.community_id)
        for circle in self.circles:
            yield circle
            yield Home.of(circle.circle_id, self.community_id)
        for channel, side in self.channels:
            yield channel
            yield side
            yield Home.of(channel.channel_id, self.community_id)

    def open(self, tx: Transaction) -> None:
        """Publish the roles, and tell of everything."""
        tx.create(Roles.saying(self.community_id, self.stands))
        tx.emit_all(roles.created(role, self.stands[role.role_id]) for role in self.roles)
        if self.everyone is not None:
            tx.emit(roles.updated(self.everyone, self.stands[self.community_id]))
        if self.roles:
            order = ordered(self.stands)
            tx.emit(
                RolesOrdered(community_id=self.community_id, version=FIRST_VERSION, role_ids=order)
            )
        tx.emit_all(circles.created(circle) for circle in self.circles)
        tx.emit_all(channels.created(channel) for channel, _ in self.channels)
        tx.emit_all(
            overrides.said(side, side.overrides.attribute_values, CHANGED)
            for _, side in self.channels
            if side.overrides is not None
        )

    def beginning(self) -> dict[str, Any]:
        """What the new community shows of its channels, like ``channels.beginning``."""
        by_id = {channel.channel_id: (channel, side) for channel, side in self.channels}
        places = ordering.places(
            {id_: (row.parent_id, int(row.position)) for id_, (row, _) in by_id.items()}
        )
        first = [by_id[id_] for id_ in list(places)[: channels.FIRST]]
        shown = [
            ChannelOut.fresh(row, follows=row.parent_id is not None and side.overrides is None)
            for row, side in first
        ]
        return {"channels": shown, "channel_count": len(by_id)}


def planned(community_id: str, structure: Structure) -> Building:
    """What a structure becomes there: everything has a new id, and names the others by theirs."""
    kept = [Role.new(community_id, **_looks(part)) for part in structure.roles[1:]]
    role_ids = [community_id, *(role.role_id for role in kept)]
    stands = {
        role_id: resolver.Role(int(part.permissions), rank, now_s(), int(part.mentionable))
        for rank, (role_id, part) in enumerate(zip(role_ids, structure.roles, strict=True))
    }
    changed = stands[community_id].bits != EVERYONE
    rings = _circles(community_id, structure, role_ids)
    return Building(
        community_id=community_id,
        stands=stands,
        everyone=Role.of(community_id, community_id, revision=CHANGED) if changed else None,
        roles=kept,
        circles=rings,
        channels=_channels(community_id, structure, rings, role_ids),
    )


def _looks(part: RolePart) -> dict[str, Any]:
    return part.model_dump(exclude={"permissions"})


def _circles(community_id: str, structure: Structure, role_ids: Sequence[str]) -> list[Circle]:
    """The circles; the list of circles goes by their ids."""
    ids = sorted(new_id(CIRCLE) for _ in structure.circles)
    inside = Counter(channel.circle_index for channel in structure.channels)
    return [
        Circle.new(
            community_id,
            circle_id,
            **part.model_dump(exclude={"tier_role_index"}),
            tier_id=None if part.tier_role_index is None else role_ids[part.tier_role_index],
            channel_count=inside[place],
        )
        for place, (circle_id, part) in enumerate(zip(ids, structure.circles, strict=True))
    ]


def _channels(
    community_id: str, structure: Structure, rings: Sequence[Circle], role_ids: Sequence[str]
) -> list[tuple[Channel, ChannelAccess]]:
    """The channels, in their order; a channel made later comes after them."""
    inside = Counter(channel.category_index for channel in structure.channels)
    first = now_ms() - len(structure.channels)
    rows = [
        Channel.new(
            community_id,
            position=first + place,
            name=part.name,
            type=part.type,
            topic=part.topic,
            slow_mode_s=part.slow_mode_s,
            age_restricted=part.age_restricted,
            circle_id=None if part.circle_index is None else rings[part.circle_index].circle_id,
            children=inside[place],
        )
        for place, part in enumerate(structure.channels)
    ]
    for row, part in zip(rows, structure.channels, strict=True):
        if part.category_index is not None:
            row.parent_id = rows[part.category_index].channel_id
    return [
        (row, _side(row, part, role_ids))
        for row, part in zip(rows, structure.channels, strict=True)
    ]


def _side(row: Channel, part: ChannelPart, role_ids: Sequence[str]) -> ChannelAccess:
    """The access side of a channel. Overrides of its own are the first change of them."""
    if part.overrides is None:
        return ChannelAccess.of(row)
    own = {
        role_ids[one.role_index]: packed(resolver.Override(int(one.allow), int(one.deny), now_s()))
        for one in part.overrides
    }
    return ChannelAccess.of(row, overrides=own, revision=CHANGED)
