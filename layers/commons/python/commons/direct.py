"""DMs and groups: the only reader of who is in them outside their service, and what one may there.

In the messages table, beside the stream they are the channel of:
  S#h:<dmc>   DM         {type, v, members, created_at, name?, owner?, pending?, asked?, blocks?}
  S#h:<dmc>   TO#<user>  {role, state}     who is in it, and hears it (``commons.streams.hearers``)
  DMS#<user>  <dmc>      {type, state, peer?}  everything somebody is in

A check is one consistent BatchGetItem of the first two (2 read units): whoever is removed, or
blocked, is refused on the next request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from commons.aws import batch_get, client
from commons.bounds import Bound
from commons.errors import NotFound
from commons.ids import DIRECT, is_id
from commons.permissions import READING, Permission
from commons.published import DIRECTS
from commons.resolver import Channel, Community, Membership
from commons.settings import table_name
from commons.standings import Standing, Version
from commons.streams import channel_stream
from commons.wire import item, plain

if TYPE_CHECKING:
    from commons.declare import Declaration

OWNER = "messages"
DM, GROUP = "dm", "group"
OPEN, REQUEST, IGNORED = "open", "request", "ignored"
MAX_ASKED = Bound(5, "messages_per_request", "Messages to a stranger before they accept.")
#: What everybody in it may do. Between two, each pins; each deletes only what they wrote.
TALKING = (
    READING
    | Permission.SEND_MESSAGES
    | Permission.ADD_REACTIONS
    | Permission.ATTACH_FILES
    | Permission.CREATE_POLLS
    | Permission.CONNECT
    | Permission.SPEAK
    | Permission.STREAM_VIDEO
    | Permission.SHARE_SCREEN
)
IN_GROUP = TALKING | Permission.MENTION_EVERYONE
RUNNING = IN_GROUP | Permission.MANAGE_MESSAGES | Permission.MANAGE_CHANNELS
RIGHTS: Mapping[str, Permission] = {
    DM: TALKING | Permission.MANAGE_MESSAGES,
    "member": IN_GROUP,
    "admin": RUNNING,
    "owner": RUNNING | Permission.MANAGE_ROLES,
}


@dataclass(frozen=True)
class DirectChannel(Channel):
    """The access side of a DM or group. asking: it is a request that nobody has accepted yet."""

    asking: bool = False


class Place(NamedTuple):
    """One of somebody's DMs and groups."""

    channel_id: str
    type: str
    state: str


def is_direct(channel_id: str) -> bool:
    """Whether an id is that of a DM or group."""
    return is_id(DIRECT, channel_id)


def knows(declared: Declaration) -> bool:
    """Whether a function takes DMs for channels: the service's own, and those granted to read."""
    return declared.service == OWNER or DIRECTS in declared.uses


def standing(user_id: str, channel_id: str) -> Standing:
    """What somebody may do in a DM or group. Raises NotFound to who is not in it."""
    pk = f"S#{channel_stream(channel_id)}"
    keys = [item({"pk": pk, "sk": sk}) for sk in ("DM", f"TO#{user_id}")]
    rows = batch_get({table_name(OWNER): {"Keys": keys, "ConsistentRead": True}})
    found = {str(row["sk"]).partition("#")[0]: row for row in map(plain, rows)}
    if len(found) < 2:
        raise NotFound
    dm, mine = found["DM"], found["TO"]
    asking = bool(dm.get("pending")) and dm["pending"] != user_id
    return Standing(
        user_id=user_id,
        community_id="",
        channel_id=channel_id,
        permissions=int(rights(user_id, dm, mine)),
        version=Version(),
        is_owner=mine["role"] == "owner",
        present=True,
        rank=0,
        community=Community("", dm.get("owner") or "", False, {}),
        member=Membership(user_id, present=True),
        channel=DirectChannel("", type=dm["type"], asking=asking),
    )


def rights(user_id: str, dm: Mapping[str, Any], mine: Mapping[str, Any]) -> Permission:
    """The bits of somebody who is in it. Pure.

    A block takes the same from both, and from a request that is not answered; neither says why.
    """
    if mine["state"] != OPEN or dm.get("blocks"):
        return READING
    if dm.get("pending"):
        room = int(dm.get("asked") or 0) < MAX_ASKED
        return READING | Permission.SEND_MESSAGES if room else READING
    return RIGHTS[DM if dm["type"] == DM else mine["role"]]


def places(user_id: str) -> list[Place]:
    """Everything somebody is in; also what is being made, which nobody may see yet."""
    pages = (
        client("dynamodb")
        .get_paginator("query")
        .paginate(
            TableName=table_name(OWNER),
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=item({":pk": f"DMS#{user_id}"}),
            ConsistentRead=True,
        )
    )
    rows = (plain(row) for page in pages for row in page["Items"])
    return [Place(str(row["sk"]), row["type"], row["state"]) for row in rows]
