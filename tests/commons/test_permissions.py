"""The resolver, exhaustively on small worlds, against a slow reference; and the published bits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

import pytest

from commons.permissions import ALL, Permission, names
from commons.resolver import (
    OWNER_RANK,
    Channel,
    Community,
    Membership,
    Override,
    Role,
    Rule,
    rank,
    resolve,
    walk,
)
from tests.commons.reference import may

VIEW, SEND, HISTORY = Permission.VIEW, Permission.SEND_MESSAGES, Permission.READ_HISTORY
ADMIN, MANAGE = Permission.ADMINISTRATOR, Permission.MANAGE_MESSAGES
MANAGE_THREADS = Permission.MANAGE_THREADS
NOW = 1000
EVERYONE_ID, ROLE, USER, OWNER = "com_1", "rol_1", "usr_1", "usr_owner"
CHANNEL, CIRCLE = "chn_1", "cir_1"
BOTH = (False, True)
BITS = [0, VIEW, VIEW | SEND]
OVERRIDES = [None, Override(allow=SEND), Override(deny=SEND), Override(deny=VIEW)]


def _communities(
    everyone: Iterable[int], role: Iterable[int], rules: Iterable[int]
) -> list[Community]:
    return [
        Community("com_1", OWNER, public, {EVERYONE_ID: Role(e), ROLE: Role(r, 1)}, asked)
        for public, e, r, asked in product(BOTH, everyone, role, rules)
    ]


def _plain_members() -> Iterator[Membership]:
    for user, present, banned, until, roles in product(
        [USER, OWNER], BOTH, BOTH, [0, NOW + 1], [(), (ROLE,)]
    ):
        yield Membership(user, present=present, banned=banned, timeout_until=until, roles=roles)


def _members_in_all_circumstances() -> Iterator[Membership]:
    yield from _plain_members()
    roles: list[tuple[tuple[str, ...], tuple[tuple[str, int], ...]]] = [
        ((), ()), ((ROLE,), ()), ((ROLE,), ((ROLE, NOW),)), ((ROLE,), ((ROLE, NOW + 1),)),
    ]  # fmt: skip
    for until, (held, ends), circles, whole, consented, adult, channels in product(
        [0, NOW + 1], roles, [(), (CIRCLE,)], BOTH, [0, 1], BOTH, [(), (CHANNEL,)]
    ):
        yield Membership(
            USER,
            present=True,
            timeout_until=until,
            roles=held,
            until=ends,
            circles=circles,
            channels=channels,
            whole=whole,
            consented=consented,
            adult=adult,
        )


def _overridden(
    everyone: Iterable[Override | None],
    role: Iterable[Override | None],
    user: Iterable[Override | None],
) -> Iterator[dict[str, Override]]:
    for chosen in product(everyone, role, user):
        given = zip((EVERYONE_ID, ROLE, USER), chosen, strict=True)
        yield {target: override for target, override in given if override is not None}


def _channels_in_all_circumstances(
    overrides: Iterable[dict[str, Override]],
) -> list[Channel | None]:
    return [None] + [
        Channel("com_1", "text", given, circle, archived, age, offered=offered)
        for given, circle, archived, age, offered in product(
            overrides, [None, CIRCLE], BOTH, BOTH, BOTH
        )
    ]


def _compare(
    communities: Iterable[Community],
    members: Iterable[Membership],
    channels: Iterable[Channel | None],
    bits: Iterable[Permission],
) -> int:
    worlds = 0
    for community, member, channel in product(communities, list(members), channels):
        channel_id = CHANNEL if channel else None
        held = resolve(community, member, channel, now=NOW, channel_id=channel_id)
        for bit in bits:
            expected = may(community, member, channel, channel_id, bit, NOW)
            assert bool(held & bit) == expected, (community, member, channel, bit)
        worlds += 1
    return worlds


def test_roles_and_overrides_agree_with_the_reference() -> None:
    channels = [None, *(Channel("com_1", "text", o) for o in _overridden(*[OVERRIDES] * 3))]
    communities = _communities(BITS, [*BITS, ADMIN], [0])
    worlds = _compare(communities, _plain_members(), channels, (VIEW, SEND, HISTORY))
    assert worlds == 2 * 3 * 4 * 32 * 65


def test_circumstances_agree_with_the_reference() -> None:
    overrides = list(_overridden([None, Override(deny=VIEW)], [None, Override(allow=VIEW)], [None]))
    worlds = _compare(
        _communities([0, VIEW | SEND | HISTORY], [MANAGE, ADMIN], [0, 1]),
        _members_in_all_circumstances(),
        _channels_in_all_circumstances(overrides),
        (VIEW, SEND, HISTORY, MANAGE),
    )
    assert worlds == 2 * 2 * 2 * 2 * (32 + 256) * (1 + 4 * 16)


@pytest.mark.nightly
def test_every_small_world_agrees_with_the_reference() -> None:
    channels = _channels_in_all_circumstances(list(_overridden(*[OVERRIDES] * 3)))
    worlds = _compare(
        _communities([0, VIEW | SEND | HISTORY], [0, SEND, ADMIN], [0, 1]),
        _members_in_all_circumstances(),
        channels,
        (VIEW, SEND, HISTORY),
    )
    print(f"{worlds} worlds")


@pytest.mark.parametrize("channel", [None, Channel("com_1", overrides={USER: Override(deny=ALL)})])
def test_nothing_takes_anything_from_an_administrator(channel: Channel | None) -> None:
    community = Community("com_1", OWNER, False, {EVERYONE_ID: Role(0), ROLE: Role(ADMIN)}, 1)
    member = Membership(USER, present=True, roles=(ROLE,), timeout_until=NOW + 1)

    assert resolve(community, member, channel, now=NOW) == ALL


@pytest.mark.parametrize("managed", [0, MANAGE_THREADS])
@pytest.mark.parametrize("taken", [0, MANAGE_THREADS])
def test_a_locked_thread_agrees_with_the_reference(managed: Permission, taken: Permission) -> None:
    bits = VIEW | HISTORY | SEND
    communities = _communities([bits], [managed, ADMIN], [0, 1])
    overrides = _overridden([None], [None, Override(deny=taken)], [None])
    channels = [
        Channel("com_1", "thread", o, archived=a, locked=True) for o in overrides for a in BOTH
    ]
    bits_asked = (VIEW, SEND, HISTORY, MANAGE_THREADS)
    assert _compare(communities, _members_in_all_circumstances(), channels, bits_asked)


def test_the_walk_says_that_a_thread_is_locked() -> None:
    community = Community("com_1", OWNER, False, {EVERYONE_ID: Role(VIEW | SEND)})
    channel = Channel("com_1", "thread", locked=True)
    steps = list(
        walk(community, Membership(USER, present=True), channel, now=NOW, channel_id=CHANNEL)
    )

    assert (steps[-1].rule, steps[-1].source_id, steps[-1].held) == ("locked", CHANNEL, VIEW)


def test_a_role_that_was_deleted_grants_nothing() -> None:
    community = Community("com_1", OWNER, False, {EVERYONE_ID: Role(VIEW)})
    member = Membership(USER, present=True, roles=("rol_gone",))

    assert resolve(community, member, now=NOW) == VIEW
    assert rank(community, member, NOW) == 0


def test_unknown_bits_are_kept() -> None:
    future = 1 << 63 | 1 << 11
    community = Community("com_1", OWNER, False, {EVERYONE_ID: Role(VIEW | future)})

    assert resolve(community, Membership(USER, present=True), now=NOW) == VIEW | future


def test_rank_is_the_highest_role_held_now() -> None:
    roles = {EVERYONE_ID: Role(0), ROLE: Role(0, 3), "rol_2": Role(0, 7)}
    community = Community("com_1", OWNER, False, roles)
    both = (ROLE, "rol_2")
    ending = Membership(USER, present=True, roles=both, until=(("rol_2", NOW),))

    assert rank(community, Membership(USER, present=True, roles=both), NOW) == 7
    assert rank(community, ending, NOW) == 3
    assert rank(community, Membership(OWNER, present=True), NOW) == OWNER_RANK
    assert rank(community, Membership(OWNER), NOW) == -1


def test_the_walk_tells_who_gave_and_who_took() -> None:
    roles = {EVERYONE_ID: Role(VIEW | SEND), ROLE: Role(0, 1, 5)}
    overrides = {ROLE: Override(deny=SEND, since=7), USER: Override(allow=SEND, since=9)}
    community = Community("com_1", OWNER, False, roles)
    member = Membership(USER, present=True, roles=(ROLE,))
    channel = Channel("com_1", overrides=overrides)

    told = [
        (step.rule, step.source_id, step.effect(SEND), step.since)
        for step in walk(community, member, channel, now=NOW, channel_id=CHANNEL)
        if step.effect(SEND) != "none"
    ]

    assert told == [
        (Rule.EVERYONE, EVERYONE_ID, "allow", 0),
        (Rule.ROLE_OVERRIDE, ROLE, "deny", 7),
        (Rule.MEMBER_OVERRIDE, USER, "allow", 9),
    ]


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
