"""``rebuild [copy]``: make a copy that one service keeps of another's facts equal to them again.

What a copy is made of is read from its owner's table and handed to the consumer that keeps it, as
the event that would have told it. Nobody else hears of it, and consumers are idempotent: it may be
stopped, repeated, and run while the stage works.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import batched
from typing import Any

from commons.contracts.communities.members import MemberJoined
from commons.contracts.users import ProfileChanged, RelationshipChanged
from commons.events import Event, envelope
from commons.wire import plain
from ops.stage import OpsError, Stage

Row = dict[str, Any]
AT_ONCE = 8
TOLD_EVERY = 1000


@dataclass(frozen=True)
class Copy:
    """A copy: of what, who keeps it, and the event that tells it.

    owner: the service whose table holds the facts, in rows whose keys begin like this.
    consumer: the service and function that keep the copy.
    """

    text: str
    owner: str
    prefix: str
    sk: str
    consumer: str
    event: Callable[[Stage, Row], Event]


def _profile(stage: Stage, row: Row) -> Event:
    """A profile as ``users`` tells it; what its user never edited is the account's."""
    user_id = row["pk"].removeprefix("USR#")
    key = {"pk": {"S": f"ACC#{user_id}"}, "sk": {"S": "A"}}
    read = stage.client("dynamodb").get_item(TableName=stage.of("auth"), Key=key)
    account = plain(read["Item"])
    return ProfileChanged(
        user_id=user_id,
        revision=int(row["revision"]),
        display_name=row.get("display_name") or account["display_name"],
        bio=row.get("bio") or "",
        avatar_url=row.get("avatar_url"),
        locale=row.get("locale") or account["locale"],
    )


def _listed(_: Stage, row: Row) -> Event:
    """Any coming makes the directory look at a community as it is; this one is its owner's."""
    community_id, owner = row["pk"].removeprefix("COM#"), row["owner_id"]
    return MemberJoined(community_id=community_id, user_id=owner, inviter_id=None)


def _relationship(_: Stage, row: Row) -> Event:
    """What one user is to another, as ``users`` tells it."""
    return RelationshipChanged(
        user_id=row["pk"].removeprefix("USR#"),
        other_id=row["sk"].removeprefix("REL#"),
        relation=row["type"],
        since=row["since"],
        revision=int(row["revision"]),
    )


#: Every copy there is; ``tests/ops/test_rebuild.py`` knows which consumers keep none.
COPIES = {
    "profiles": Copy(
        "names, bios and pictures in the accounts of auth",
        *("users", "USR#", "PROFILE", "auth/on_profile_changed", _profile),
    ),
    "relationships": Copy(
        "friends and blocks in the table of messages",
        *("users", "USR#", "REL#", "messages/on_relationship_changed", _relationship),
    ),
    "directory": Copy(
        "where public communities stand in the directory",
        *("communities", "COM#", "COM", "communities/on_member_joined", _listed),
    ),
}


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """``rebuild``."""
    made = commands.add_parser("rebuild", help="make a copy equal to its facts again")
    made.add_argument("copy", nargs="?", choices=COPIES, help="without one: which there are")
    made.add_argument("--dry-run", action="store_true", help="only count")
    made.set_defaults(run=run)


def run(stage: Stage, asked: argparse.Namespace) -> int:
    """Rebuild one; or say which there are."""
    if asked.copy is None:
        for name, copy in COPIES.items():
            print(f"{name}  {copy.text}; kept by {copy.consumer}")
        return 0
    copy = COPIES[asked.copy]
    found = facts(stage, copy)
    if asked.dry_run:
        print(f"{asked.copy}: {sum(1 for _ in found)} would be told to {copy.consumer}")
        return 0
    done = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for some in batched(found, TOLD_EVERY):
            list(pool.map(lambda event: _tell(stage, copy, event), some))
            done += len(some)
            print(f"{asked.copy}: {done} told")
    print(f"{asked.copy}: done, {done} told to {copy.consumer}")
    return 0


def facts(stage: Stage, copy: Copy) -> Iterator[Event]:
    """What the owner of a copy's facts has, as the events that tell it."""
    pages = (
        stage.client("dynamodb")
        .get_paginator("scan")
        .paginate(
            TableName=stage.of(copy.owner),
            FilterExpression="begins_with(sk, :sk) AND begins_with(pk, :prefix)",
            ExpressionAttributeValues={":sk": {"S": copy.sk}, ":prefix": {"S": copy.prefix}},
            ConsistentRead=True,
        )
    )
    for page in pages:
        for row in page["Items"]:
            yield copy.event(stage, plain(row))


def _tell(stage: Stage, copy: Copy, event: Event) -> None:
    """Call the consumer as the bus does, and wait for it. Raises OpsError when it fails."""
    service, name = copy.consumer.split("/")
    answer = stage.client("lambda", patient=True).invoke(
        FunctionName=stage.of(service, name.replace("_", "-")),
        Payload=json.dumps(envelope(event)).encode(),
    )
    if answer.get("FunctionError"):
        raise OpsError(f"{copy.consumer} failed at {event.event_id}: see its log, and run it again")
