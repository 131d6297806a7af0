"""Which codecs a node forwards, and where their streams can be entered."""

from __future__ import annotations

from media_node.rtp import vp8, vp9
from media_node.rtp.errors import Malformed

VIDEO = ("VP8", "VP9", "H264", "AV1")
_IDR, _SPS, _STAP_A, _FU_A = 5, 7, 24, 28


def starts_key_frame(codec: str, payload: bytes) -> bool:
    """Whether a decoder that has seen nothing can begin here; for audio it always can.

    Only bytes that stay in clear under end-to-end encryption are read. What cannot be read is no
    place to begin.
    """
    if codec not in VIDEO:
        return True
    try:
        return bool(payload) and _STARTS[codec](payload)
    except Malformed:
        return False


def _h264(payload: bytes) -> bool:
    """RFC 6184: an IDR slice or a parameter set, alone, aggregated or fragmented."""
    kind = payload[0] & 0x1F
    if kind == _STAP_A and len(payload) > 3:
        kind = payload[3] & 0x1F
    elif kind == _FU_A and len(payload) > 1 and payload[1] & 0x80:
        kind = payload[1] & 0x1F
    return kind in (_IDR, _SPS)


def _av1(payload: bytes) -> bool:
    """AV1 RTP section 4.4: N, the first packet of a coded video sequence."""
    return bool(payload[0] & 0x08)


_STARTS = {
    "VP8": vp8.starts_key_frame,
    "VP9": vp9.starts_key_frame,
    "H264": _h264,
    "AV1": _av1,
}
