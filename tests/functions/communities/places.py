"""Channels to test with: made, listed and looked at through the front doors."""

from __future__ import annotations

from commons.testing import Person, Reply, call
from commons.transactions import transaction
from functions.communities.endpoints.create_channel import create_channel
from functions.communities.endpoints.get_channel import get_channel
from functions.communities.endpoints.list_channels import list_channels
from functions.communities.endpoints.update_channel import update_channel
from functions.communities.models.access import ChannelAccess, Version
from functions.communities.models.channels import Channel
from tests.functions.communities.conftest import Place


def made(place: Place, name: str, **body: object) -> str:
    """A new channel's id."""
    path, body = f"{place.path}/channels", {"name": name, **body}
    reply = call(create_channel, path, as_=place.owner, body=body)
    assert reply.status == 201, reply
    return str(reply.body["id"])


def edited(place: Place, channel_id: str, who: Person | None = None, **body: object) -> Reply:
    """Ask for an edit, as the owner unless somebody is named."""
    return call(update_channel, f"/channels/{channel_id}", as_=who or place.owner, body=body)


def seen(place: Place, channel_id: str, who: Person | None = None) -> Reply:
    """A channel as the owner sees it, or somebody else."""
    return call(get_channel, f"/channels/{channel_id}", as_=who or place.owner)


def names(place: Place, who: Person | None = None) -> list[str]:
    """The channels in their order."""
    path, query = f"{place.path}/channels", {"limit": 100}
    listed = call(list_channels, path, as_=who or place.owner, query=query).body["data"]
    return [channel["name"] for channel in listed]


def hide(place: Place, channel_id: str) -> None:
    """Nobody sees the channel who has no role: what the route for overrides writes."""
    overrides = {place.community_id: "0,1,0"}
    with transaction() as tx:
        row = ChannelAccess.at(place.community_id, channel_id)
        tx.update(row, [ChannelAccess.overrides.set(overrides)], ChannelAccess.pk.exists())
        tx.update(Version.of(place.community_id), [Version.v.add(1)])


def check_counted(place: Place) -> None:
    """Categories know how much lies in them, and nothing lies in what is not there."""
    rows = list(Channel.query(f"COM#{place.community_id}", Channel.sk.startswith("CHN#")))
    access = {
        row.sk.removeprefix("C#"): row
        for row in ChannelAccess.query(f"A#{place.community_id}", ChannelAccess.sk.startswith("C#"))
    }
    parents = [row.parent_id for row in rows]
    by_id = {row.channel_id: row for row in rows}
    for row in rows:
        assert row.children == parents.count(row.channel_id)
        assert row.parent_id is None or by_id[row.parent_id].type == "category"
        beside = access.pop(row.channel_id)
        assert (beside.parent, beside.position) == (row.parent_id, row.position)
        assert (beside.archived, beside.circle) == (row.archived, row.circle_id)
    assert not access
    assert place.seen().body["channel_count"] == len(rows)
