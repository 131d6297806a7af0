"""STUN as an ICE-lite agent needs it (RFC 8489, RFC 8445 section 7.3): Binding, and no more.

What is not a sound STUN message is None: junk is not worth an exception.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from enum import IntEnum
from ipaddress import ip_address
from struct import Struct
from zlib import crc32

COOKIE = 0x2112A442
_COOKIE_BYTES = COOKIE.to_bytes(4)
_HEADER = Struct("!HHI12s")
_FINGERPRINT_MASK = 0x5354554E
BINDING_REQUEST, BINDING_SUCCESS, BINDING_ERROR = 0x0001, 0x0101, 0x0111
ROLE_CONFLICT = 487


class Attribute(IntEnum):
    """The attributes that are read or written."""

    USERNAME = 0x0006
    MESSAGE_INTEGRITY = 0x0008
    ERROR_CODE = 0x0009
    XOR_MAPPED_ADDRESS = 0x0020
    PRIORITY = 0x0024
    USE_CANDIDATE = 0x0025
    FINGERPRINT = 0x8028
    ICE_CONTROLLED = 0x8029
    ICE_CONTROLLING = 0x802A


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it came. Of an attribute that comes twice the first counts (section 14)."""

    kind: int
    transaction: bytes
    attributes: dict[int, bytes]
    data: bytes
    #: Where MESSAGE-INTEGRITY begins; what follows it is not protected by it.
    integrity_at: int | None

    @property
    def username(self) -> str:
        """Who is meant and who asks, as ``local:remote``; empty when it is not there."""
        return self.attributes.get(Attribute.USERNAME, b"").decode("utf-8", "replace")

    def is_authentic(self, password: str) -> bool:
        """Whether whoever made it knows the password (section 9.1)."""
        if self.integrity_at is None:
            return False
        head = self.data[:2] + (self.integrity_at + 4).to_bytes(2)
        digest = _digest(head + self.data[4 : self.integrity_at], password)
        return hmac.compare_digest(digest, self.attributes[Attribute.MESSAGE_INTEGRITY])


def parse(data: bytes) -> Message | None:
    """The message in a datagram, or None."""
    if len(data) < _HEADER.size or data[4:8] != _COOKIE_BYTES or data[0] >> 6:
        return None
    kind, length, _, transaction = _HEADER.unpack_from(data)
    if length & 0x03 or _HEADER.size + length != len(data):
        return None
    attributes: dict[int, bytes] = {}
    integrity_at, at = None, _HEADER.size
    while at < len(data):
        name, size = int.from_bytes(data[at : at + 2]), int.from_bytes(data[at + 2 : at + 4])
        value = data[at + 4 : at + 4 + size]
        if len(value) < size:
            return None
        if name == Attribute.FINGERPRINT:
            return _sealed(Message(kind, transaction, attributes, data, integrity_at), at, value)
        if integrity_at is None:  # section 14.5: what follows it is ignored
            attributes.setdefault(name, value)
        if name == Attribute.MESSAGE_INTEGRITY and integrity_at is None:
            integrity_at = at
        at += 4 + (size + 3 & ~3)
    return Message(kind, transaction, attributes, data, integrity_at)


def success(transaction: bytes, address: tuple[str, int], password: str) -> bytes:
    """The answer to a Binding request from this address (section 7.3.1.1)."""
    mapped = _xor_mapped(address, transaction)
    return _build(BINDING_SUCCESS, transaction, Attribute.XOR_MAPPED_ADDRESS, mapped, password)


def refusal(transaction: bytes, code: int, password: str) -> bytes:
    """An error answer (section 14.8)."""
    value = bytes([0, 0, code // 100, code % 100])
    return _build(BINDING_ERROR, transaction, Attribute.ERROR_CODE, value, password)


def request(username: str, password: str, transaction: bytes, *flags: Attribute) -> bytes:
    """A Binding request as a full agent sends it, with empty or zero attributes for the flags."""
    body = _attribute(Attribute.USERNAME, username.encode())
    for flag in flags:
        wide = flag in (Attribute.ICE_CONTROLLED, Attribute.ICE_CONTROLLING)
        body += _attribute(flag, bytes(8) if wide else b"")
    return _protected(BINDING_REQUEST, transaction, body, password)


def _sealed(message: Message, at: int, value: bytes) -> Message | None:
    """The message when its fingerprint (section 14.7) is right and is the last of it."""
    right = (crc32(message.data[:at]) ^ _FINGERPRINT_MASK).to_bytes(4)
    return message if value == right and at + 8 == len(message.data) else None


def _build(kind: int, transaction: bytes, name: Attribute, value: bytes, password: str) -> bytes:
    return _protected(kind, transaction, _attribute(name, value), password)


def _protected(kind: int, transaction: bytes, body: bytes, password: str) -> bytes:
    unsigned = _HEADER.pack(kind, len(body) + 24, COOKIE, transaction) + body
    body += _attribute(Attribute.MESSAGE_INTEGRITY, _digest(unsigned, password))
    message = _HEADER.pack(kind, len(body) + 8, COOKIE, transaction) + body
    seal = (crc32(message) ^ _FINGERPRINT_MASK).to_bytes(4)
    return message + _attribute(Attribute.FINGERPRINT, seal)


def _attribute(name: Attribute, value: bytes) -> bytes:
    return name.to_bytes(2) + len(value).to_bytes(2) + value + bytes(-len(value) % 4)


def _digest(data: bytes, password: str) -> bytes:
    return hmac.digest(password.encode(), data, "sha1")


def _xor_mapped(address: tuple[str, int], transaction: bytes) -> bytes:
    host = ip_address(address[0]).packed
    key = _COOKIE_BYTES + transaction
    port = address[1] ^ COOKIE >> 16
    masked = bytes(byte ^ mask for byte, mask in zip(host, key, strict=False))
    return bytes([0, 1 if len(host) == 4 else 2]) + port.to_bytes(2) + masked
