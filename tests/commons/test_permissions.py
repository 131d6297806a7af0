"""The resolver, exhaustively on small worlds, against a slow reference."""

from __future__ import annotations

from itertools import product

import pytest

from commons.permissions import (
    ALL,
    Channel,
    Community,
    Membership,
    Override,
    Permission,
    names,
    resolve,
)

VIEW, SEND, HISTORY = Permission.VIEW, Permission.SEND_MESSAGES, Permission.READ_HISTORY
ADMIN = Permission.ADMINISTRATOR
NOW = 1000
EVERYONE_ID, ROLE, USER, OWNER = "com_1", "rol_1", "usr_1", "usr_owner"
BITS = [0, VIEW, VIEW | SEND]
OVERRIDES = [None, Override(allow=SEND), Override(deny=SEND), Override(deny=VIEW)]


def _reference(
    community: Community, member: Membership, channel: Channel | None, bit: Permission
) -> bool:
    """One bit at a time, rule after rule, the last word counts."""
    if member.banned or not member.present:
        return community.public and channel is None and bit == VIEW
    if member.user_id == community.owner_id:
        return True
    held = [community.roles[EVERYONE_ID], *(community.roles[r] for r in member.roles)]
    if any(bits & ADMIN for bits in held):
        return True
    if member.timeout_until > NOW and bit not in (VIEW, HISTORY):
        return False
    allowed = any(bits & bit for bits in held)
    if channel is not None:
        if bit != VIEW and not _reference(community, member, channel, VIEW):
            return False
        groups = [[EVERYONE_ID], list(member.roles), [member.user_id]]
        for group in groups:
            found = [channel.overrides[t] for t in group if t in channel.overrides]
            if any(o.deny & bit for o in found):
                allowed = False
            if any(o.allow & bit for o in found):
                allowed = True
    return allowed


def _members() -> list[Membership]:
    kinds = product([USER, OWNER], [True, False], [True, False], [0, NOW + 1], [(), (ROLE,)])
    return [
        Membership(user, present=present, banned=banned, timeout_until=until, roles=roles)
        for user, present, banned, until, roles in kinds
    ]


def _channels() -> list[Channel | None]:
    found: list[Channel | None] = [None]
    for everyone, role, user in product(OVERRIDES, repeat=3):
        given = {EVERYONE_ID: everyone, ROLE: role, USER: user}
        overrides = {target: o for target, o in given.items() if o is not None}
        found.append(Channel("com_1", overrides=overrides))
    return found


def test_every_small_world_agrees_with_the_reference() -> None:
    worlds = 0
    for public, everyone, role in product([True, False], BITS, [*BITS, ADMIN]):
        community = Community("com_1", OWNER, public, {EVERYONE_ID: everyone, ROLE: role})
        for member, channel in product(_members(), _channels()):
            bits = resolve(community, member, channel, now=NOW)
            for bit in (VIEW, SEND, HISTORY):
                expected = _reference(community, member, channel, bit)
                assert bool(bits & bit) == expected, (community, member, channel, bit)
            worlds += 1
    print(f"{worlds} worlds")


@pytest.mark.parametrize("channel", [None, Channel("com_1", overrides={USER: Override(deny=ALL)})])
def test_nothing_takes_anything_from_an_administrator(channel: Channel | None) -> None:
    community = Community("com_1", OWNER, False, {EVERYONE_ID: 0, ROLE: ADMIN})
    member = Membership(USER, present=True, roles=(ROLE,), timeout_until=NOW + 1)

    assert resolve(community, member, channel, now=NOW) == ALL


def test_a_role_that_was_deleted_grants_nothing() -> None:
    community = Community("com_1", OWNER, False, {EVERYONE_ID: VIEW})
    member = Membership(USER, present=True, roles=("rol_gone",))

    assert resolve(community, member, now=NOW) == VIEW


PUBLISHED = {
    "VIEW": 0,
    "READ_HISTORY": 1,
    "SEND_MESSAGES": 2,
    "ADD_REACTIONS": 3,
    "ATTACH_FILES": 4,
    "MENTION_EVERYONE": 5,
    "MANAGE_MESSAGES": 6,
    "CREATE_THREADS": 7,
    "MANAGE_THREADS": 8,
    "CREATE_POLLS": 9,
    "BYPASS_SLOW_MODE": 10,
    "VIEW_MEMBERS": 12,
    "CREATE_INVITES": 13,
    "MANAGE_INVITES": 14,
    "MANAGE_CIRCLES": 15,
    "MANAGE_CHANNELS": 16,
    "MANAGE_ROLES": 17,
    "MANAGE_COMMUNITY": 18,
    "KICK_MEMBERS": 20,
    "BAN_MEMBERS": 21,
    "TIMEOUT_MEMBERS": 22,
    "VIEW_AUDIT_LOG": 23,
    "CHANGE_NICK": 24,
    "MANAGE_NICKS": 25,
    "MODERATE": 26,
    "MANAGE_AUTOMOD": 27,
    "MANAGE_TIERS": 28,
    "VIEW_PAYMENTS": 29,
    "MANAGE_INTEGRATIONS": 30,
    "CONNECT": 32,
    "SPEAK": 33,
    "STREAM_VIDEO": 34,
    "SHARE_SCREEN": 35,
    "PRIORITY_SPEAKER": 36,
    "REQUEST_TO_SPEAK": 37,
    "MUTE_MEMBERS": 38,
    "MOVE_MEMBERS": 39,
    "GO_LIVE": 40,
    "RECORD": 41,
    "CREATE_POSTS": 48,
    "COMMENT": 49,
    "MANAGE_POSTS": 50,
    "CREATE_EVENTS": 51,
    "MANAGE_EVENTS": 52,
    "ADMINISTRATOR": 62,
}


def test_the_published_bits_never_move() -> None:
    """Clients store them: a change here breaks every one of them."""
    assert {p.name: p.value.bit_length() - 1 for p in Permission} == PUBLISHED
    assert names(VIEW | SEND) == ["VIEW", "SEND_MESSAGES"]
