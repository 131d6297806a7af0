"""The channel of a post, by which permissions on it are found. It never changes."""

from __future__ import annotations

from collections.abc import Mapping

from .models.posts import Post

KEPT = 20_000
_channels: dict[str, str] = {}


def channel_of(path: Mapping[str, str]) -> str:
    """The id of the channel whose post the path names. Raises NotFound.

    Read once per process: a post that was deleted since still leads to its channel, and whoever
    sees that channel then learns from the handler that it is gone.
    """
    post_id = path["post_id"]
    found = _channels.get(post_id)
    if found is None:
        found = Post.load(post_id).channel_id
        if len(_channels) >= KEPT:
            _channels.clear()
        _channels[post_id] = found
    return found
