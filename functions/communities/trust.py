"""The trust tree, walked: those somebody let in, each followed by those they let in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .models.trust import Invited


def below(
    community_id: str, path: tuple[str, ...], depth: int, after: Sequence[str] = ()
) -> Iterator[tuple[tuple[str, ...], Invited]]:
    """Everyone below the end of a path, with the path to them, in one order; one query for each.

    depth: how many more levels. after: the path below this one that was seen last. Nobody is
    followed who stands on the path to themselves.
    """
    seen, deeper = (after[0], after[1:]) if after else (None, ())
    if seen is not None and depth > 1 and seen not in path:
        yield from below(community_id, (*path, seen), depth - 1, deeper)
    for row in Invited.by(community_id, path[-1], after=seen):
        to = (*path, row.user_id)
        yield to, row
        if depth > 1 and row.user_id not in path:
            yield from below(community_id, to, depth - 1)
