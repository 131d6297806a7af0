"""Writes an answer (RFC 9429 section 5.3), as an ICE-lite agent (RFC 8839 section 4.2)."""

from __future__ import annotations

from collections.abc import Iterator

from media_node.rtp.codecs import VIDEO
from media_node.sdp.model import Codec, Local, Media, MediaAnswer

_VIDEO_FEEDBACK = ("nack", "nack pli", "ccm fir", "transport-cc")
_AUDIO_FEEDBACK = ("transport-cc",)
_AUDIO = ("opus", "red")
_REFUSED_PORT, _PORT = 0, 9
_DATA_PORT, _MAX_MESSAGE = 5000, 65536


def choose_codecs(media: Media) -> tuple[Codec, ...]:
    """What a node forwards of what is offered, in the offerer's order; repair follows its codec."""
    names = _AUDIO if media.kind == "audio" else VIDEO
    offered = {codec.payload_type: codec for codec in media.codecs}
    repair = {c.repaired: c for c in media.codecs if c.repaired in offered}
    chosen: list[Codec] = []
    for codec in media.codecs:
        if codec.name not in names or codec.key.profile.endswith("/0"):
            continue  # H264's single NAL unit mode cannot carry what others send
        chosen.append(codec)
        if codec.payload_type in repair and codec.name in VIDEO:
            chosen.append(repair[codec.payload_type])
    return tuple(chosen)


def setup_for(offered: str) -> str:
    """The answer to a=setup (RFC 8842 section 5.3): the offerer starts, unless it will not."""
    return "active" if offered == "passive" else "passive"


def write(local: Local, media: tuple[MediaAnswer, ...]) -> str:
    """The answer as text."""
    accepted = [m.mid for m in media if _accepted(m)]
    lines = [
        "v=0",
        f"o=- {local.session} {local.version} IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        f"a=group:BUNDLE {' '.join(accepted)}",
        "a=ice-lite",
        "a=msid-semantic: WMS *",
    ]
    for one in media:
        lines += _media(local, one)
    return "\r\n".join(lines) + "\r\n"


def fragment(local: Local, mid: str) -> str:
    """The answer to an ICE restart over HTTP (RFC 8840 section 9)."""
    lines = [
        "a=ice-lite",
        f"a=ice-ufrag:{local.fragment}",
        f"a=ice-pwd:{local.password}",
        "m=audio 9 UDP/TLS/RTP/SAVPF 0",
        f"a=mid:{mid}",
        *_candidates(local),
    ]
    return "\r\n".join(lines) + "\r\n"


def _accepted(media: MediaAnswer) -> bool:
    return media.is_data or bool(media.codecs)


def _media(local: Local, media: MediaAnswer) -> Iterator[str]:
    if media.is_data:
        yield f"m={media.kind} {_PORT} {media.protocol} webrtc-datachannel"
        yield "c=IN IP4 0.0.0.0"
        yield f"a=mid:{media.mid}"
        yield f"a=sctp-port:{_DATA_PORT}"
        yield f"a=max-message-size:{_MAX_MESSAGE}"
    elif not media.codecs:
        yield f"m={media.kind} {_REFUSED_PORT} {media.protocol} 0"
        yield "c=IN IP4 0.0.0.0"
        yield f"a=mid:{media.mid}"
        return
    else:
        types = " ".join(str(codec.payload_type) for codec in media.codecs)
        yield f"m={media.kind} {_PORT} {media.protocol} {types}"
        yield "c=IN IP4 0.0.0.0"
        yield f"a=mid:{media.mid}"
        yield from _rtp(media)
    yield f"a=ice-ufrag:{local.fragment}"
    yield f"a=ice-pwd:{local.password}"
    yield f"a=fingerprint:sha-256 {local.fingerprint}"
    yield f"a=setup:{local.setup}"
    yield from _candidates(local)


def _candidates(local: Local) -> Iterator[str]:
    for n, candidate in enumerate(local.candidates, 1):
        priority = (126 << 24) + ((65536 - n) << 8) + 255  # RFC 8445 section 5.1.2.1
        yield f"a=candidate:{n} 1 udp {priority} {candidate.host} {candidate.port} typ host"
    yield "a=end-of-candidates"


def _rtp(media: MediaAnswer) -> Iterator[str]:
    yield f"a={media.direction}"
    yield "a=rtcp-mux"
    yield "a=rtcp-rsize"
    for codec in media.codecs:
        yield from _codec(media.kind, codec)
    for uri, number in media.extensions:
        yield f"a=extmap:{number} {uri}"
    if media.rids:
        yield from (f"a=rid:{rid} recv" for rid in media.rids)
        yield f"a=simulcast:recv {';'.join(media.rids)}"
    if media.stream is not None:
        stream = media.stream
        yield f"a=msid:{stream.stream_id} {stream.track_id}"
        if stream.repair_ssrc is not None:
            yield f"a=ssrc-group:FID {stream.ssrc} {stream.repair_ssrc}"
        for ssrc in filter(None, (stream.ssrc, stream.repair_ssrc)):
            yield f"a=ssrc:{ssrc} cname:{stream.cname}"


def _codec(kind: str, codec: Codec) -> Iterator[str]:
    name = "rtx" if codec.name == "RTX" else codec.name
    channels = f"/{codec.channels}" if codec.channels else ""
    yield f"a=rtpmap:{codec.payload_type} {name}/{codec.clock_rate}{channels}"
    parameters = codec.parameters
    if codec.name == "opus" and codec.parameter("usedtx") is None:
        parameters = ";".join(filter(None, (parameters, "usedtx=1")))
    if parameters:
        yield f"a=fmtp:{codec.payload_type} {parameters}"
    if codec.name != "RTX":
        feedback = _VIDEO_FEEDBACK if kind == "video" else _AUDIO_FEEDBACK
        yield from (f"a=rtcp-fb:{codec.payload_type} {what}" for what in feedback)
