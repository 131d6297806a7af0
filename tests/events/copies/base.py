"""What a copy is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from math import inf
from typing import Any, ClassVar

from commons.contracts.communities.community import (
    CommunityDeleted,
    CommunityPurged,
    CommunityRestored,
)
from commons.events import Consumer, Event
from tests.events.world import World

View = Any
COMMUNITY = "GET /v1/communities/{community_id}"


class Copy(ABC):
    """Something kept up to date by events alone, from the first one on."""

    hears: ClassVar[frozenset[str]]
    uses: ClassVar[tuple[Consumer, ...]] = ()

    @abstractmethod
    def view(self, world: World) -> View:
        """What the copy says."""

    @abstractmethod
    def fresh(self, world: World) -> View:
        """What is so."""


class OnBus(Copy):
    """A copy that is kept by events of the bus.

    of_deleted: it keeps something of communities that were deleted.
    """

    of_deleted: ClassVar[bool] = False

    @abstractmethod
    def apply(self, event: Event) -> None:
        """One event."""


def made[C: OnBus](kind: type[C], events: Sequence[Event]) -> C:
    """The copy that comes of these events, in this order."""
    copy = kind()
    for event in events if kind.of_deleted else of_what_is_there(events):
        if type(event).__name__ in kind.hears:
            copy.apply(event)
    return copy


def of_what_is_there(events: Sequence[Event]) -> list[Event]:
    """Without those about communities that are deleted: with one goes everything in it."""
    newest: dict[str, tuple[float, bool]] = {}
    for event in events:
        match event:
            case CommunityDeleted() | CommunityRestored():
                said = float(event.revision), isinstance(event, CommunityDeleted)
            case CommunityPurged():
                said = inf, True
            case _:
                continue
        newest[event.community_id] = max(newest.get(event.community_id, (0.0, False)), said)
    gone = {community_id for community_id, (_, deleted) in newest.items() if deleted}
    return [event for event in events if getattr(event, "community_id", None) not in gone]


class Edited(OnBus):
    """Things that are made once and edited afterwards; of two edits the higher revision is kept."""

    names: ClassVar[tuple[str, ...]]
    edited: ClassVar[tuple[str, ...]]

    def __init__(self) -> None:
        self.made: dict[str, dict[str, Any]] = {}
        self.edits: dict[str, tuple[int, dict[str, Any]]] = {}

    def make(self, id_: str, event: Event) -> None:
        """It was made."""
        self.made[id_] = {name: getattr(event, name) for name in self.names}

    def edit(self, id_: str, revision: int, event: Event) -> None:
        """It was edited."""
        if revision > self.edits.get(id_, (0, {}))[0]:
            self.edits[id_] = revision, {name: getattr(event, name) for name in self.edited}

    def view(self, world: World) -> View:
        return {id_: made | self.edits.get(id_, (0, {}))[1] for id_, made in self.made.items()}
