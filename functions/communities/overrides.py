"""Reading and changing the overrides of a channel: its own, or those of its category."""

from __future__ import annotations

from collections.abc import Mapping

from commons import resolver
from commons.access import Standing
from commons.contracts.communities.overrides import OverridesChanged
from commons.errors import NotFound
from commons.resolver import Override
from commons.transactions import Transaction

from . import acting
from .errors import LimitReached
from .models.access import ChannelAccess, packed
from .models.members import Member
from .rules.overrides import MAX_OVERRIDES, changed_bits

Overrides = dict[str, Override]


def in_force(channel: ChannelAccess, community: resolver.Community) -> Overrides:
    """Its own overrides or its category's; those of deleted roles are left out."""
    if channel.overrides is None and channel.parent:
        category = ChannelAccess.find_row(channel.pk, f"C#{channel.parent}")
        return in_force(category, community) if category else {}
    stored = channel.overrides.as_dict() if channel.overrides else {}  # type: ignore[no-untyped-call]
    return {
        target_id: Override(*map(int, packed.split(",")))
        for target_id, packed in stored.items()
        if target_id.startswith("usr_") or target_id in community.roles
    }


def check_target(actor: Standing, target_id: str) -> None:
    """Raise NotFound or RoleTooHigh unless it is a role or member that the actor may override."""
    if target_id.startswith("usr_"):
        acting.member_below(actor, target_id)
        return
    role = actor.community.roles.get(target_id)
    if role is None:
        raise NotFound
    actor.check_above(role.rank)


def check_may_change(actor: Standing, before: Overrides, after: Overrides) -> None:
    """Raise MissingPermission or RoleTooHigh where two sets of overrides differ beyond them."""
    for target_id in before.keys() | after.keys():
        bits = changed_bits(before.get(target_id), after.get(target_id))
        gone = target_id.startswith("usr_") and _is_gone(actor, target_id)
        if bits and not gone:
            check_target(actor, target_id)
        actor.check_holds(bits)


def _is_gone(actor: Standing, user_id: str) -> bool:
    found = Member.find(actor.community_id, user_id)
    return found is None or not found.present


def write(
    tx: Transaction,
    actor: Standing,
    channel: ChannelAccess,
    overrides: Mapping[str, Override] | None,
) -> None:
    """Give a channel overrides of its own; None lets it follow its category again.

    What was read of the channel and its category is still so: their changes raise the version that
    this holds. Raises LimitReached.
    """
    if overrides and len(overrides) > MAX_OVERRIDES:
        raise LimitReached
    acting.hold(tx, actor, structure=True, losses=True)
    given = overrides or {}
    stored = {target_id: packed(one) for target_id, one in given.items()}
    kept = ChannelAccess.overrides
    action = kept.remove() if overrides is None else kept.set(stored)
    event = changed(channel, None if overrides is None else stored)
    revised = ChannelAccess.revision.set(event.revision)
    tx.update(channel, [action, revised], ChannelAccess.pk.exists())
    tx.emit(event)


def changed(channel: ChannelAccess, stored: Mapping[str, str] | None) -> OverridesChanged:
    """The event of a channel that gets overrides of its own, as they are stored, or none."""
    return said(channel, stored, int(channel.revision) + 1)


def said(
    channel: ChannelAccess, stored: Mapping[str, str] | None, revision: int
) -> OverridesChanged:
    """The event of what a channel overrides as of a revision of it."""
    given = {target_id: one.split(",") for target_id, one in (stored or {}).items()}
    return OverridesChanged(
        community_id=channel.pk.removeprefix(channel.prefix),
        channel_id=channel.sk.removeprefix("C#"),
        revision=revision,
        inherited=stored is None,
        allow={target_id: allow for target_id, (allow, *_) in given.items()},
        deny={target_id: deny for target_id, (_, deny, *_) in given.items()},
    )


def told(target_id: str, override: Override | None) -> dict[str, object] | None:
    """What the audit log says of an override."""
    if override is None:
        return None
    return {
        "target_id": target_id,
        "allow": str(override.allow),
        "deny": str(override.deny),
    }
