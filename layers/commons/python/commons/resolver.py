"""The rule that turns roles, overrides and circumstances into permission bits. Pure, no I/O.

``walk`` tells every rule that speaks, in order, with the bits held after it. The decision is the
last step's bits, so what ``POST /permissions/explain`` says is what was decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from commons import permissions
from commons.permissions import ALL, Permission

#: Plain ints: an operation on flags costs a microsecond, and there are hundreds in a list.
VIEW, ADMINISTRATOR = int(Permission.VIEW), int(Permission.ADMINISTRATOR)
MANAGE_THREADS = int(Permission.MANAGE_THREADS)
READING, WRITING = int(permissions.READING), int(permissions.WRITING)
#: The owner acts above every role.
OWNER_RANK = 1 << 31


class Override(NamedTuple):
    """What a channel grants and takes for one role or member. Allow wins over deny."""

    allow: int = 0
    deny: int = 0
    since: int = 0
    """Seconds since the epoch; 0 when nobody wrote it down."""


class Role(NamedTuple):
    """What a role grants, and how high it stands: the everyone role at 0, others above."""

    bits: int
    rank: int = 0
    since: int = 0
    mentionable: int = 0
    """1 when everybody may mention it."""


@dataclass(frozen=True)
class Channel:
    """The access side of one channel: its own overrides, or those of the category it follows.

    overrides: by role id or user id; the everyone role has the community's id.
    circle: only members of that circle see the channel.
    parent, position: the category it lies in, and where it stands (``commons.ordering``).
    follows: its overrides are its category's.
    offered: it can be chosen at the door; whoever has chosen it reads it as long as it can.
    slow_mode_s: how long one waits between messages; 0 where nobody has to.
    locked: it is a thread in which only those write who manage threads.
    """

    community_id: str
    type: str = "text"
    overrides: Mapping[str, Override] = field(default_factory=dict)
    circle: str | None = None
    archived: bool = False
    age_restricted: bool = False
    parent: str | None = None
    position: int = 0
    follows: bool = False
    offered: bool = False
    slow_mode_s: int = 0
    locked: bool = False


@dataclass(frozen=True)
class Community:
    """The access side of one community. The everyone role has the community's own id.

    rules: the version of the rules that members must have consented to; 0 asks for none.
    """

    community_id: str
    owner_id: str
    public: bool
    roles: Mapping[str, Role]
    rules: int = 0

    def rank(self, role_id: str) -> int:
        """How high a role stands; a role that is gone stands below all others."""
        role = self.roles.get(role_id)
        return role.rank if role else -1


@dataclass(frozen=True)
class Membership:
    """One user's standing in one community; ``present`` is false for strangers and the gone.

    whole: false for who is only in circles: they see those circles' channels and no others.
    until: roles that end, with the second they end at.
    channels: chosen by the answers given at the door.
    consented: the version of the rules they agreed to.
    """

    user_id: str
    present: bool = False
    banned: bool = False
    timeout_until: int = 0
    """Seconds since the epoch; 0 when not timed out."""
    timeout_since: int = 0
    roles: tuple[str, ...] = ()
    until: tuple[tuple[str, int], ...] = ()
    circles: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    whole: bool = True
    consented: int = 0
    adult: bool = False

    def changes_after(self, now: int) -> int | None:
        """The next second at which the clock alone changes what they may do, if there is one."""
        moments = (self.timeout_until, *(end for _, end in self.until))
        return min((moment for moment in moments if moment > now), default=None)

    def roles_at(self, now: int) -> tuple[str, ...]:
        """The roles held at a second."""
        if not self.until:
            return self.roles
        over = {role for role, end in self.until if end <= now}
        return tuple(role for role in self.roles if role not in over)


class Rule(StrEnum):
    """Every rule that can speak, in the order in which they do."""

    BANNED = "banned"
    OUTSIDER = "outsider"
    OWNER = "owner"
    EVERYONE = "everyone"
    ROLE = "role"
    ADMINISTRATOR = "administrator"
    CIRCLE_ONLY = "circle_only"
    CIRCLE = "circle"
    EVERYONE_OVERRIDE = "everyone_override"
    ROLE_OVERRIDE = "role_override"
    GRANTED_CHANNEL = "granted_channel"
    MEMBER_OVERRIDE = "member_override"
    HIDDEN = "hidden"
    AGE = "age"
    TIMEOUT = "timeout"
    RULES = "rules"
    ARCHIVED = "archived"
    LOCKED = "locked"


class Step(NamedTuple):
    """One rule that spoke: what it gave and took, and what is held after it."""

    rule: Rule
    source_id: str
    allow: int
    deny: int
    held: int
    since: int = 0

    def effect(self, permission: int) -> str:
        """``allow``, ``deny`` or ``none``, of all bits of a permission."""
        if self.deny & permission & ~self.allow:
            return "deny"
        return "allow" if self.allow & permission == permission else "none"


def resolve(
    community: Community,
    member: Membership,
    channel: Channel | None = None,
    *,
    now: int,
    channel_id: str | None = None,
) -> int:
    """The permission bits of a member, in the community or in one of its channels."""
    held = 0
    for step in walk(community, member, channel, now=now, channel_id=channel_id):
        held = step.held
    return held


def walk(
    community: Community,
    member: Membership,
    channel: Channel | None = None,
    *,
    now: int,
    channel_id: str | None = None,
) -> Iterator[Step]:
    """The rules that speak, in order.

    Owner and ADMINISTRATOR bypass; everyone role, then roles (OR), then the circle, then channel
    overrides: everyone deny/allow, roles deny then allow, a channel granted at the door, member
    deny/allow. A timed-out member, and one who has not accepted the rules, keeps only view and
    history; a ban ends everything. Nobody writes in an archived channel, and in a locked thread
    only who manages threads. Outsiders of a public community may see that it exists, and none of
    its channels.
    """
    if member.banned or not member.present:
        yield _outside(community, member, channel)
        return
    held, bypassed = 0, False
    for step in _by_roles(community, member, now):
        yield step
        held, bypassed = step.held, step.rule in (Rule.OWNER, Rule.ADMINISTRATOR)
    if not bypassed:
        for step in _limited(community, member, channel, channel_id, held, now):
            yield step
            held = step.held
    if channel is not None and channel.archived:
        held &= ~WRITING
        yield Step(Rule.ARCHIVED, channel_id or "", 0, WRITING, held)
    if channel is not None and channel.locked and not held & MANAGE_THREADS:
        yield Step(Rule.LOCKED, channel_id or "", 0, WRITING, held & ~WRITING)


def rank(community: Community, member: Membership, now: int) -> int:
    """How high a member stands: you act only below your own highest role."""
    if member.banned or not member.present:
        return -1
    if member.user_id == community.owner_id:
        return OWNER_RANK
    return max(0, *map(community.rank, member.roles_at(now)), 0)


def _outside(community: Community, member: Membership, channel: Channel | None) -> Step:
    held = VIEW if community.public and channel is None else 0
    rule = Rule.BANNED if member.banned else Rule.OUTSIDER
    return Step(rule, community.community_id, held, ALL & ~held, held)


def _by_roles(community: Community, member: Membership, now: int) -> Iterator[Step]:
    if member.user_id == community.owner_id:
        yield Step(Rule.OWNER, member.user_id, ALL, 0, ALL)
        return
    everyone = community.roles[community.community_id]
    held = everyone.bits
    yield Step(Rule.EVERYONE, community.community_id, held, 0, held, everyone.since)
    for role_id in member.roles_at(now):
        role = community.roles.get(role_id)
        if role is not None:
            held |= role.bits
            yield Step(Rule.ROLE, role_id, role.bits, 0, held, role.since)
    if held & ADMINISTRATOR:
        yield Step(Rule.ADMINISTRATOR, community.community_id, ALL, 0, ALL)


def _limited(
    community: Community,
    member: Membership,
    channel: Channel | None,
    channel_id: str | None,
    held: int,
    now: int,
) -> Iterator[Step]:
    """What place and circumstances make of the bits of a member without ADMINISTRATOR."""
    if channel is None and not member.whole:
        held &= VIEW
        yield Step(Rule.CIRCLE_ONLY, member.user_id, 0, ALL & ~VIEW, held)
    if channel is not None:
        for step in _in_channel(community, member, channel, channel_id or "", held, now):
            yield step
            held = step.held
    taken = ALL & ~READING
    if member.timeout_until > now:
        held &= READING
        yield Step(Rule.TIMEOUT, member.user_id, 0, taken, held, member.timeout_since)
    if member.consented < community.rules:
        yield Step(Rule.RULES, community.community_id, 0, taken, held & READING)


def _in_channel(
    community: Community, member: Membership, channel: Channel, channel_id: str, held: int, now: int
) -> Iterator[Step]:
    if channel.circle is None and not member.whole:
        yield Step(Rule.CIRCLE_ONLY, member.user_id, 0, ALL, 0)
        return
    if channel.circle is not None and channel.circle not in member.circles:
        yield Step(Rule.CIRCLE, channel.circle, 0, ALL, 0)
        return
    for step in _overridden(community, member, channel, channel_id, held, now):
        yield step
        held = step.held
    if not held & VIEW:
        yield Step(Rule.HIDDEN, channel_id, 0, ALL, 0)
    elif channel.age_restricted and not member.adult:
        seen = held & VIEW
        yield Step(Rule.AGE, channel_id, 0, ALL & ~VIEW, seen)


def _overridden(
    community: Community, member: Membership, channel: Channel, channel_id: str, held: int, now: int
) -> Iterator[Step]:
    overrides = channel.overrides
    everyone = overrides.get(community.community_id)
    if everyone is not None:
        held = held & ~everyone.deny | everyone.allow
        yield _step(Rule.EVERYONE_OVERRIDE, community.community_id, everyone, held)
    of_roles = [(r, o) for r in member.roles_at(now) if (o := overrides.get(r)) is not None]
    for role_id, (_, deny, since) in of_roles:
        held &= ~deny
        yield Step(Rule.ROLE_OVERRIDE, role_id, 0, deny, held, since)
    for role_id, (allow, _, since) in of_roles:
        held |= allow
        yield Step(Rule.ROLE_OVERRIDE, role_id, allow, 0, held, since)
    if channel.offered and channel_id in member.channels:
        held |= READING
        yield Step(Rule.GRANTED_CHANNEL, channel_id, READING, 0, held)
    own = overrides.get(member.user_id)
    if own is not None:
        held = held & ~own.deny | own.allow
        yield _step(Rule.MEMBER_OVERRIDE, member.user_id, own, held)


def _step(rule: Rule, source_id: str, override: Override, held: int) -> Step:
    return Step(rule, source_id, override.allow, override.deny, held, override.since)
