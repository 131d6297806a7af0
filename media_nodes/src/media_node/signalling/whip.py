"""WHIP (RFC 9725) and WHEP (draft-ietf-wish-whep): one HTTP request publishes, or plays.

The endpoint is `/whip/{room}` or `/whep/{room}`, the session is what `Location` names. Sessions are
ended by DELETE, changed by PATCH: trickled candidates need nothing (a lite agent learns them from
checks), an ICE restart gets new credentials.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field

from aiohttp import web

from media_node.node import StaleEpoch
from media_node.rooms.negotiation import LineInfo, Negotiation
from media_node.rooms.participant import Participant
from media_node.sdp.model import BadSdp, Offer
from media_node.sdp.parse import parse
from media_node.signalling.lobby import Lobby, Member
from media_node.signalling.problems import Problem
from media_node.signalling.tokens import BadToken

SDP = "application/sdp"
FRAGMENT = "application/trickle-ice-sdpfrag"
_FRAGMENT_NAME = re.compile(r"(?m)^a=ice-ufrag:(\S{4,256})\s*$")
_GROUP = "media"


@dataclass(slots=True)
class _Session:
    member: Member
    negotiation: Negotiation
    fragment: str
    answer: str
    etag: str = field(default_factory=lambda: f'"{secrets.token_hex(8)}"')


class Whip:
    """Endpoints and sessions of both protocols."""

    def __init__(self, lobby: Lobby, ice_servers: tuple[str, ...] = ()) -> None:
        self._lobby = lobby
        self._ice_servers = ice_servers
        self._sessions: dict[str, _Session] = {}

    def routes(self) -> list[web.RouteDef]:
        """What to add to an application."""
        return [
            web.post("/{protocol:whip|whep}/{room}", self._create),
            web.route("OPTIONS", "/{protocol:whip|whep}/{room}", self._options),
            web.route("OPTIONS", "/{protocol:whip|whep}/{room}/{session}", self._options),
            web.patch("/{protocol:whip|whep}/{room}/{session}", self._change),
            web.delete("/{protocol:whip|whep}/{room}/{session}", self._end),
        ]

    async def _options(self, request: web.Request) -> web.Response:
        """RFC 9725 section 4.2: what a client may post here."""
        headers = {"Accept-Post": SDP, "Accept-Patch": FRAGMENT}
        return web.Response(status=204, headers=headers | self._links())

    async def _create(self, request: web.Request) -> web.Response:
        """Section 4.2: the offer is answered at once."""
        text = await _body(request, SDP)
        publishes = request.match_info["protocol"] == "whip"
        try:
            offer = parse(text)
        except BadSdp as error:
            raise Problem(400, "bad_sdp", str(error)) from None
        member = self._admit(request)
        try:
            session = self._begin(member, offer, publishes)
        except Problem:
            self._lobby.leave(member, "refused")
            raise
        name = secrets.token_urlsafe(24)
        self._sessions[name] = session
        member.participant.notify = lambda op, d: self._notified(name, op)
        headers = {"Location": f"{request.path}/{name}", "ETag": session.etag}
        headers |= self._links()
        return web.Response(status=201, text=session.answer, content_type=SDP, headers=headers)

    async def _change(self, request: web.Request) -> web.Response:
        """Section 4.3: trickle, or an ICE restart when the client has a new username fragment."""
        session = self._session(request)
        wanted = request.headers.get("If-Match")
        text = await _body(request, FRAGMENT)
        if wanted is None:
            raise Problem(428, "if_match_required", "A change names the ETag it is for.")
        found = _FRAGMENT_NAME.search(text)
        if found is None:
            raise Problem(400, "bad_fragment", "The fragment has no a=ice-ufrag.")
        if found[1] == session.fragment:
            if wanted not in (session.etag, "*"):
                raise Problem(412, "etag_mismatch", "ICE has been restarted since.")
            return web.Response(status=204)
        if wanted != "*":
            raise Problem(412, "etag_mismatch", "An ICE restart is asked for with If-Match: *.")
        session.fragment = found[1]
        session.etag = f'"{secrets.token_hex(8)}"'
        answer = session.negotiation.restart(found[1])
        headers = {"ETag": session.etag}
        return web.Response(text=answer, content_type=FRAGMENT, headers=headers)

    async def _end(self, request: web.Request) -> web.Response:
        session = self._session(request)
        self._lobby.leave(session.member, "left")
        return web.Response()

    def _admit(self, request: web.Request) -> Member:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Problem(401, "unauthorized", "A bearer token is needed.")
        try:
            return self._lobby.admit(token.strip(), request.match_info["room"])
        except BadToken:
            raise Problem(401, "bad_token", "This token does not join here.") from None
        except StaleEpoch:
            raise Problem(409, "stale_epoch", "The room has moved; join again.") from None

    def _begin(self, member: Member, offer: Offer, publishes: bool) -> _Session:
        participant = member.participant
        allowed = participant.grants.publish if publishes else participant.grants.subscribe
        if not allowed:
            raise Problem(403, "not_allowed", "This token does not give that.")
        if not any(_goes(offer, publishes)):
            raise Problem(422, "bad_direction", "The offer does not go this way.")
        # Clients of WHIP are encoders as well as browsers, and some have no certificate.
        negotiation = Negotiation(self._lobby.node.place, participant, publishes)
        lines = {media.mid: LineInfo(group=_GROUP) for media in offer.media}
        try:
            answer = negotiation.answer(offer, lines)
        except BadSdp as error:
            raise Problem(422, "bad_sdp", str(error)) from None
        if not publishes:
            _follow(participant)
        return _Session(member, negotiation, offer.fragment, answer)

    def _session(self, request: web.Request) -> _Session:
        session = self._sessions.get(request.match_info["session"])
        if session is None or session.member.participant.room.id != request.match_info["room"]:
            raise Problem(404, "not_found", "There is no such session.")
        return session

    def _notified(self, name: str, op: str) -> None:
        """A session has no socket: without its connection it has ended."""
        if op == "left":
            self._sessions.pop(name, None)
        elif op == "disconnected" and name in self._sessions:
            self._lobby.leave(self._sessions[name].member, "disconnected")

    def _links(self) -> dict[str, str]:
        """Section 4.6: ICE servers."""
        if not self._ice_servers:
            return {}
        return {"Link": ", ".join(f'<{url}>; rel="ice-server"' for url in self._ice_servers)}


def _goes(offer: Offer, publishes: bool) -> list[bool]:
    return [m.direction.sends if publishes else m.direction.receives for m in offer.media]


def _follow(participant: Participant) -> None:
    """Whoever plays sees what is there."""
    for slot in participant.slots.values():
        slot.follows = True
    participant.room.fill_for(participant)


async def _body(request: web.Request, media_type: str) -> str:
    if request.content_type != media_type:
        raise Problem(415, "unsupported_media_type", f"The body is {media_type}.")
    return (await request.read()).decode("utf-8", "replace")
