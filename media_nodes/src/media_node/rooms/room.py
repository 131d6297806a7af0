"""A room: who is in it, their tracks, who speaks, and the way from each packet to the others."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from time import monotonic
from typing import TYPE_CHECKING, Any

from media_node.forwarding.forwarder import Forwarder
from media_node.forwarding.layer import Layer
from media_node.forwarding.selection import assign
from media_node.rooms.grants import Source
from media_node.rooms.track import Track
from media_node.rtp import levels
from media_node.rtp.extensions import Uri
from media_node.rtp.packet import Packet
from media_node.rtp.speaker import SpeakerDetector

if TYPE_CHECKING:
    from media_node.rooms.participant import Participant

#: How many of those who spoke last are told.
TOLD_SPEAKERS = 10
#: A channel with so much unsent gets no more messages (bytes).
_MOST_BUFFERED = 1 << 20


class Room:
    """One room on this node, at one epoch: a higher one replaces it."""

    def __init__(self, id: str, epoch: int, forwarder: Forwarder) -> None:
        self.id = id
        self.epoch = epoch
        self.forwarder = forwarder
        self.participants: dict[str, Participant] = {}
        self.tracks: dict[str, Track] = {}
        self.speakers = SpeakerDetector()
        self.copies = 0

    def enter(self, participant: Participant) -> None:
        """Somebody is there."""
        self.tell("participant_joined", participant.described())
        self.participants[participant.id] = participant

    def leave(self, participant: Participant) -> None:
        """Somebody has gone, with their tracks."""
        if self.participants.pop(participant.id, None) is None:
            return
        for track in [t for t in self.tracks.values() if t.participant_id == participant.id]:
            self.unpublish(track)
        self.speakers.forget(participant.id)
        self.tell("participant_left", {"participant_id": participant.id})

    def publish(self, participant: Participant, track: Track) -> None:
        """A track is there; others may subscribe to it."""
        self.tracks[track.id] = track
        self.tell("track_published", track.described(), but=participant.id)
        self.fill()

    def unpublish(self, track: Track) -> None:
        """A track has ended."""
        if self.tracks.pop(track.id, None) is None:
            return
        for participant in self.participants.values():
            participant.lose(track)
        for layer in track.section.layers.values():
            for outgoing in [*layer.outgoing, *layer.waiting]:
                outgoing.want(None)
        self.tell("track_ended", {"track_id": track.id})
        self.fill()

    def mute(self, track: Track) -> None:
        """What is said of a track's muting has changed."""
        now = monotonic()
        for participant in self.participants.values():
            participant.refresh(now, track)
        self.tell("track_muted", track.described())

    def deliver(self, track: Track, layer: Layer, index: int, packet: Packet, begins: bool) -> None:
        """A new packet of a track."""
        if track.is_silent:
            return
        if layer.kind == "audio":
            self._listen(track, layer, packet)
        if begins and layer.waiting:
            for outgoing in list(layer.waiting):
                outgoing.enter(layer)
        layer.count(packet)
        if layer.outgoing:
            self.copies += self.forwarder.forward(layer, index, packet)

    def tell(self, op: str, d: dict[str, Any], but: str | None = None) -> None:
        """Let everybody know, but one."""
        for participant in self.participants.values():
            if participant.id != but:
                participant.notify(op, d)

    def decide(self, now: float) -> None:
        """See who speaks and which layers fit; a few times a second."""
        if self.speakers.decide(now):
            recent = [str(name) for name in self.speakers.recent[:TOLD_SPEAKERS]]
            self.tell("speakers", {"recent": recent})
            self.fill()
        for participant in self.participants.values():
            participant.refresh(now)

    def fill(self) -> None:
        """Fill everybody's slots that follow the speakers."""
        for participant in self.participants.values():
            self.fill_for(participant)

    def fill_for(self, participant: Participant) -> None:
        """Put those who spoke last into one participant's following slots, each once."""
        for kind in ("audio", "video"):
            slots = participant.following(kind)
            if slots:
                ranked = list(self._ranked(kind, participant.id))
                chosen = assign({mid: slot.track for mid, slot in slots.items()}, ranked)
                participant.put(chosen)

    def relay(self, sender: Participant, label: str, message: str | bytes) -> None:
        """Pass a data channel's message on to everybody's channel of that name."""
        for participant in self.participants.values():
            channel = participant.channels.get(label)
            if channel is None or participant is sender or channel.readyState != "open":
                continue
            if channel.bufferedAmount < _MOST_BUFFERED:
                channel.send(message)

    def close(self, reason: str) -> None:
        """Everybody goes."""
        for participant in list(self.participants.values()):
            participant.leave(reason)

    def _listen(self, track: Track, layer: Layer, packet: Packet) -> None:
        number = layer.extensions.get(Uri.AUDIO_LEVEL, 0)
        level = levels.parse(packet.extensions.get(number))
        if level is not None and track.source is Source.MICROPHONE:
            self.speakers.heard(track.participant_id, level.attenuation, layer.head.arrival)

    def _ranked(self, kind: str, but: str) -> Iterator[Track]:
        """Screens first, then by who spoke last, then by who came first."""
        tracks = [t for t in self.tracks.values() if t.kind == kind and t.participant_id != but]
        places = {name: place for place, name in enumerate(self.speakers.recent)}
        screens = (Source.SCREEN, Source.SCREEN_AUDIO)
        yield from sorted(
            tracks,
            key=lambda t: (t.source not in screens, places.get(t.participant_id, len(places))),
        )


def new_id(prefix: str) -> str:
    """An id nobody can guess."""
    return f"{prefix}_{secrets.token_hex(16)}"
