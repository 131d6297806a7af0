"""The only reader of the published access model: may this user do this, here and now.

Partition ``A#<community>`` of the communities table:
  V             {v, m, owner, public, rules, deleted}   v: roles and channels; m: losses
  M#<user>      {present, banned, timeout_until, roles, until, circles, channels, whole, ...}
  R             {roles: {id: "bits,rank,since,mentionable"}}
  C#<channel>   {type, parent, position, circle, archived, age_restricted, offered, slow_mode_s,
                 overrides: {id: "allow,deny,since"}}
and, elsewhere, ``A#<id>`` A {community} of a channel, role, circle or calendar event, and
``A#<user>`` C#<community>. A channel without overrides of its own follows its category's. In a
thread one may what one may in its channel; ``messages`` publishes it (``commons.threads``).

A check is one consistent BatchGetItem of M and V (2 read units; in a thread one more). R and C# are
cached under v; on a difference they are read again consistently, then V once more; when it moved
twice, 503.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import batched
from typing import TYPE_CHECKING, Any, NamedTuple

from commons import ordering, resolver
from commons.access_rows import channel_of, membership, role_of
from commons.aws import BATCH_GET_LIMIT, batch_get, client
from commons.clock import now_s
from commons.errors import NotFound, Unavailable
from commons.ids import DIRECT, is_id
from commons.ordering import Place
from commons.resolver import Channel, Community, Membership, Role
from commons.settings import table_name
from commons.standings import Crowd, Seen, Situation, Standing, Version, Visible
from commons.wire import Item, item, plain

if TYPE_CHECKING:
    from commons.threads import Thread

__all__ = [
    "Crowd",
    "Home",
    "Seen",
    "Situation",
    "Standing",
    "Version",
    "Visible",
    "communities_of",
    "community_of",
    "crowd",
    "forget",
    "home_of",
    "layout",
    "seen_channels",
    "situation",
    "standing",
    "visible_channels",
    "visible_everywhere",
]

TRIES = 2
CACHED_COMMUNITIES = 1000
CACHED_CHANNELS = 20_000
CACHED_MEMBERS = 200


@dataclass
class _Structure:
    """Roles and channels of a community as of version ``v``."""

    v: int
    roles: dict[str, Role]
    channels: dict[str, Channel | None] = field(default_factory=dict)
    places: dict[str, Place] | None = None
    """Where every channel stands, in their order, once all have been read."""
    seen: dict[Membership, dict[str, Seen]] = field(default_factory=dict)
    """The channels somebody of that standing sees."""

    def listed(self) -> Iterator[tuple[str, Channel]]:
        """Every channel, in their order."""
        for channel_id in self.places or ():
            channel = self.channels[channel_id]
            assert channel is not None
            yield channel_id, channel

    def keep(self, member: Membership, seen: dict[str, Seen]) -> None:
        """Remember what a member sees."""
        if len(self.seen) >= CACHED_MEMBERS:
            self.seen.clear()
        self.seen[member] = seen


class Home(NamedTuple):
    """Where a channel's rights come from; that never changes."""

    community_id: str
    channel_id: str
    """The channel itself; of a thread the channel it is in."""


_structures: dict[str, _Structure] = {}
_communities: dict[str, str] = {}
_homes: dict[str, Home] = {}


def standing(user_id: str, *, community_id: str = "", channel_id: str | None = None) -> Standing:
    """The user's standing. Raises NotFound when the community or channel is not there."""
    if channel_id is not None and is_id(DIRECT, channel_id):
        from commons import direct  # most functions never meet one

        return direct.standing(user_id, channel_id)
    found = situation(user_id, community_id=community_id, channel_id=channel_id)
    community, member, now = found.community, found.member, now_s()
    return Standing(
        user_id=user_id,
        community_id=community.community_id,
        channel_id=channel_id,
        permissions=resolver.resolve(
            community, member, found.channel, now=now, channel_id=found.place
        ),
        version=found.version,
        is_owner=member.present and user_id == community.owner_id,
        present=member.present and not member.banned,
        rank=resolver.rank(community, member, now),
        community=community,
        member=member,
        channel=found.channel,
        thread=found.thread,
    )


