"""What may happen to channels. No I/O: these take records and raise, or return."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import batched

from commons.access import Seen
from commons.bounds import Bound
from commons.errors import MissingPermission, NotFound
from commons.permissions import Permission, names

from ..errors import CircleDiffers, NotACategory
from ..models.channels import Channel

#: A move writes channel, access side, event and up to two categories; 100 writes are the most.
AT_ONCE = 16
MAX_CHANNELS = Bound(500, "channels_per_community", "Channels in one community.")


def check_parent(parent: Channel, child_type: str, circle_id: str | None) -> None:
    """Raise unless the parent is a category, the child is none, and both are of one circle.

    A category of no circle may hold channels of any.
    """
    if parent.type != "category" or child_type == "category":
        raise NotACategory
    if parent.circle_id not in (None, circle_id):
        raise CircleDiffers


def together(
    channel_ids: Iterable[str], seen: Mapping[str, Seen], at_once: int = AT_ONCE
) -> Iterator[tuple[str, ...]]:
    """Channels that move in one transaction: categories first, and with nothing that enters them.

    Else a category could be written twice: where it stands, and how much lies in it.
    """
    listed = sorted(channel_ids, key=lambda id_: seen[id_].channel.type != "category")
    categories = [id_ for id_ in listed if seen[id_].channel.type == "category"]
    yield from batched(categories, at_once)
    yield from batched(listed[len(categories) :], at_once)


def check_manages(seen: Seen | None) -> None:
    """Raise NotFound to who does not see a channel, MissingPermission to who cannot manage it."""
    if seen is None:
        raise NotFound
    missing = Permission.MANAGE_CHANNELS & ~seen.held
    if missing:
        raise MissingPermission(
            missing_permissions=names(missing), explain_url="/v1/permissions/explain"
        )
