"""A place in which a participant sees or hears a track: an m-line on which it receives."""

from __future__ import annotations

from dataclasses import dataclass

from media_node.forwarding.outgoing import Outgoing
from media_node.rooms.track import Track


@dataclass(slots=True, eq=False)
class Slot:
    """Its stream keeps its SSRC whatever track is in it, so tracks change without negotiation."""

    outgoing: Outgoing
    track: Track | None = None
    #: How high its picture is shown; None for as high as there is.
    height: int | None = None
    #: Filled with who spoke last, instead of by its participant.
    follows: bool = False

    def refresh(self, now: float) -> bool:
        """Want the layer that fits best now; whether a key frame is needed for it."""
        layer = self.track.layer(self.height, now) if self.track else None
        before = self.outgoing.wanted
        self.outgoing.want(layer)
        wanted = self.outgoing.wanted
        return wanted is not None and wanted is not before and wanted.kind == "video"

    def described(self) -> dict[str, object]:
        """As its participant sees it."""
        return {
            "mid": self.outgoing.mid,
            "track_id": self.track.id if self.track else None,
            "participant_id": self.track.participant_id if self.track else None,
            "follows": self.follows,
        }
