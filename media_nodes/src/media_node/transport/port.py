"""One UDP port for every peer of a worker: ICE-lite, and who a datagram is for.

Datagrams are told apart by their first byte (RFC 7983). A STUN check names the peer by its username
fragment and proves it by its password; from then on the address it came from is that peer's.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from struct import Struct
from time import monotonic, time
from typing import Protocol

from media_node.transport import stun

Address = tuple[str, int]
#: Without an authentic check for so long nobody may send to a peer (RFC 7675 section 5.1).
CONSENT_S = 30.0
_SWEEP_S = 1.0
_BATCH = 64
_MOST_ADDRESSES = 8
_BUFFER = 4 << 20
_LARGEST = 2048
#: Linux only; elsewhere the time of reading serves.
_SO_TIMESTAMPNS = 35 if sys.platform == "linux" else None
_TIMESPEC = Struct("@qq")
_EXTRA = socket.CMSG_SPACE(_TIMESPEC.size)
_DTLS_FIRST, _DTLS_END, _RTP_FIRST, _RTP_END = 20, 64, 128, 192


@dataclass(frozen=True, slots=True)
class Credentials:
    """A username fragment and its password (RFC 8839 section 5.4)."""

    fragment: str = field(default_factory=lambda: secrets.token_hex(8))
    password: str = field(default_factory=lambda: secrets.token_hex(16))


class Receiver(Protocol):
    """What a peer does with what comes for it."""

    def received_dtls(self, data: bytes) -> None:
        """A DTLS record."""

    def received_srtp(self, data: bytes, arrival: float) -> None:
        """An SRTP or SRTCP packet, of at least two bytes, and when it came (monotonic seconds)."""

    def path_changed(self, address: Address) -> None:
        """The peer's controlling agent has chosen this address."""

    def consent_expired(self) -> None:
        """The peer has been silent for too long."""


@dataclass(slots=True, eq=False)
class Peer:
    """A peer on the port: its names, its addresses, when it was last heard."""

    receiver: Receiver
    #: The newest last; older ones hold until a check with the newest arrives (ICE restart).
    credentials: list[Credentials]
    addresses: list[Address] = field(default_factory=list)
    chosen: Address | None = None
    heard: float = 0.0


def _stamp(extra: list[tuple[int, int, bytes]]) -> float | None:
    """The kernel's timestamp, in seconds of the wall clock."""
    for level, kind, value in extra:
        if level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS and len(value) >= 16:
            seconds, nanoseconds = _TIMESPEC.unpack_from(value)
            return float(seconds + nanoseconds * 1e-9)
    return None


