"""What a template takes of a community: never more than its maker may see. No I/O.

By itself it takes what every member sees, because its code lets anybody read it. With
``include_hidden`` it also takes channels and secret circles that only some see, its maker among
them. Of a channel whose overrides the maker may not see it takes nothing, and it never opens what
was closed: a channel whose category stays behind keeps what it followed, one of a circle that
stays behind stays behind as well, and a circle that loses its tier is managed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from commons import resolver
from commons.access import Seen, Standing
from commons.bounds import Bound
from commons.permissions import Permission
from commons.resolver import Membership, Override

from ..errors import LimitReached
from ..models.channels import Channel
from ..models.circles import Circle
from ..models.roles import Role
from ..schemas.structures import ChannelPart, CirclePart, OverridePart, RolePart, Structure
from .circles import knows_of
from .roles import ordered

MAX_KB = Bound(384, "template_kilobytes", "What a template keeps of a community, as JSON.")

Places = Mapping[str, int]


@dataclass(frozen=True)
class Sight:
    """What somebody sees of a community."""

    standing: Standing
    seen: Mapping[str, Seen]
    """Channels, in their order."""
    channels: Mapping[str, Channel]
    roles: Mapping[str, Role]
    circles: Sequence[Circle]


def structure_of(sight: Sight, *, include_hidden: bool) -> Structure:
    """What a template takes of this."""
    stands = sight.standing.community.roles
    roles = [role_id for role_id in ordered(stands) if role_id in sight.roles]
    circles = [c for c in sight.circles if _takes_circle(sight, c, include_hidden)]
    role_at, circle_at = _places(roles), _places(circle.circle_id for circle in circles)
    channels = [
        channel_id
        for channel_id, one in sight.seen.items()
        if channel_id in sight.channels
        and _takes_channel(sight, channel_id, include_hidden)
        and (one.channel.circle is None or one.channel.circle in circle_at)
    ]
    channel_at = _places(channels)
    return Structure(
        roles=[_role(sight.roles[role_id], stands[role_id]) for role_id in roles],
        circles=[_circle(circle, role_at) for circle in circles],
        channels=[
            _channel(sight.channels[id_], sight.seen[id_].channel, channel_at, circle_at, role_at)
            for id_ in channels
        ],
    )


def check_fits(structure: Structure) -> None:
    """Raise LimitReached for a structure that no row holds."""
    if len(structure.text()) > MAX_KB * 1024:
        detail = f"A template keeps up to {int(MAX_KB)} KB of names, topics and overrides."
        raise LimitReached(({"pointer": "/structure", "code": "too_large", "detail": detail},))


def _takes_circle(sight: Sight, circle: Circle, include_hidden: bool) -> bool:
    return knows_of(sight.standing, circle) and (include_hidden or circle.visibility == "visible")


def _takes_channel(sight: Sight, channel_id: str, include_hidden: bool) -> bool:
    channel, held, _ = sight.seen[channel_id]
    if not held & Permission.MANAGE_ROLES or (channel.archived and channel.type != "category"):
        return False
    return include_hidden or _is_open(sight.standing.community, channel_id, channel)


def _is_open(community: resolver.Community, channel_id: str, channel: resolver.Channel) -> bool:
    """Whether a member sees it who has no role and is in no circle."""
    anybody = Membership("", present=True, consented=community.rules, adult=True)
    held = resolver.resolve(community, anybody, channel, now=0, channel_id=channel_id)
    return bool(held & resolver.VIEW)


def _places(ids: Iterable[str]) -> Places:
    return {id_: place for place, id_ in enumerate(ids)}


def _role(role: Role, stands: resolver.Role) -> RolePart:
    return RolePart(
        name=role.name,
        permissions=str(stands.bits),
        color=role.color,
        hoist=role.hoist,
        mentionable=role.mentionable,
    )


def _circle(circle: Circle, role_at: Places) -> CirclePart:
    tier = None if circle.tier_id is None else role_at.get(circle.tier_id)
    was_sold = circle.tier_id is not None and tier is None
    return CirclePart(
        name=circle.name,
        description=circle.description,
        visibility=circle.visibility,
        join="managed" if was_sold else circle.join,
        tier_role_index=tier,
        max_members=int(circle.max_members) if circle.max_members else None,
    )


def _channel(
    row: Channel, side: resolver.Channel, channel_at: Places, circle_at: Places, role_at: Places
) -> ChannelPart:
    category = None if row.parent_id is None else channel_at.get(row.parent_id)
    own = _overrides(side.overrides, role_at)
    follows = side.follows and category is not None
    return ChannelPart(
        name=row.name,
        type=row.type,
        topic=row.topic,
        category_index=category,
        circle_index=None if side.circle is None else circle_at[side.circle],
        slow_mode_s=int(row.slow_mode_s),
        age_restricted=row.age_restricted,
        overrides=None if follows or (category is None and not own) else own,
    )


def _overrides(stored: Mapping[str, Override], role_at: Places) -> list[OverridePart]:
    """Those of roles; of members a template says nothing."""
    return [
        OverridePart(role_index=place, allow=str(one.allow), deny=str(one.deny))
        for role_id, place in role_at.items()
        if (one := stored.get(role_id)) is not None
    ]
