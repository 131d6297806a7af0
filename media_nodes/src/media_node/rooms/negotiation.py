"""From a participant's offer to the answer, and to what is published and received by it.

The client offers whatever changes: an m-line that it sends on is a track, one that it receives on
is a slot. Which track is in a slot changes without a word of SDP.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from media_node.forwarding.outgoing import Outgoing, extension_ids, payload_types
from media_node.rooms.grants import DEFAULT_SOURCE, Source
from media_node.rooms.participant import Participant
from media_node.rooms.room import new_id
from media_node.rooms.slot import Slot
from media_node.rooms.track import Track
from media_node.sdp import answer
from media_node.sdp.model import (
    BadSdp,
    Candidate,
    Codec,
    Direction,
    Local,
    Media,
    MediaAnswer,
    Offer,
    Stream,
)
from media_node.transport.connection import Connection
from media_node.transport.dtls import Certificate, Role
from media_node.transport.port import Port

MOST_TRACKS = 16


@dataclass(frozen=True, slots=True)
class LineInfo:
    """What a client says of an m-line."""

    #: What it publishes on it, and how high the pictures of its layers are.
    source: Source | None = None
    heights: Mapping[str, int] = field(default_factory=dict)
    #: What it receives on m-lines of one group is played in step.
    group: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the node's connections are."""

    port: Port
    certificate: Certificate
    candidates: tuple[Candidate, ...]


class Negotiation:
    """The offers and answers of one connection."""

    def __init__(self, place: Place, participant: Participant, allow_bare_client: bool) -> None:
        self._place = place
        self._participant = participant
        self._allow_bare_client = allow_bare_client
        self._connection = Connection(place.port, place.certificate, participant)
        self._fragment = ""
        self._fingerprints: list[tuple[str, str]] = []
        self._setup = ""
        self._session = secrets.randbits(62)
        self._version = 0
        participant.connect(self._connection)

    @property
    def is_open(self) -> bool:
        """Whether further offers may change it."""
        return self._participant.connection is self._connection

    def answer(self, offer: Offer, tracks: Mapping[str, LineInfo]) -> str:
        """Take an offer. Raises BadSdp, and then nothing has changed."""
        if self._fingerprints and offer.fingerprints != self._fingerprints:
            raise BadSdp("another certificate needs another connection")
        media = tuple(self._media(one, tracks.get(one.mid, LineInfo())) for one in offer.media)
        for mid in {*self._participant.tracks} - {m.mid for m in offer.media}:
            self._participant.unpublish(mid)
        if self._fragment and offer.fragment != self._fragment:
            self._connection.restart()
        first, self._fragment = not self._fingerprints, offer.fragment
        if first:
            self._secure(offer)
        self._version += 1
        return answer.write(self.local(), media)

    def restart(self, fragment: str) -> str:
        """Restart ICE without an offer, as WHIP clients do; the answer's fragment."""
        self._fragment = fragment
        self._connection.restart()
        mid = next(iter([*self._participant.tracks, *self._participant.slots]), "0")
        return answer.fragment(self.local(), mid)

    def local(self) -> Local:
        """The node's side, as of now."""
        credentials = self._connection.credentials
        return Local(
            credentials.fragment,
            credentials.password,
            self._place.certificate.fingerprint,
            self._setup,
            self._place.candidates,
            self._session,
            self._version,
        )

    def _secure(self, offer: Offer) -> None:
        self._fingerprints, self._setup = offer.fingerprints, answer.setup_for(offer.setup)
        ports = [media.sctp_port for media in offer.media if media.sctp_port]
        if ports:
            self._connection.accept_channels(ports[0])
        role: Role = "client" if self._setup == "active" else "server"
        self._connection.secure(role, offer.fingerprints, self._allow_bare_client)

    def _media(self, media: Media, info: LineInfo) -> MediaAnswer:
        if media.kind == "application":
            accepted = media.sctp_port is not None
            return MediaAnswer(media.kind, media.mid, media.protocol, is_data=accepted)
        codecs = answer.choose_codecs(media) if media.kind in DEFAULT_SOURCE else ()
        publishes = bool(codecs) and self._publish(media, codecs, info)
        receives = bool(codecs) and self._receive(media, codecs)
        if not publishes:
            self._participant.unpublish(media.mid)
        if not receives:
            self._participant.slots.pop(media.mid, None)
            self._participant.downlink.remove(media.mid)
        if media.rejected or not codecs:
            return MediaAnswer(media.kind, media.mid, media.protocol)
        return MediaAnswer(
            media.kind,
            media.mid,
            media.protocol,
            Direction.of(receives, publishes),
            codecs,
            # All, also where nothing is published: what is refused, Chromium offers no more.
            tuple(media.extensions.items()),
            tuple(media.rids) if publishes else (),
            self._stream(media.mid, info.group) if receives else None,
        )

    def _publish(self, media: Media, codecs: tuple[Codec, ...], info: LineInfo) -> bool:
        """Whether the m-line is a track now."""
        participant = self._participant
        source = info.source or DEFAULT_SOURCE[media.kind]
        allowed = source in participant.grants.publish and source.kind == media.kind
        known = participant.tracks.get(media.mid)
        if media.rejected or not media.direction.sends or not allowed:
            return False
        if known is None and len(participant.tracks) >= MOST_TRACKS:
            return False
        section = participant.uplink.publish(media, codecs)
        if known is None:
            track = Track(new_id("trk"), participant.id, source, section, dict(info.heights))
            participant.publish(section, track)
        elif info.heights:
            known.heights = dict(info.heights)
        return True

    def _receive(self, media: Media, codecs: tuple[Codec, ...]) -> bool:
        """Whether the m-line is a slot now."""
        participant = self._participant
        if media.rejected or not media.direction.receives or not participant.grants.subscribe:
            return False
        if media.mid not in participant.slots:
            outgoing = Outgoing(media.kind, media.mid, self._connection)
            outgoing.types = payload_types(codecs)
            outgoing.extensions = extension_ids(media.extensions)
            participant.downlink.add(outgoing)
            participant.slots[media.mid] = Slot(outgoing)
        return True

    def _stream(self, mid: str, group: str) -> Stream:
        outgoing = self._participant.slots[mid].outgoing
        repair = outgoing.repair_ssrc if any(t.repair for t in outgoing.types.values()) else None
        stream = group or f"slot-{mid}"
        return Stream(outgoing.ssrc, repair, self._participant.downlink.name, stream, f"slot-{mid}")