def situation(user_id: str, *, community_id: str = "", channel_id: str | None = None) -> Situation:
    """What decides about the user. Raises NotFound when the community or channel is not there."""
    place = None
    if channel_id is not None:
        community_id, place = home_of(channel_id)
    version_row, member, structure = _current(user_id, community_id, place)
    channel = structure.channels[place] if place else None
    if place is not None and channel is None:
        raise NotFound
    thread = None
    if channel is not None and channel_id is not None and place != channel_id:
        thread = _thread(channel_id)
        channel = replace(channel, type="thread", locked=thread.locked)
    return Situation(
        community=_community(community_id, version_row, structure),
        member=member,
        version=Version(version_row["v"], version_row["m"]),
        channel_id=channel_id,
        channel=channel,
        thread=thread,
    )


def _community(community_id: str, row: dict[str, Any], structure: _Structure) -> Community:
    return Community(
        community_id, row["owner"], row["public"], structure.roles, row.get("rules") or 0
    )


def _current(
    user_id: str, community_id: str, channel_id: str | None, *, whole: bool = False
) -> tuple[dict[str, Any], Membership, _Structure]:
    """Version, member and structure that belong together. Raises Unavailable, NotFound."""
    for _ in range(TRIES):
        version_row, member = _version_and_member(community_id, user_id)
        structure = _structure(community_id, channel_id, version_row["v"], whole=whole)
        if structure is not None:
            return version_row, member, structure
    raise Unavailable


def crowd(community_id: str, user_ids: Iterable[str], *, since_s: int = 0) -> Crowd:
    """How many users stand: one read unit each and one for the version, channels cached under it.

    The version is read before the members, so none of them is seen as they were before it.
    since_s: a second that has come, also where this machine's clock is behind.
    Raises NotFound, Unavailable.
    """
    for _ in range(TRIES):
        row = _version(community_id)
        structure = _structure(community_id, None, row["v"], whole=True)
        if structure is not None:
            return Crowd(
                community=_community(community_id, row, structure),
                channels=structure.channels,
                version=Version(row["v"], row["m"]),
                members=_members(community_id, user_ids),
                at_s=max(now_s(), since_s),
            )
    raise Unavailable


def community_of(id_: str) -> str:
    """The community of a channel, role, circle or event, which never changes. Raises NotFound."""
    if id_.startswith("com_"):  # the everyone role has its community's id
        return id_
    found = _communities.get(id_)
    if found is None:
        row = _get(f"A#{id_}", "A")
        if row is None:
            raise NotFound
        found = _communities[id_] = str(row["community"])
    return found


def home_of(channel_id: str) -> Home:
    """Where the rights of a channel or thread come from. Raises NotFound."""
    found = _homes.get(channel_id)
    if found is None:
        try:
            found = Home(community_of(channel_id), channel_id)
        except NotFound:
            thread = _thread(channel_id)
            found = Home(thread.community_id, thread.parent_id)
        _homes[channel_id] = found
    return found


def _thread(channel_id: str) -> Thread:
    from commons import threads  # most functions never meet one

    found = threads.find(channel_id)
    if found is None:
        raise NotFound
    return found


def communities_of(user_id: str) -> list[str]:
    """Ids of the communities a user is a member of."""
    return [str(row["sk"]).removeprefix("C#") for row in _query(f"A#{user_id}", "C#")]


def visible_everywhere(user_id: str) -> Iterator[Visible]:
    """What a user sees of every community they are in; those that were deleted are not."""
    for community_id in communities_of(user_id):
        with suppress(NotFound):
            member, seen = _seen(user_id, community_id)
            roles = frozenset((community_id, *member.roles_at(now_s())))
            yield Visible(community_id, list(seen), roles)


def visible_channels(user_id: str, community_id: str) -> dict[str, str]:
    """The channels a user sees, with their types, in their order. Raises NotFound."""
    seen = seen_channels(user_id, community_id)
    return {channel_id: one.channel.type for channel_id, one in seen.items()}


def seen_channels(user_id: str, community_id: str) -> dict[str, Seen]:
    """The channels a user sees, in their order. Raises NotFound."""
    return _seen(user_id, community_id)[1]


def _seen(user_id: str, community_id: str) -> tuple[Membership, dict[str, Seen]]:
    version_row, member, structure = _current(user_id, community_id, None, whole=True)
    if (kept := structure.seen.get(member)) is not None:
        return member, kept
    community, now = _community(community_id, version_row, structure), now_s()
    assert structure.places is not None
    seen = {}
    for channel_id, channel in structure.listed():
        held = resolver.resolve(community, member, channel, now=now, channel_id=channel_id)
        if held & resolver.VIEW:
            seen[channel_id] = Seen(channel, held, structure.places[channel_id])
    if member.changes_after(now) is None:  # what the clock changes is not kept
        structure.keep(member, seen)
    return member, seen


