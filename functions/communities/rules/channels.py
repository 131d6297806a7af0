"""What may happen to channels. No I/O: these take records and raise, or return."""

from __future__ import annotations

from commons.bounds import Bound

from ..errors import NotACategory
from ..models.channels import Channel

MAX_CHANNELS = Bound(500, "channels_per_community", "Channels in one community.")


def check_parent(parent: Channel, child_type: str) -> None:
    """Raise unless the parent is a category and the child is none."""
    if parent.type != "category" or child_type == "category":
        raise NotACategory
