"""The only reader of the published access model: may this user do this, here and now.

Partition ``A#<community>`` of the communities table:
  V             {v, m, owner, public, deleted}   v: version of roles and channels; m: of removals
  M#<user>      {roles, timeout_until, banned, present}
  R             {roles: {id: bits}}
  C#<channel>   {type, parent, circle, overrides: {id: [allow, deny]}}
and, elsewhere, ``A#<channel>`` A {community} and ``A#<user>`` C#<community>.

A check is one consistent BatchGetItem of M and V (2 read units). R and C# are cached under v; on
a difference they are read again consistently, then V once more; when it moved twice, 503.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from commons.aws import batch_get, client
from commons.clock import now_s
from commons.errors import MissingPermission, NotFound, Unavailable
from commons.permissions import Channel, Community, Membership, Override, Permission, names, resolve
from commons.settings import table_name
from commons.wire import Item, item, plain

TRIES = 2
CACHED_COMMUNITIES = 1000


@dataclass(frozen=True)
class Version:
    """What a check was decided under: v counts role and channel changes, m counts removals."""

    v: int = 0
    m: int = 0


@dataclass(frozen=True)
class Standing:
    """One user's permissions in a community or one of its channels, when they were checked."""

    user_id: str
    community_id: str
    channel_id: str | None
    permissions: int
    version: Version
    is_owner: bool
    present: bool
    channel_type: str | None = None

    def may(self, permission: Permission) -> bool:
        """Whether all bits of ``permission`` are held."""
        return self.permissions & permission == permission

    def check(self, permission: Permission) -> None:
        """Raise NotFound to who may not see the resource, MissingPermission to who may."""
        if not self.permissions & Permission.VIEW:
            raise NotFound
        if not self.may(permission):
            raise MissingPermission(
                missing_permissions=names(permission & ~self.permissions),
                explain_url="/v1/permissions/explain",
            )


@dataclass
class _Structure:
    """Roles and channels of a community as of version ``v``."""

    v: int
    roles: dict[str, int]
    channels: dict[str, Channel | None] = field(default_factory=dict)


_structures: dict[str, _Structure] = {}
_communities: dict[str, str] = {}


def standing(user_id: str, *, community_id: str = "", channel_id: str | None = None) -> Standing:
    """The user's standing. Raises NotFound when the community or channel is not there."""
    if channel_id is not None:
        community_id = community_of(channel_id)
    version_row, member, structure = _current(user_id, community_id, channel_id)
    return _resolved(version_row, member, structure, community_id, channel_id)


def _current(
    user_id: str, community_id: str, channel_id: str | None
) -> tuple[dict[str, Any], Membership, _Structure]:
    """Version, member and structure that belong together. Raises Unavailable, NotFound."""
    for _ in range(TRIES):
        version_row, member = _version_and_member(community_id, user_id)
        structure = _structure(community_id, channel_id, version_row["v"])
        if structure is not None:
            return version_row, member, structure
    raise Unavailable


def _resolved(
    version_row: dict[str, Any],
    member: Membership,
    structure: _Structure,
    community_id: str,
    channel_id: str | None,
) -> Standing:
    channel = structure.channels[channel_id] if channel_id else None
    if channel_id is not None and channel is None:
        raise NotFound
    owner = version_row["owner"]
    community = Community(community_id, owner, version_row["public"], structure.roles)
    return Standing(
        user_id=member.user_id,
        community_id=community_id,
        channel_id=channel_id,
        permissions=resolve(community, member, channel, now=now_s()),
        version=Version(version_row["v"], version_row["m"]),
        is_owner=member.present and member.user_id == owner,
        present=member.present and not member.banned,
        channel_type=channel.type if channel else None,
    )


def community_of(channel_id: str) -> str:
    """The community of a channel, which never changes. Raises NotFound."""
    found = _communities.get(channel_id)
    if found is None:
        row = _get(f"A#{channel_id}", "A")
        if row is None:
            raise NotFound
        found = _communities[channel_id] = str(row["community"])
    return found


def communities_of(user_id: str) -> list[str]:
    """Ids of the communities a user is a member of."""
    return [str(row["sk"]).removeprefix("C#") for row in _query(f"A#{user_id}", "C#")]


def visible_channels(user_id: str, community_id: str) -> dict[str, str]:
    """The channels a user sees, with their types, in order of creation. Raises NotFound."""
    pk = f"A#{community_id}"
    version_row, member, structure = _current(user_id, community_id, None)
    owner, public = version_row["owner"], version_row["public"]
    community = Community(community_id, owner, public, structure.roles)
    seen = {}
    for row in _query(pk, "C#"):
        channel = _channel(community_id, row)
        if resolve(community, member, channel, now=now_s()) & Permission.VIEW:
            seen[str(row["sk"]).removeprefix("C#")] = str(row["type"])
    return seen


def forget() -> None:
    """Drop the caches: tests start clean."""
    _structures.clear()
    _communities.clear()


def _version_and_member(community_id: str, user_id: str) -> tuple[dict[str, Any], Membership]:
    pk = f"A#{community_id}"
    rows = _batch_get([(pk, "V"), (pk, f"M#{user_id}")])
    version = rows.get("V")
    if version is None or version.get("deleted"):
        raise NotFound
    row = rows.get(f"M#{user_id}", {})
    return version, Membership(
        user_id=user_id,
        present=row.get("present", False),
        banned=row.get("banned", False),
        timeout_until=row.get("timeout_until") or 0,
        roles=tuple(row.get("roles") or ()),
    )


def _structure(community_id: str, channel_id: str | None, v: int) -> _Structure | None:
    """Roles and the one channel as of version v; None when v moved while they were read."""
    cached = _structures.get(community_id)
    if cached is None or cached.v != v:
        cached = None
    elif channel_id is None or channel_id in cached.channels:
        return cached
    pk = f"A#{community_id}"
    rows = _batch_get([(pk, "R"), *([(pk, f"C#{channel_id}")] if channel_id else [])])
    after = _get(pk, "V")
    if after is None or after["v"] != v:
        return None
    if len(_structures) >= CACHED_COMMUNITIES:
        _structures.clear()
    roles = {role: int(bits) for role, bits in rows["R"]["roles"].items()}
    structure = cached or _Structure(v, roles)
    _structures[community_id] = structure
    if channel_id is not None:
        structure.channels[channel_id] = _channel(community_id, rows.get(f"C#{channel_id}"))
    return structure


def _channel(community_id: str, row: dict[str, Any] | None) -> Channel | None:
    if row is None:
        return None
    overrides = row.get("overrides") or {}
    return Channel(
        community_id,
        str(row["type"]),
        {target: Override(int(allow), int(deny)) for target, (allow, deny) in overrides.items()},
    )


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
