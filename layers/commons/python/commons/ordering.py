"""The order of a community's channels: by position, what lies in a category right after it.

Of the same position the older comes first. Positions are not dense: whoever moves a channel picks
a number between two others and writes one row.
"""

from __future__ import annotations

from collections.abc import Mapping

Place = tuple[int, str, bool, int, str]
"""Position and id of the category (or of the channel, in none), then of the channel in it."""


def places(channels: Mapping[str, tuple[str | None, int]]) -> dict[str, Place]:
    """The places of channels, in their order.

    channels: category (or None) and position, by id. One whose category is gone lies in none.
    """
    found: dict[str, Place] = {}
    for channel_id, (parent, position) in channels.items():
        if parent is not None and parent in channels:
            found[channel_id] = (channels[parent][1], parent, True, position, channel_id)
        else:
            found[channel_id] = (position, channel_id, False, position, channel_id)
    return dict(sorted(found.items(), key=lambda entry: entry[1]))
