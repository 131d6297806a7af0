"""The published access model: what ``commons.access`` reads and nobody else writes."""

from __future__ import annotations

from typing import Any, Self

from pynamodb.attributes import BooleanAttribute, MapAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition

from commons import access
from commons.clock import now_s
from commons.db import Record
from commons.permissions import EVERYONE

from .channels import Channel


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
    def first(cls, community_id: str) -> Self:
        """The roles of a new community."""
        return cls.of(community_id, roles={community_id: f"{int(EVERYONE)},0,{now_s()}"})


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
    def of(cls, channel: Channel) -> Self:
        """The access side of a channel, to be created."""
        return cls.at(
            channel.community_id,
            channel.channel_id,
            type=channel.type,
            parent=channel.parent_id,
            position=channel.position,
            circle=channel.circle_id,
            slow_mode_s=channel.slow_mode_s,
        )

    @classmethod
    def load(cls, community_id: str, channel_id: str) -> Self:
        """The access side of a channel, or NotFound."""
        return cls.load_row(f"A#{community_id}", f"C#{channel_id}")