def layout(user_id: str, community_id: str) -> tuple[Community, dict[str, Channel]]:
    """Roles and all channels, whoever sees them, in their order. Raises NotFound."""
    version_row, _, structure = _current(user_id, community_id, None, whole=True)
    return _community(community_id, version_row, structure), dict(structure.listed())


def forget() -> None:
    """Drop the caches: tests start clean."""
    _structures.clear()
    _communities.clear()
    _homes.clear()


def _version_and_member(community_id: str, user_id: str) -> tuple[dict[str, Any], Membership]:
    pk = f"A#{community_id}"
    rows = _batch_get([(pk, "V"), (pk, f"M#{user_id}")])
    return _alive(rows.get("V")), membership(user_id, rows.get(f"M#{user_id}", {}))


def _version(community_id: str) -> dict[str, Any]:
    return _alive(_get(f"A#{community_id}", "V"))


def _alive(version: dict[str, Any] | None) -> dict[str, Any]:
    if version is None or version.get("deleted"):
        raise NotFound
    return version


def _members(community_id: str, user_ids: Iterable[str]) -> dict[str, Membership]:
    found, pk = dict[str, Membership](), f"A#{community_id}"
    for some in batched(dict.fromkeys(user_ids), BATCH_GET_LIMIT):
        rows = _batch_get([(pk, f"M#{user_id}") for user_id in some])
        found |= {user_id: membership(user_id, rows.get(f"M#{user_id}", {})) for user_id in some}
    return found


def _structure(
    community_id: str, channel_id: str | None, v: int, *, whole: bool
) -> _Structure | None:
    """Roles and the channels asked for as of version v; None when v moved while they were read.

    channel_id: one channel; whole: all of them.
    """
    cached = _structures.get(community_id)
    if cached is None or cached.v != v:
        cached = None
    elif (not whole or cached.places is not None) and (
        channel_id is None or channel_id in cached.channels
    ):
        return cached
    pk = f"A#{community_id}"
    wanted = [(pk, "R"), *([(pk, f"C#{channel_id}")] if channel_id else [])]
    rows = _batch_get(wanted)
    listed = {str(row["sk"]): row for row in _query(pk, "C#")} if whole else {}
    rows |= listed or _category_of(pk, rows.get(f"C#{channel_id}"))
    after = _get(pk, "V")
    if after is None or after["v"] != v:
        return None
    structure = cached or _Structure(v, {r: role_of(s) for r, s in rows["R"]["roles"].items()})
    for sk in listed if whole else [f"C#{channel_id}"] if channel_id else ():
        structure.channels[sk.removeprefix("C#")] = channel_of(community_id, sk, rows)
    if whole:
        structure.places = ordering.places(
            {
                sk.removeprefix("C#"): (row.get("parent"), row.get("position") or 0)
                for sk, row in listed.items()
            }
        )
    _remember(community_id, structure)
    return structure


def _category_of(pk: str, row: dict[str, Any] | None) -> dict[str, dict[str, Any]]:
    """The category whose overrides a channel follows, by its sort key."""
    if row is None or row.get("overrides") is not None or not row.get("parent"):
        return {}
    return _batch_get([(pk, f"C#{row['parent']}")])


def _remember(community_id: str, structure: _Structure) -> None:
    kept = sum(len(other.channels) for other in _structures.values())
    if len(_structures) >= CACHED_COMMUNITIES or kept > CACHED_CHANNELS:
        _structures.clear()
    _structures[community_id] = structure


def _get(pk: str, sk: str) -> dict[str, Any] | None:
    answer = client("dynamodb").get_item(
        TableName=table_name("communities"), Key=item({"pk": pk, "sk": sk}), ConsistentRead=True
    )
    return plain(answer["Item"]) if "Item" in answer else None


def _batch_get(keys: list[tuple[str, str]]) -> dict[str, dict[str, Any]]:
    """Rows of one partition by sort key, read consistently in one round trip."""
    wanted: list[Item] = [item({"pk": pk, "sk": sk}) for pk, sk in keys]
    rows = batch_get({table_name("communities"): {"Keys": wanted, "ConsistentRead": True}})
    return {str(row["sk"]): row for row in map(plain, rows)}


def _query(pk: str, prefix: str) -> list[dict[str, Any]]:
    pages = (
        client("dynamodb")
        .get_paginator("query")
        .paginate(
            TableName=table_name("communities"),
            KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
            ExpressionAttributeValues=item({":pk": pk, ":prefix": prefix}),
            ConsistentRead=True,
        )
    )
    return [plain(row) for page in pages for row in page["Items"]]
