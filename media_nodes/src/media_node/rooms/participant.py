"""A participant: one connection, what is published on it and what is received."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any

from media_node.forwarding.downlink import Downlink
from media_node.forwarding.layer import Layer
from media_node.forwarding.uplink import Section, Uplink
from media_node.rooms.grants import Grants
from media_node.rooms.room import Room, new_id
from media_node.rooms.slot import Slot
from media_node.rooms.track import Track
from media_node.rtp import rtcp
from media_node.rtp.errors import Malformed
from media_node.rtp.packet import Packet
from media_node.transport.connection import Connection

Notify = Callable[[str, dict[str, Any]], None]
#: Data channels of one participant.
MOST_CHANNELS = 16


def _nobody(op: str, d: dict[str, Any]) -> None:
    """Notifications of a participant who has no socket."""


class Participant:
    """Somebody in a room. `notify` is where signalling listens."""

    def __init__(self, room: Room, user_id: str, grants: Grants) -> None:
        self.id = new_id("prt")
        self.user_id = user_id
        self.grants = grants
        self.room = room
        self.notify: Notify = _nobody
        #: Called when it has left.
        self.gone: Callable[[], None] = lambda: None
        self.connection: Connection | None = None
        self.tracks: dict[str, Track] = {}
        self.slots: dict[str, Slot] = {}
        self.channels: dict[str, Any] = {}
        self.left: str | None = None
        self.uplink, self.downlink = self._links()

    def described(self) -> dict[str, Any]:
        """As the others see it."""
        return {"participant_id": self.id, "user_id": self.user_id}

    def leave(self, reason: str) -> None:
        """Go; once."""
        if self.left is not None:
            return
        self.left = reason
        self.downlink.close()
        self.room.leave(self)
        if self.connection is not None:
            self.connection.close(reason)
        self.notify("left", {"reason": reason})
        self.gone()

    def publish(self, section: Section, track: Track) -> None:
        """A track on an m-line of its own."""
        self.tracks[section.media.mid] = track
        self.room.publish(self, track)

    def unpublish(self, mid: str) -> None:
        """The track of an m-line has ended."""
        self.uplink.unpublish(mid)
        track = self.tracks.pop(mid, None)
        if track is not None:
            self.room.unpublish(track)

    def place(self, slot: Slot, track: Track | None) -> None:
        """Put a track into a slot."""
        slot.track = track
        self._refresh(slot, monotonic())

    def put(self, chosen: dict[str, Track | None]) -> None:
        """Put tracks into slots that follow the speakers, and say so if something changed."""
        changed = [mid for mid, track in chosen.items() if self.slots[mid].track is not track]
        for mid in changed:
            self.place(self.slots[mid], chosen[mid])
        if changed:
            self.notify("slots", {"slots": [self.slots[mid].described() for mid in changed]})

    def following(self, kind: str) -> dict[str, Slot]:
        """The slots that follow the speakers."""
        return {
            mid: slot
            for mid, slot in self.slots.items()
            if slot.follows and slot.outgoing.kind == kind
        }

    def lose(self, track: Track) -> None:
        """A track has ended: nothing shows it any more."""
        for slot in self.slots.values():
            if slot.track is track:
                slot.track = None
                slot.outgoing.want(None)

    def refresh(self, now: float, track: Track | None = None) -> None:
        """See which layers fit now, of one track or of all."""
        for slot in self.slots.values():
            if track is None or slot.track is track:
                self._refresh(slot, now)

    def ask_key_frame(self, layer: Layer) -> None:
        """Somebody needs one of a layer of this participant's."""
        self.uplink.ask_key_frame(layer, monotonic())

    def connect(self, connection: Connection) -> None:
        """Use a new connection; nothing of an earlier one is left."""
        for mid in list(self.tracks):
            self.unpublish(mid)
        self.downlink.close()
        self.slots.clear()
        self.uplink, self.downlink = self._links()
        self.connection = connection

    def ready(self) -> None:
        """From the connection."""
        self.notify("connected", {})
        self.refresh(monotonic())

    def received_rtp(self, packet: bytes, arrival: float) -> None:
        """From the connection."""
        self.uplink.received(packet, arrival)

    def received_rtcp(self, packet: bytes) -> None:
        """From the connection."""
        now = monotonic()
        try:
            reports = rtcp.parse(packet)
        except Malformed:
            self.uplink.malformed += 1
            return
        self.downlink.reported(reports, now)
        if self.downlink.round_trip is not None:
            self.uplink.round_trip = self.downlink.round_trip
        for layer in self.uplink.reported(reports, now):
            for outgoing in layer.outgoing:
                outgoing.tell_clock(now)

    def channel_opened(self, channel: Any) -> None:
        """From the connection: messages go to everybody's channel of the same name."""
        label = str(channel.label)
        if len(self.channels) < MOST_CHANNELS or label in self.channels:
            self.channels[label] = channel
            channel.on("message", lambda message: self.room.relay(self, label, message))

    def closed(self, reason: str) -> None:
        """From the connection."""
        self.connection = None
        self.channels.clear()
        if self.left is None:
            self.downlink.close()
            self.slots.clear()
            for mid in list(self.tracks):
                self.unpublish(mid)
            self.notify("disconnected", {"reason": reason})

    def _links(self) -> tuple[Uplink, Downlink]:
        uplink = Uplink(self._send_rtcp, self._found, self._deliver)
        downlink = Downlink(self._send_rtcp, self.room.forwarder, self._needs_key_frame)
        return uplink, downlink

    def _send_rtcp(self, packet: bytes) -> None:
        if self.connection is not None:
            self.connection.send_rtcp(packet)

    def _found(self, section: Section, layer: Layer) -> None:
        """A first packet: whoever waits for the track can have the layer."""
        track = self.tracks.get(section.media.mid)
        if track is not None:
            for participant in self.room.participants.values():
                participant.refresh(layer.head.arrival, track)

    def _deliver(
        self, section: Section, layer: Layer, index: int, packet: Packet, begins: bool
    ) -> None:
        track = self.tracks.get(section.media.mid)
        if track is not None:
            self.room.deliver(track, layer, index, packet, begins)

    def _needs_key_frame(self, layer: Layer) -> None:
        for slot in self.slots.values():
            if slot.track is not None and layer in slot.track.section.layers.values():
                publisher = self.room.participants.get(slot.track.participant_id)
                if publisher is not None:
                    publisher.ask_key_frame(layer)
                return

    def _refresh(self, slot: Slot, now: float) -> None:
        if self.connection is None or not self.connection.is_ready:
            return
        if slot.refresh(now) and slot.outgoing.wanted is not None:
            self._needs_key_frame(slot.outgoing.wanted)
