"""Reads an offer. Whatever comes, the one error is BadSdp."""

from __future__ import annotations

from collections.abc import Callable

from media_node.rtp.extensions import Uri
from media_node.sdp.model import BadSdp, Codec, Direction, Media, Offer

MAX_LENGTH = 200_000
MAX_MEDIA = 128
MAX_CODECS = 128
_SUPPORTED_DIGESTS = ("sha-256", "sha-384", "sha-512")
_URIS = {uri.value: uri for uri in Uri}
#: Static payload types need no rtpmap (RFC 3551); a node forwards none of them.
_NAMES = {"opus": "opus", "red": "red"}


def parse(text: str) -> Offer:
    """The offer in a description. Raises BadSdp."""
    if len(text) > MAX_LENGTH:
        raise BadSdp("the description is too long")
    offer, builder = Offer(), _Builder()
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[0].strip() != "v=0":
        raise BadSdp("the description does not begin with v=0")
    for line in lines:
        kind, _, value = line.strip().partition("=")
        if kind == "m":
            builder.begin(offer, value)
        elif kind == "a":
            name, _, rest = value.partition(":")
            builder.attribute(offer, name, rest.strip())
    builder.finish()
    _check(offer)
    return offer


def _check(offer: Offer) -> None:
    if not offer.media:
        raise BadSdp("the description has no media")
    if not offer.fragment or not offer.password:
        raise BadSdp("the description has no ICE credentials")
    if not offer.fingerprints:
        raise BadSdp("the description has no fingerprint by SHA-256 or better")
    if offer.setup not in ("actpass", "active", "passive"):
        raise BadSdp("a=setup is none of actpass, active and passive")
    mids = [media.mid for media in offer.media]
    if any(not mid or len(mid) > 16 for mid in mids) or len({*mids}) < len(mids):
        raise BadSdp("every m-line needs an a=mid of its own, up to 16 characters")
    if any(m.mid not in offer.bundle for m in offer.media if not m.rejected):
        raise BadSdp("all m-lines must be in one BUNDLE group")
    for media in offer.media:
        if media.kind in ("audio", "video") and not media.rejected and not media.rtcp_mux:
            raise BadSdp("a=rtcp-mux is required")


class _Builder:
    """The m-line that is being read; its codecs are complete when it ends."""

    def __init__(self) -> None:
        self._media: Media | None = None
        self._maps: dict[int, tuple[str, int, str]] = {}
        self._parameters: dict[int, str] = {}
        self._order: list[int] = []

    def begin(self, offer: Offer, value: str) -> None:
        self.finish()
        words = value.split()
        if len(words) < 4 or len(offer.media) == MAX_MEDIA:
            raise BadSdp("an m-line is cut off, or there are too many")
        self._media = Media(words[0], protocol=words[2])
        self._media.rejected = words[1] == "0" and words[0] != "application"
        self._maps, self._parameters = {}, {}
        is_rtp = "RTP" in words[2]
        self._order = [_number(word, 127) for word in words[3 : 3 + MAX_CODECS]] if is_rtp else []
        offer.media.append(self._media)

    def finish(self) -> None:
        if self._media is None:
            return
        for payload_type in dict.fromkeys(self._order):
            if payload_type in self._maps:
                name, rate, channels = self._maps[payload_type]
                parameters = self._parameters.get(payload_type, "")
                self._media.codecs.append(Codec(payload_type, name, rate, channels, parameters))

    def attribute(self, offer: Offer, name: str, value: str) -> None:
        for_session = _SESSION.get(name)
        if for_session is not None:
            for_session(offer, value)
        elif self._media is not None:
            if name in ("rtpmap", "fmtp"):
                self._format(name, value)
            elif name in {*Direction}:
                self._media.direction = Direction(name)
            elif name in _MEDIA:
                _MEDIA[name](self._media, value)

    def _format(self, name: str, value: str) -> None:
        number, _, rest = value.partition(" ")
        payload_type = _number(number, 127)
        if name == "fmtp":
            self._parameters[payload_type] = rest.strip()
            return
        codec, rate, channels = (*rest.strip().split("/"), "", "")[:3]
        known = _NAMES.get(codec.lower(), codec.upper())
        self._maps[payload_type] = (known, _number(rate, 1 << 20), channels)


def _number(text: str, most: int) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 10 or int(text) > most:
        raise BadSdp("a number is out of range")
    return int(text)


def _ssrc(text: str) -> int:
    return _number(text, 0xFFFFFFFF)


def _fingerprint(offer: Offer, value: str) -> None:
    digest, _, print_ = value.partition(" ")
    pair = (digest.lower(), print_.strip().upper())
    if pair[0] in _SUPPORTED_DIGESTS and pair not in offer.fingerprints:
        offer.fingerprints.append(pair)


def _fragment(offer: Offer, value: str) -> None:
    offer.fragment = offer.fragment or value


def _password(offer: Offer, value: str) -> None:
    offer.password = offer.password or value


def _setup(offer: Offer, value: str) -> None:
    offer.setup = value


def _group(offer: Offer, value: str) -> None:
    semantics, *mids = value.split()[: MAX_MEDIA + 1] or [""]
    if semantics == "BUNDLE":
        offer.bundle += mids


def _mid(media: Media, value: str) -> None:
    if not value.isascii() or not value.isprintable() or " " in value:
        raise BadSdp("a=mid is not a token")
    media.mid = value


def _extension(media: Media, value: str) -> None:
    words = value.split()
    if len(words) >= 2 and words[1] in _URIS:
        number = _number(words[0].partition("/")[0], 255)
        if number:
            media.extensions[_URIS[words[1]]] = number


def _rid(media: Media, value: str) -> None:
    words = value.split()
    if len(words) < 2 or words[1] != "send":
        return
    if not words[0].isascii() or not words[0].isalnum() or len(words[0]) > 16:
        raise BadSdp("a=rid is not up to 16 letters and digits")
    if words[0] not in media.rids and len(media.rids) < 8:
        media.rids.append(words[0])


def _source(media: Media, value: str) -> None:
    ssrc = _ssrc(value.partition(" ")[0])
    if ssrc not in media.ssrcs and len(media.ssrcs) < 32:
        media.ssrcs.append(ssrc)


def _source_group(media: Media, value: str) -> None:
    words = value.split()
    if len(words) == 3 and words[0] == "FID":
        media.repairs[_ssrc(words[2])] = _ssrc(words[1])


def _mux(media: Media, value: str) -> None:
    media.rtcp_mux = True


def _sctp_port(media: Media, value: str) -> None:
    media.sctp_port = _number(value, 0xFFFF)


_SESSION: dict[str, Callable[[Offer, str], None]] = {
    "fingerprint": _fingerprint,
    "ice-ufrag": _fragment,
    "ice-pwd": _password,
    "setup": _setup,
    "group": _group,
}
_MEDIA: dict[str, Callable[[Media, str], None]] = {
    "mid": _mid,
    "extmap": _extension,
    "rid": _rid,
    "ssrc": _source,
    "ssrc-group": _source_group,
    "rtcp-mux": _mux,
    "sctp-port": _sctp_port,
}
