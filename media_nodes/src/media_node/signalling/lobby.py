"""Lets people in by their tokens, and keeps their place for a while when their socket is lost."""

from __future__ import annotations

import asyncio
import secrets
from typing import Any

from media_node.node import Node, StaleEpoch
from media_node.rooms.negotiation import Negotiation
from media_node.rooms.participant import Participant
from media_node.signalling.tokens import BadToken, Verifier

#: So long somebody without a socket stays in the room, in seconds.
GRACE_S = 20.0


class NoPlace(Exception):
    """There is nothing to resume: it was left, has ended, or never was."""


class Member:
    """A participant, and the secret by which it comes back."""

    def __init__(self, participant: Participant) -> None:
        self.participant = participant
        self.resume = secrets.token_urlsafe(24)
        self.leaving: asyncio.TimerHandle | None = None
        #: Of its connection, once it has offered one.
        self.negotiation: Negotiation | None = None


class Lobby:
    """The way into the rooms of a node."""

    def __init__(self, node: Node, verifier: Verifier, grace: float = GRACE_S) -> None:
        self.node = node
        self._verifier = verifier
        self._grace = grace
        self._members: dict[str, Member] = {}

    def admit(self, token: str, room_id: str | None = None) -> Member:
        """Join the token's room. Raises BadToken (also when it is for another room), StaleEpoch."""
        claims = self._verifier.use(token)
        if room_id is not None and claims.room != room_id:
            raise BadToken
        room = self.node.room(claims.room, claims.epoch)
        member = Member(Participant(room, claims.sub, claims.grants))
        self._members[member.resume] = member
        member.participant.gone = lambda: self._forget(member)
        room.enter(member.participant)
        return member

    def resume(self, secret: str, epoch: int) -> Member:
        """Come back with what one had. Raises NoPlace, StaleEpoch."""
        member = self._members.get(secret)
        if member is None or member.participant.left is not None:
            raise NoPlace
        if member.participant.room.epoch != epoch:
            raise StaleEpoch
        if member.leaving is not None:
            member.leaving.cancel()
            member.leaving = None
        return member

    def lose(self, member: Member) -> None:
        """Its socket is lost: it has a while to come back."""
        loop = asyncio.get_running_loop()
        member.leaving = loop.call_later(self._grace, self.leave, member, "socket lost")

    def leave(self, member: Member, reason: str) -> None:
        """It goes for good."""
        member.participant.leave(reason)

    def _forget(self, member: Member) -> None:
        self._members.pop(member.resume, None)
        if member.leaving is not None:
            member.leaving.cancel()


def snapshot(member: Member) -> dict[str, Any]:
    """All that a client needs to know on joining or coming back."""
    participant, room = member.participant, member.participant.room
    return {
        **participant.described(),
        "room_id": room.id,
        "epoch": room.epoch,
        "resume": member.resume,
        "participants": [other.described() for other in room.participants.values()],
        "tracks": [track.described() for track in room.tracks.values()],
        "slots": [slot.described() for slot in participant.slots.values()],
        "speakers": [str(name) for name in room.speakers.recent],
    }