class Port:
    """The socket. Sending never waits: a datagram that does not fit the buffer is dropped."""

    def __init__(self, sock: socket.socket, clock: Callable[[], float] = monotonic) -> None:
        self.socket = sock
        self.dropped = self.ignored = 0
        self._clock = clock
        self._by_fragment: dict[str, Peer] = {}
        self._by_address: dict[Address, Peer] = {}
        self._sweeper: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @classmethod
    def bind(cls, host: str, port: int) -> Port:
        """A port on an address of this machine; 0 takes any that is free."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        sock = socket.socket(family, socket.SOCK_DGRAM)
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            sock.setsockopt(socket.SOL_SOCKET, option, _BUFFER)
        if _SO_TIMESTAMPNS is not None:
            sock.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        sock.setblocking(False)
        sock.bind((host, port))
        return cls(sock)

    @property
    def number(self) -> int:
        """The port's number."""
        return int(self.socket.getsockname()[1])

    def start(self) -> None:
        """Receive, in the running loop."""
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self.socket.fileno(), self._readable)
        self._sweeper = self._loop.call_later(_SWEEP_S, self._sweep)

    def close(self) -> None:
        """Receive no more."""
        if self._loop is not None:
            self._loop.remove_reader(self.socket.fileno())
        if self._sweeper is not None:
            self._sweeper.cancel()
        self.socket.close()

    def add(self, receiver: Receiver) -> Peer:
        """A peer that has been offered fresh credentials."""
        peer = Peer(receiver, [Credentials()], heard=self._clock())
        self._by_fragment[peer.credentials[0].fragment] = peer
        return peer

    def restart(self, peer: Peer) -> Credentials:
        """New credentials for an ICE restart (RFC 8445 section 9); media flows on meanwhile."""
        fresh = Credentials()
        peer.credentials.append(fresh)
        self._by_fragment[fresh.fragment] = peer
        return fresh

    def remove(self, peer: Peer) -> None:
        """Forget a peer."""
        for credentials in peer.credentials:
            self._by_fragment.pop(credentials.fragment, None)
        for address in peer.addresses:
            self._by_address.pop(address, None)
        peer.addresses.clear()
        peer.chosen = None

    def send(self, data: bytes, address: Address) -> None:
        """Send, or drop."""
        try:
            self.socket.sendto(data, address)
        except OSError:  # a full buffer, or a host that has gone: for UDP both are loss
            self.dropped += 1

    def received(self, data: bytes, address: Address, arrival: float = 0.0) -> None:
        """Hand one datagram to whom it is for."""
        if len(data) < 2:
            self.ignored += 1
            return
        first = data[0]
        if first < 4:
            self._check(data, address)
            return
        peer = self._by_address.get(address)
        if peer is None:
            self.ignored += 1
        elif _RTP_FIRST <= first < _RTP_END:
            peer.receiver.received_srtp(data, arrival)
        elif _DTLS_FIRST <= first < _DTLS_END:
            peer.receiver.received_dtls(data)

    def _readable(self) -> None:
        """A batch at a time, so that other work is not starved.

        The kernel says when each datagram came. The time at which it is read would be the same for
        a whole batch, and bandwidth could not be estimated from it.
        """
        receive, ahead = self.socket.recvmsg, time() - self._clock()
        for _ in range(_BATCH):
            try:
                data, extra, _, address = receive(_LARGEST, _EXTRA)
            except BlockingIOError:
                return
            except OSError:  # an ICMP error of an earlier datagram
                continue
            arrival = _stamp(extra)
            self.received(data, address[:2], self._clock() if arrival is None else arrival - ahead)

    def _check(self, data: bytes, address: Address) -> None:
        """Answer a connectivity check (RFC 8445 section 7.3), or ignore it."""
        message = stun.parse(data)
        if message is None or message.kind != stun.BINDING_REQUEST:
            self.ignored += 1
            return
        fragment = message.username.partition(":")[0]
        peer = self._by_fragment.get(fragment)
        known = [c for c in peer.credentials if c.fragment == fragment] if peer else []
        if peer is None or not known or not message.is_authentic(known[0].password):
            self.ignored += 1
            return
        if stun.Attribute.ICE_CONTROLLED in message.attributes:  # a lite agent never controls
            answer = stun.refusal(message.transaction, stun.ROLE_CONFLICT, known[0].password)
            self.send(answer, address)
            return
        self.send(stun.success(message.transaction, address, known[0].password), address)
        peer.heard = self._clock()
        self._retire(peer, known[0])
        self._learn(peer, address, stun.Attribute.USE_CANDIDATE in message.attributes)

    def _retire(self, peer: Peer, used: Credentials) -> None:
        """Credentials older than what the peer uses now are of no use to it."""
        while peer.credentials[0] is not used:
            self._by_fragment.pop(peer.credentials.pop(0).fragment, None)

    def _learn(self, peer: Peer, address: Address, nominated: bool) -> None:
        if address not in peer.addresses:
            peer.addresses.append(address)
            if len(peer.addresses) > _MOST_ADDRESSES:
                oldest = next(a for a in peer.addresses if a != peer.chosen)
                peer.addresses.remove(oldest)
                self._by_address.pop(oldest, None)
        self._by_address[address] = peer
        if peer.chosen is None or (nominated and peer.chosen != address):
            peer.chosen = address
            peer.receiver.path_changed(address)

    def _sweep(self) -> None:
        deadline = self._clock() - CONSENT_S
        for peer in {id(p): p for p in self._by_fragment.values()}.values():
            if peer.heard < deadline:
                self.remove(peer)
                peer.receiver.consent_expired()
        if self._loop is not None:
            self._sweeper = self._loop.call_later(_SWEEP_S, self._sweep)
