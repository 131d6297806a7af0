"""Changing channels and where they stand, and deleting them: every row once in a transaction.

A channel that follows its category goes on following when it moves into another one. When it moves
out into none, it keeps what it followed, so that nothing becomes visible by moving.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import partial
from itertools import batched
from typing import Any

from commons.access import Standing
from commons.contracts.communities.channels import ChannelDeleted
from commons.errors import NotFound
from commons.transactions import Conflict, Transaction, settle, transaction

from .audit import AUDIT_WRITES
from .channels import updated
from .models.access import ChannelAccess, Home, Version
from .models.channels import Channel
from .models.circles import Circle
from .models.community import Community
from .overrides import changed
from .rules.channels import AT_ONCE, check_parent

WRITES = (Channel, ChannelAccess, Circle, Version)
DELETE_WRITES = (*WRITES, Community, Home, *AUDIT_WRITES)
#: What the access side of a channel repeats, by the names it has there.
REPEATED = {
    "position": "position",
    "parent_id": "parent",
    "archived": "archived",
    "age_restricted": "age_restricted",
    "slow_mode_s": "slow_mode_s",
}


class Arrangement:
    """Changes of some channels of one community, collected into one transaction."""

    def __init__(self, tx: Transaction, community_id: str) -> None:
        self._tx, self._community_id = tx, community_id
        self._entered: Counter[str] = Counter()
        self._restructured = False

    def change(self, channel: Channel, given: Mapping[str, Any]) -> None:
        """Edit a channel, as long as it is as it was read."""
        unchanged, was = Channel.revision == channel.revision, channel.parent_id
        self._tx.update(channel, channel.edit(given), unchanged)
        self._tx.emit(updated(channel))
        if given.keys() & REPEATED.keys():
            self._restructured = True
            self._change_access(channel, given, was)
        if channel.parent_id != was:
            self._move(was, channel.parent_id)

    def create(self, channel: Channel) -> None:
        """Add a channel."""
        self._tx.create(channel)
        self._tx.create(ChannelAccess.of(channel))
        self._tx.create(Home.of(channel.channel_id, self._community_id))
        if channel.circle_id is not None:
            circle = Circle.at(self._community_id, channel.circle_id)
            more = [Circle.channel_count.add(1)]
            self._tx.update(circle, more, Circle.pk.exists(), refused=NotFound)
        self._restructured = True
        self._move(None, channel.parent_id)

    def finish(self) -> None:
        """Count what lies in the categories; who checks access next reads the structure again."""
        for category_id, change in self._entered.items():
            category = Channel.at(self._community_id, category_id)
            self._tx.update(category, [Channel.children.add(change)], Channel.pk.exists())
        if self._restructured:
            raised = [Version.v.add(1)]
            self._tx.update(Version.of(self._community_id), raised, Version.pk.exists())

    def _move(self, was: str | None, to: str | None) -> None:
        for category_id, change in ((was, -1), (to, +1)):
            if category_id is not None:
                self._entered[category_id] += change

    def _change_access(self, channel: Channel, given: Mapping[str, Any], was: str | None) -> None:
        row = ChannelAccess.at(self._community_id, channel.channel_id)
        actions, condition = [], ChannelAccess.pk.exists()
        for name in given.keys() & REPEATED.keys():
            attribute = getattr(ChannelAccess, REPEATED[name])
            value = given[name]
            actions.append(attribute.remove() if value is None else attribute.set(value))
        if was is not None and channel.parent_id is None:
            row = ChannelAccess.load(self._community_id, channel.channel_id)
            if kept := _followed(row, was):
                event = changed(row, kept)
                actions.append(ChannelAccess.overrides.set(kept))
                actions.append(ChannelAccess.revision.set(event.revision))
                condition &= ChannelAccess.overrides.does_not_exist()
                condition &= ChannelAccess.revision == row.revision
                self._tx.emit(event)
        self._tx.update(row, actions, condition)


def move(
    tx: Transaction, community_id: str, wanted: Mapping[str, Mapping[str, Any]]
) -> dict[str, Channel]:
    """Put channels where they are wanted; those that stand there are not written.

    Raises NotFound, NotACategory, CircleDiffers. The channels as they will be, by id.
    """
    parents = {given["parent_id"] for given in wanted.values() if given.get("parent_id")}
    found = Channel.find(community_id, {*wanted, *parents})
    if found.keys() < {*wanted, *parents}:
        raise NotFound
    arrangement = Arrangement(tx, community_id)
    for channel_id, given in wanted.items():
        channel = found[channel_id]
        if parent_id := given.get("parent_id"):
            check_parent(found[parent_id], channel.type, channel.circle_id)
        changes = {name: v for name, v in given.items() if getattr(channel, name) != v}
        if changes:
            arrangement.change(channel, changes)
    arrangement.finish()
    return {channel_id: found[channel_id] for channel_id in wanted}


def _followed(row: ChannelAccess, category_id: str) -> dict[str, str] | None:
    """The overrides of its category that a channel follows; None when it has its own."""
    if row.overrides is not None:
        return None
    category = ChannelAccess.find_row(row.pk, f"C#{category_id}")
    return dict(category.overrides.attribute_values) if category and category.overrides else None


def empty(category: Channel) -> None:
    """Move everything out of a category, some at a time: whoever is interrupted goes on."""

    def move_out(some: tuple[str, ...]) -> None:
        with transaction() as tx:
            arrangement = Arrangement(tx, category.community_id)
            for channel in Channel.find(category.community_id, some).values():
                if channel.parent_id == category.channel_id:
                    arrangement.change(channel, {"parent_id": None})
            arrangement.finish()

    inside = [channel.channel_id for channel in Channel.within(category)]
    for some in batched(inside, AT_ONCE):
        settle(partial(move_out, some))


def delete(tx: Transaction, channel: Channel, actor: Standing) -> None:
    """Delete a channel that nothing lies in. The commit raises Conflict when something does.

    actor: in the channel, as they stand now; who saw it then is told that it is gone.
    """
    community_id, channel_id = channel.community_id, channel.channel_id
    nothing_inside = Channel.children.does_not_exist() | (Channel.children <= 0)
    tx.delete(channel, Channel.pk.exists() & nothing_inside)
    tx.delete(ChannelAccess.at(community_id, channel_id))
    tx.delete(Home.of(channel_id, community_id))
    fewer = [Community.channel_count.add(-1)]
    tx.update(Community.of(community_id), fewer, Community.pk.exists(), refused=NotFound)
    if channel.parent_id is not None:
        category = Channel.at(community_id, channel.parent_id)
        tx.update(category, [Channel.children.add(-1)], Channel.pk.exists(), refused=Conflict)
    if channel.circle_id is not None:
        circle = Circle.at(community_id, channel.circle_id)
        tx.update(circle, [Circle.channel_count.add(-1)], Circle.pk.exists())
    raised, same = [Version.v.add(1), Version.m.add(1)], Version.v == actor.version.v
    tx.update(Version.of(community_id), raised, same)
    tx.emit(_deleted(channel, actor))


def _deleted(channel: Channel, actor: Standing) -> ChannelDeleted:
    """The event of a channel that is gone, with what decides who saw it."""
    overrides = actor.channel.overrides if actor.channel else {}
    return ChannelDeleted(
        community_id=channel.community_id,
        channel_id=channel.channel_id,
        actor_id=actor.user_id,
        circle_id=channel.circle_id,
        age_restricted=channel.age_restricted,
        allow={target_id: str(one.allow) for target_id, one in overrides.items()},
        deny={target_id: str(one.deny) for target_id, one in overrides.items()},
    )
