"""Which layer a subscriber gets, and whom those who follow the speakers see."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """A layer that could be chosen."""

    rid: str
    height: int
    is_live: bool


def choose_layer(options: Sequence[Option], height: int | None) -> str | None:
    """The smallest live layer that is high enough, or the highest there is; None without any.

    Options go from low to high. No height means as high as there is. When all pause, as those of a
    screen on which nothing moves, all count: to leave a layer is to need a key frame.
    """
    live = [option for option in options if option.is_live] or options
    if not live:
        return None
    if height is not None:
        for option in live:
            if option.height >= height:
                return option.rid
    return live[-1].rid


def assign[Track: Hashable](
    slots: Mapping[str, Track | None], ranked: Sequence[Track]
) -> dict[str, Track | None]:
    """Give the first of a ranking to as many slots; whoever has one already stays in it."""
    wanted = list(ranked[: len(slots)])
    held = {slot: track for slot, track in slots.items() if track in wanted}
    waiting = [track for track in wanted if track not in held.values()]
    assigned: dict[str, Track | None] = {}
    for slot in slots:
        if slot in held:
            assigned[slot] = held[slot]
        else:
            assigned[slot] = waiting.pop(0) if waiting else None
    return assigned
