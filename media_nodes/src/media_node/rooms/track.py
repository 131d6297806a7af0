"""A published track."""

from __future__ import annotations

from dataclasses import dataclass, field

from media_node.forwarding.layer import Layer
from media_node.forwarding.selection import Option, choose_layer
from media_node.forwarding.uplink import Section
from media_node.rooms.grants import Source

#: Heights of simulcast layers whose publisher names none, from the lowest.
GUESSED_HEIGHTS = (180, 360, 720, 1080)


@dataclass(slots=True, eq=False)
class Track:
    """What a participant publishes on one m-line."""

    id: str
    participant_id: str
    source: Source
    section: Section
    #: Heights of its layers by rid, as its publisher says.
    heights: dict[str, int] = field(default_factory=dict)
    #: By its publisher.
    muted: bool = False
    #: By a moderator; the node forwards nothing of it, whatever comes.
    server_muted: bool = False

    @property
    def kind(self) -> str:
        """Its kind of media."""
        return self.source.kind

    @property
    def is_silent(self) -> bool:
        """Whether nothing of it is forwarded."""
        return self.muted or self.server_muted

    def layer(self, height: int | None, now: float) -> Layer | None:
        """The layer for whoever wants it so high; None while there is none or it is muted."""
        if self.is_silent:
            return None
        rid = choose_layer(self._options(now), height)
        return None if rid is None else self.section.layer_of(rid)

    def described(self) -> dict[str, object]:
        """As participants see it."""
        return {
            "id": self.id,
            "participant_id": self.participant_id,
            "source": self.source.value,
            "kind": self.kind,
            "muted": self.muted,
            "server_muted": self.server_muted,
        }

    def _options(self, now: float) -> list[Option]:
        names = self.section.media.rids or [""]
        guessed = dict(zip(names, GUESSED_HEIGHTS, strict=False))
        options = []
        for rid in names:
            layer = self.section.layer_of(rid)
            if layer is not None:
                height = self.heights.get(rid) or guessed.get(rid, GUESSED_HEIGHTS[-1])
                options.append(Option(rid, height, layer.is_live(now)))
        return sorted(options, key=lambda option: option.height)
