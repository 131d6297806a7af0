"""The published access model: what ``commons.access`` reads and nobody else writes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from pynamodb.attributes import BooleanAttribute, MapAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition

from commons import access, resolver
from commons.db import Record

from .channels import Channel


def packed(numbers: resolver.Role | resolver.Override) -> str:
    """A role or an override as these rows hold it."""
    return ",".join(map(str, numbers))


class Version(Record):
    """Published: v counts changes of roles and channels, m counts losses: of membership, of a role.

    Whoever takes something from a member raises m, whoever changes roles, channels, the owner or
    the rules raises v, in the same transaction: so the next flush checks its viewers again.
    """

    prefix = "A#"

    v = NumberAttribute(default=1)
    m = NumberAttribute(default=0)
    owner = UnicodeAttribute()
    public = BooleanAttribute()
    rules = NumberAttribute(default=0)
    """The version of the rules that members must have consented to; 0 asks for none."""
    deleted = BooleanAttribute(null=True)

    @classmethod
    def of(cls, community_id: str, **values: Any) -> Self:
        """A version to be created or raised."""
        return cls(f"A#{community_id}", "V", **values)

    @classmethod
    def find(cls, community_id: str) -> Self | None:
        """The version of a community, which may be deleted; None when nothing is left of it."""
        return cls.find_row(f"A#{community_id}", "V")

    @property
    def seen(self) -> access.Version:
        """What somebody who reads this is checked under."""
        return access.Version(int(self.v), int(self.m))

    @classmethod
    def is_still(cls, seen: access.Version) -> Condition:
        """Roles, channels and losses are those that somebody's standing came from."""
        same: Condition = (cls.v == seen.v) & (cls.m == seen.m)
        return same


class Roles(Record):
    """Published: ``"bits,rank,since,mentionable"`` by id; the everyone role has the community's."""

    prefix = "A#"

    roles: MapAttribute[str, str] = MapAttribute()  # type: ignore[no-untyped-call]

    @classmethod
    def of(cls, community_id: str, **values: Any) -> Self:
        """The roles, to be created or changed."""
        return cls(f"A#{community_id}", "R", **values)

    @classmethod
    def saying(cls, community_id: str, roles: Mapping[str, resolver.Role]) -> Self:
        """The roles by id, to be published."""
        return cls.of(community_id, roles={id_: packed(role) for id_, role in roles.items()})


class Home(Record):
    """Published: the community of a channel, role, circle or calendar event, for ever."""

    prefix = "A#"

    community = UnicodeAttribute()

    @classmethod
    def of(cls, id_: str, community_id: str) -> Self:
        """The pointer, to be created or deleted."""
        return cls(f"A#{id_}", "A", community=community_id)


class ChannelAccess(Record):
    """Published: what decides who sees a channel, and what they may do there how often."""

    prefix = "A#"

    type = UnicodeAttribute()
    parent = UnicodeAttribute(null=True)
    position = NumberAttribute(default=0)
    circle = UnicodeAttribute(null=True)
    archived = BooleanAttribute(default=False)
    age_restricted = BooleanAttribute(default=False)
    offered = BooleanAttribute(null=True)
    """Some answer given at the door opens it for whoever chooses that."""
    slow_mode_s = NumberAttribute(default=0)
    overrides: MapAttribute[str, str] = MapAttribute(null=True)  # type: ignore[no-untyped-call]
    """``"allow,deny,since"`` by role or user id; absent where it follows its category."""
    revision = NumberAttribute(default=1)
    """Counts changes of its own overrides."""

    @classmethod
    def at(cls, community_id: str, channel_id: str, **values: Any) -> Self:
        """The access side of a channel, to be changed or deleted."""
        return cls(f"A#{community_id}", f"C#{channel_id}", **values)

    @classmethod
    def of(cls, channel: Channel, **values: Any) -> Self:
        """The access side of a channel, to be created."""
        return cls.at(
            channel.community_id,
            channel.channel_id,
            type=channel.type,
            parent=channel.parent_id,
            position=channel.position,
            circle=channel.circle_id,
            age_restricted=channel.age_restricted,
            slow_mode_s=channel.slow_mode_s,
            **values,
        )

    @classmethod
    def load(cls, community_id: str, channel_id: str) -> Self:
        """The access side of a channel, or NotFound."""
        return cls.load_row(f"A#{community_id}", f"C#{channel_id}")
