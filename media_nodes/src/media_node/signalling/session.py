"""One WebSocket's conversation, without the WebSocket: frames in, frames out."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any

from pydantic import ValidationError

from media_node.node import StaleEpoch
from media_node.rooms.negotiation import LineInfo, Negotiation
from media_node.rooms.participant import Participant
from media_node.rooms.slot import Slot
from media_node.rooms.track import Track
from media_node.sdp.model import BadSdp
from media_node.sdp.parse import parse as parse_sdp
from media_node.signalling import frames
from media_node.signalling.lobby import Lobby, Member, NoPlace, snapshot
from media_node.signalling.tokens import BadToken

Say = Callable[[dict[str, Any]], None]
#: Frames in any window of so many seconds.
MOST_FRAMES, WINDOW_S = 120, 10.0


class Refused(Exception):
    """A frame that is refused; the conversation goes on unless it says otherwise."""

    def __init__(self, code: str, message: str, ends: bool = False) -> None:
        super().__init__(message)
        self.code, self.message, self.ends = code, message, ends


class Session:
    """From the first frame until the socket is gone; `is_over` says that it should close."""

    def __init__(self, lobby: Lobby, say: Say) -> None:
        self.is_over = False
        self._lobby = lobby
        self._say = say
        self._member: Member | None = None
        self._times: list[float] = []

    @property
    def is_inside(self) -> bool:
        """Whether it has joined."""
        return self._member is not None

    def take(self, text: str) -> None:
        """Do what a frame says, and answer it."""
        frame_id = None
        try:
            self._count()
            frame = frames.parse(text)
            frame_id = frame.id
            op, d = self._answer(frame)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            self._refuse(frame_id, Refused("bad_frame", str(first["msg"])))
        except Refused as refusal:
            self._refuse(frame_id, refusal)
        else:
            self._say({"op": op, "id": frame_id, "d": d})

    def lost(self) -> None:
        """The socket is gone. Nothing follows when another has taken its place."""
        member = self._member
        if member is None or member.participant.left is not None:
            return
        if member.participant.notify == self._notify:
            member.participant.notify = _nobody
            self._lobby.lose(member)

    def _answer(self, frame: frames.Frame) -> tuple[str, dict[str, Any]]:
        if isinstance(frame, frames.JoinFrame | frames.ResumeFrame):
            return self._enter(frame)
        if self._member is None:
            raise Refused("not_joined", "The first frame is join or resume.", ends=True)
        participant = self._member.participant
        match frame:
            case frames.OfferFrame():
                return "answer", {"sdp": self._negotiate(self._member, frame.d)}
            case frames.SubscribeFrame():
                return "slots", self._subscribe(participant, frame.d)
            case frames.UnsubscribeFrame():
                slot = self._slot(participant, frame.d.mid)
                slot.follows = False
                participant.place(slot, None)
                return "slots", {"slots": [slot.described()]}
            case frames.FollowFrame():
                return "slots", self._follow(participant, frame.d)
            case frames.MuteFrame():
                return "track_muted", self._mute(participant, frame.d)
            case frames.EjectFrame():
                return "ejected", self._eject(participant, frame.d)
            case frames.LeaveFrame():
                self._lobby.leave(self._member, "left")
                self.is_over = True
                return "left", {"reason": "left"}

    def _enter(self, frame: frames.JoinFrame | frames.ResumeFrame) -> tuple[str, dict[str, Any]]:
        if self._member is not None:
            raise Refused("already_joined", "A socket joins once.")
        try:
            if isinstance(frame, frames.JoinFrame):
                op, member = "joined", self._lobby.admit(frame.d.token)
            else:
                op, member = "resumed", self._lobby.resume(frame.d.resume, frame.d.epoch)
        except BadToken:
            raise Refused("bad_token", "This token does not join.", ends=True) from None
        except StaleEpoch:
            raise Refused("stale_epoch", "The room has moved; join again.", ends=True) from None
        except NoPlace:
            raise Refused("no_place", "There is nothing to resume; join again.", True) from None
        self._member = member
        member.participant.notify = self._notify
        return op, snapshot(member)

    def _notify(self, op: str, d: dict[str, Any]) -> None:
        self.is_over = self.is_over or op == "left"
        self._say({"op": op, "d": d})

    def _negotiate(self, member: Member, offer: frames.Offer) -> str:
        lines = {
            mid: LineInfo(line.source, line.heights, line.group)
            for mid, line in offer.lines.items()
        }
        try:
            description = parse_sdp(offer.sdp)
            negotiation = member.negotiation
            if negotiation is None or not negotiation.is_open:
                place = self._lobby.node.place
                negotiation = Negotiation(place, member.participant, allow_bare_client=False)
                member.negotiation = negotiation
            return negotiation.answer(description, lines)
        except BadSdp as error:
            raise Refused("bad_sdp", str(error)) from None

    def _subscribe(self, participant: Participant, wish: frames.Subscribe) -> dict[str, Any]:
        slot = self._slot(participant, wish.mid)
        track = self._track(participant, wish.track_id)
        if track.kind != slot.outgoing.kind or track.participant_id == participant.id:
            raise Refused("not_found", "No such track for this m-line.")
        slot.follows, slot.height = False, wish.height
        participant.place(slot, track)
        return {"slots": [slot.described()]}

    def _follow(self, participant: Participant, wish: frames.Follow) -> dict[str, Any]:
        slots = [self._slot(participant, mid) for mid in dict.fromkeys(wish.mids)]
        for slot in slots:
            slot.follows = True
        participant.room.fill_for(participant)
        return {"slots": [slot.described() for slot in slots]}

    def _mute(self, participant: Participant, wish: frames.Mute) -> dict[str, Any]:
        track = self._track(participant, wish.track_id)
        if track.participant_id == participant.id:
            track.muted = wish.muted
        elif participant.grants.moderate:
            track.server_muted = wish.muted
        else:
            raise Refused("not_allowed", "Only a moderator mutes others.")
        participant.room.mute(track)
        return track.described()

    def _eject(self, participant: Participant, wish: frames.Eject) -> dict[str, Any]:
        if not participant.grants.moderate:
            raise Refused("not_allowed", "Only a moderator ejects others.")
        other = participant.room.participants.get(wish.participant_id)
        if other is None:
            raise Refused("not_found", "Nobody here has this id.")
        other.leave("ejected")
        return {"participant_id": wish.participant_id}

    def _slot(self, participant: Participant, mid: str) -> Slot:
        slot = participant.slots.get(mid)
        if slot is None:
            raise Refused("not_found", "You receive nothing on this m-line.")
        return slot

    def _track(self, participant: Participant, track_id: str) -> Track:
        track = participant.room.tracks.get(track_id)
        if track is None:
            raise Refused("not_found", "No such track.")
        return track

    def _count(self) -> None:
        now = monotonic()
        self._times = [t for t in self._times if now - t < WINDOW_S]
        self._times.append(now)
        if len(self._times) > MOST_FRAMES:
            raise Refused("too_many", "Too many frames.", ends=True)

    def _refuse(self, frame_id: str | None, refusal: Refused) -> None:
        self.is_over = self.is_over or refusal.ends
        d = {"code": refusal.code, "message": refusal.message}
        self._say({"op": "error", "id": frame_id, "d": d})


def _nobody(op: str, d: dict[str, Any]) -> None:
    """Between two sockets: coming back tells everything."""
