"""Communities of any size, written row by row as the service would have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import batched
from typing import Any

from commons import access
from commons.aws import client
from commons.clock import now
from commons.ids import CHANNEL, MEMBERSHIP, ROLE, USER, new_id
from commons.permissions import EVERYONE, Permission
from commons.settings import table_name
from commons.testing import Person
from commons.wire import item, plain
from tests.worlds import community

AT_ONCE = 25


@dataclass(frozen=True)
class Size:
    """How many there are of what."""

    roles: int
    channels: int
    overrides: int
    members: int


@dataclass(frozen=True)
class Grown:
    """A community of that size, one of its channels, and somebody with a few roles."""

    size: Size
    community_id: str
    channel_id: str
    member: Person


Put = Callable[[Iterable[dict[str, Any]]], None]


def grown(owner: Person, member: Person, size: Size, put: Put) -> Grown:
    """Found a community through the front door, then fill it up; ``put`` writes rows."""
    community_id, first = community(owner)
    roles = [new_id(ROLE) for _ in range(size.roles - 1)]
    channels = [new_id(CHANNEL) for _ in range(size.channels - 1)]
    put(_read([f"COM#{community_id}", f"A#{community_id}", f"A#{first}"]))
    put(_role_rows(community_id, roles))
    put(_channel_rows(community_id, channels, roles[: size.overrides]))
    put(_member_rows(community_id, member.user_id, roles[:5]))
    for number in range(size.members - 2):
        put(_member_rows(community_id, new_id(USER), roles[number % 7 : number % 7 + 2]))
    put(_counted(community_id, size))
    access.forget()
    return Grown(size, community_id, (channels or [first])[-1], member)


def write(rows: Iterable[dict[str, Any]]) -> None:
    """Put rows into the table itself."""
    table = table_name("communities")
    for some in batched(rows, AT_ONCE, strict=False):
        puts: Any = [{"PutRequest": {"Item": item(row)}} for row in some]
        client("dynamodb").batch_write_item(RequestItems={table: puts})


def _read(partitions: Iterable[str]) -> Iterator[dict[str, Any]]:
    for pk in partitions:
        found = client("dynamodb").query(
            TableName=table_name("communities"),
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=item({":pk": pk}),
        )
        yield from map(plain, found["Items"])


def _role_rows(community_id: str, roles: list[str]) -> Iterator[dict[str, Any]]:
    stored = {community_id: f"{int(EVERYONE)},0,0"}
    for rank, role_id in enumerate(roles, start=1):
        stored[role_id] = f"{int(Permission.MENTION_EVERYONE)},{rank},0"
        yield {
            "pk": f"COM#{community_id}",
            "sk": f"ROL#{role_id}",
            "name": f"role {rank}",
            "created_at": now(),
        }
    yield {"pk": f"A#{community_id}", "sk": "R", "roles": stored}


def _channel_rows(
    community_id: str, channels: list[str], overridden: list[str]
) -> Iterator[dict[str, Any]]:
    overrides = {role_id: f"{int(Permission.SEND_MESSAGES)},0,0" for role_id in overridden}
    for position, channel_id in enumerate(channels, start=1):
        shown = {"name": f"channel-{position}", "type": "text", "position": position}
        about = {"slow_mode_s": 0, "revision": 1, "created_at": now()}
        yield {"pk": f"COM#{community_id}", "sk": f"CHN#{channel_id}"} | shown | about
        yield {
            "pk": f"A#{community_id}",
            "sk": f"C#{channel_id}",
            "type": "text",
            "position": position,
            "overrides": overrides,
        }
        yield {"pk": f"A#{channel_id}", "sk": "A", "community": community_id}


def _member_rows(community_id: str, user_id: str, roles: list[str]) -> Iterator[dict[str, Any]]:
    yield {
        "pk": f"A#{community_id}",
        "sk": f"M#{user_id}",
        "present": True,
        "banned": False,
        "timeout_until": 0,
        "roles": roles,
        "membership_id": new_id(MEMBERSHIP),
        "joined_at": now(),
    }
    yield {"pk": f"A#{user_id}", "sk": f"C#{community_id}"}


def _counted(community_id: str, size: Size) -> Iterator[dict[str, Any]]:
    """The community and its version as all of that leaves them."""
    for row in _read([f"COM#{community_id}", f"A#{community_id}"]):
        if row["sk"] == "COM":
            yield row | {"member_count": size.members, "channel_count": size.channels}
        if row["sk"] == "V":
            yield row | {"v": 2}
