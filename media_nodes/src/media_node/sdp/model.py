"""What an offer says, and what an answer is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from media_node.rtp.extensions import Uri


class BadSdp(ValueError):
    """This is not an offer that a node can answer; the text says why."""


class Direction(StrEnum):
    """Who sends (RFC 8866 section 6.7), from the side of whoever wrote it."""

    SENDRECV = "sendrecv"
    SENDONLY = "sendonly"
    RECVONLY = "recvonly"
    INACTIVE = "inactive"

    @property
    def sends(self) -> bool:
        """Whether the writer sends."""
        return self in (Direction.SENDRECV, Direction.SENDONLY)

    @property
    def receives(self) -> bool:
        """Whether the writer receives."""
        return self in (Direction.SENDRECV, Direction.RECVONLY)

    @classmethod
    def of(cls, sends: bool, receives: bool) -> Direction:
        """The direction of who does these."""
        if sends:
            return cls.SENDRECV if receives else cls.SENDONLY
        return cls.RECVONLY if receives else cls.INACTIVE


class CodecKey(NamedTuple):
    """Codecs with the same key decode each other's streams."""

    name: str
    clock_rate: int
    profile: str = ""


@dataclass(frozen=True, slots=True)
class Codec:
    """A payload type of an m-line, with its `rtpmap`, `fmtp` and `rtcp-fb`."""

    payload_type: int
    name: str
    clock_rate: int
    channels: str = ""
    parameters: str = ""

    def parameter(self, name: str) -> str | None:
        """One of its format parameters."""
        for part in self.parameters.split(";"):
            key, _, value = part.strip().partition("=")
            if key.lower() == name:
                return value
        return None

    @property
    def key(self) -> CodecKey:
        """What it decodes: H264 by profile and packetisation, VP9 and AV1 by profile."""
        profile = ""
        if self.name == "H264":
            mode = self.parameter("packetization-mode") or "0"
            profile = f"{(self.parameter('profile-level-id') or '42e01f').lower()[:2]}/{mode}"
        elif self.name == "VP9":
            profile = self.parameter("profile-id") or "0"
        elif self.name == "AV1":
            profile = self.parameter("profile") or "0"
        return CodecKey(self.name, self.clock_rate, profile)

    @property
    def repaired(self) -> int | None:
        """Of a retransmission codec: the payload type it repairs (RFC 4588 section 8.6)."""
        apt = self.parameter("apt") if self.name == "RTX" else None
        return int(apt) if apt is not None and apt.isdecimal() else None


@dataclass(slots=True)
class Media:
    """One m-line of an offer."""

    kind: str
    mid: str = ""
    protocol: str = ""
    direction: Direction = Direction.SENDRECV
    codecs: list[Codec] = field(default_factory=list)
    extensions: dict[Uri, int] = field(default_factory=dict)
    #: Simulcast layers the offerer sends, in its order.
    rids: list[str] = field(default_factory=list)
    ssrcs: list[int] = field(default_factory=list)
    #: Retransmission SSRC to the SSRC it repairs.
    repairs: dict[int, int] = field(default_factory=dict)
    rtcp_mux: bool = False
    rejected: bool = False
    sctp_port: int | None = None


@dataclass(slots=True)
class Offer:
    """An offer for one bundled connection."""

    fragment: str = ""
    password: str = ""
    setup: str = "actpass"
    fingerprints: list[tuple[str, str]] = field(default_factory=list)
    media: list[Media] = field(default_factory=list)
    bundle: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stream:
    """What the answerer sends on an m-line."""

    ssrc: int
    repair_ssrc: int | None
    cname: str
    stream_id: str
    track_id: str


@dataclass(frozen=True, slots=True)
class MediaAnswer:
    """The answer to one m-line; without codecs (and not data channels) it is refused."""

    kind: str
    mid: str
    protocol: str
    direction: Direction = Direction.INACTIVE
    codecs: tuple[Codec, ...] = ()
    extensions: tuple[tuple[Uri, int], ...] = ()
    rids: tuple[str, ...] = ()
    stream: Stream | None = None
    is_data: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """Where the node can be reached over UDP."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Local:
    """The answerer's side of the connection."""

    fragment: str
    password: str
    fingerprint: str
    setup: str
    candidates: tuple[Candidate, ...]
    session: int
    version: int = 1
