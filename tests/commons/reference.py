"""A slow model of the resolver: one bit at a time, rule after rule, the last word counts.

Written from the sentences of the design and not from ``commons.resolver``, to be compared with it.
"""

from __future__ import annotations

from dataclasses import replace

from commons.permissions import WRITING, Permission
from commons.resolver import Channel, Community, Membership

KEPT_WHEN_QUIET = (Permission.VIEW, Permission.READ_HISTORY)
KEPT_IN_ARCHIVE = (
    Permission.VIEW,
    Permission.READ_HISTORY,
    Permission.MANAGE_MESSAGES,
    Permission.MANAGE_THREADS,
    Permission.MANAGE_ROLES,
    Permission.ADMINISTRATOR,
)


def may(
    community: Community,
    member: Membership,
    channel: Channel | None,
    channel_id: str | None,
    bit: Permission,
    now: int,
) -> bool:
    """Whether the member holds one bit, there and then."""
    if channel is not None and channel.locked and bit in WRITING:
        opened = replace(channel, locked=False)
        both = (bit, Permission.MANAGE_THREADS)
        return all(may(community, member, opened, channel_id, one, now) for one in both)
    if channel is not None and channel.archived and bit not in KEPT_IN_ARCHIVE:
        return False
    if member.banned or not member.present:
        return community.public and channel is None and bit == Permission.VIEW
    if member.user_id == community.owner_id:
        return True
    ends = dict(member.until)
    roles = [role for role in member.roles if ends.get(role, now + 1) > now]
    held = [community.roles[community.community_id].bits]
    held += [community.roles[role].bits for role in roles if role in community.roles]
    if any(bits & Permission.ADMINISTRATOR for bits in held):
        return True
    quiet = member.timeout_until > now or member.consented < community.rules
    if quiet and bit not in KEPT_WHEN_QUIET:
        return False
    allowed = any(bits & bit for bits in held)
    if channel is None:
        return allowed and (member.whole or bit == Permission.VIEW)
    if not _inside(member, channel):
        return False
    if channel.age_restricted and not member.adult and bit != Permission.VIEW:
        return False
    if bit != Permission.VIEW and not _last_word(
        community, member, channel, channel_id, Permission.VIEW, roles, _any(held, Permission.VIEW)
    ):
        return False
    return _last_word(community, member, channel, channel_id, bit, roles, allowed)


def _any(held: list[int], bit: Permission) -> bool:
    return any(bits & bit for bits in held)


def _inside(member: Membership, channel: Channel) -> bool:
    """A circle's channels are its members'; all others are those of whole members."""
    return member.whole if channel.circle is None else channel.circle in member.circles


def _last_word(
    community: Community,
    member: Membership,
    channel: Channel,
    channel_id: str | None,
    bit: Permission,
    roles: list[str],
    allowed: bool,
) -> bool:
    overrides = channel.overrides
    for group in ([community.community_id], roles, [member.user_id]):
        opened = channel.offered and channel_id in member.channels
        if group == [member.user_id] and opened and bit in KEPT_WHEN_QUIET:
            allowed = True
        found = [overrides[target] for target in group if target in overrides]
        if any(override.deny & bit for override in found):
            allowed = False
        if any(override.allow & bit for override in found):
            allowed = True
    return allowed
