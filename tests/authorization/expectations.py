"""What a declaration promises to each persona, and the table of what it cannot say.

A cell is what one persona is answered by one function. Access, permission and ``unless_self``
decide most cells. ``ENTRIES`` says how a valid request looks and what the handler itself decides:
a function without an entry, an entry without a function and a cell nobody decides all fail.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from commons.http import Access, Endpoint
from commons.permissions import Permission, names
from commons.sockets import SocketAction
from commons.testing import call, endpoint_of

from .worlds import INSIDE, KNOWN, OUTSIDE, Persona, World

Make = Callable[[World], Any]


@dataclass(frozen=True)
class Outcome:
    """An exact answer: its status, the code of its problem, the permissions it names."""

    status: int
    code: str | None = None
    missing: tuple[str, ...] = ()


DONE = Outcome(0)
NOT_FOUND = Outcome(404, "not_found")
UNAUTHORIZED = Outcome(401, "unauthorized")
INVALID_TOKEN = Outcome(401, "invalid_token")


@dataclass(frozen=True)
class Entry:
    """A valid request to one endpoint, and what its handler decides by itself.

    ids: path parameters other than the world's own.
    decided: outcomes the declaration does not imply, for personas in a private community.
    decided_self: the same when the path names the caller (``unless_self``).
    decided_public: the same in a public community, for those outside it.
    queries: more queries that name ids, for the test of twin tenants.
    """

    body: Make = lambda world: None
    ids: Make = lambda world: {}
    decided: Mapping[Persona, Outcome] = field(default_factory=dict)
    decided_self: Mapping[Persona, Outcome] = field(default_factory=dict)
    decided_public: Mapping[Persona, Outcome] = field(default_factory=dict)
    queries: Callable[[World], Sequence[dict[str, str]]] = lambda world: ()


class Undecided(LookupError):
    """Neither the declaration nor the table says what this persona is answered."""


def lacks(*permissions: Permission) -> Outcome:
    """403 that names the permissions."""
    return Outcome(403, "missing_permission", tuple(p.name or "" for p in permissions))


def everybody(outcome: Outcome) -> dict[Persona, Outcome]:
    """The same for all whose token is valid."""
    return dict.fromkeys(KNOWN, outcome)


def members(outcome: Outcome, outside: Outcome = NOT_FOUND) -> dict[Persona, Outcome]:
    """One outcome for all members, those in circles only among them, another for the rest."""
    return dict.fromkeys(INSIDE, outcome) | dict.fromkeys(OUTSIDE, outside)


def inside(outcome: Outcome, outside: Outcome) -> dict[Persona, Outcome]:
    """One outcome for who sees the channel, another for who does not."""
    return {persona: outside for persona in KNOWN} | {
        persona: outcome for persona, (_, held) in INSIDE.items() if held & Permission.VIEW
    }


def expected(declared: Endpoint, entry: Entry, persona: Persona) -> Outcome:
    """What the persona is answered in a private community.

    The table says it for owner, member and stranger; those who stand like them follow, as far as
    their own permissions go.
    """
    if (known := _by_token(declared, persona)) is not None:
        return known
    if persona in entry.decided:
        return entry.decided[persona]
    like = _like(persona)
    if declared.permission is None:
        if like not in entry.decided:
            raise Undecided(f"{declared.route_key}: {persona}")
        return _held_against(entry.decided[like], declared, persona)
    refused = by_permission(declared.permission, held_by(declared, persona), DONE)
    if refused is not DONE:
        return refused
    return _held_against(entry.decided.get(like, Outcome(declared.status)), declared, persona)


def _like(persona: Persona) -> Persona:
    """Whose outcome somebody shares where nothing else is said."""
    if persona in OUTSIDE:
        return Persona.STRANGER
    return persona if persona is Persona.OWNER else Persona.MEMBER


def _held_against(outcome: Outcome, declared: Endpoint, persona: Persona) -> Outcome:
    """A permission that a member lacks may be one that this persona holds."""
    if outcome.code != "missing_permission":
        return outcome
    held = held_by(declared, persona)
    missing = tuple(name for name in outcome.missing if not held & Permission[name])
    return replace(outcome, missing=missing) if missing else Outcome(declared.status)


def held_by(declared: Endpoint, persona: Persona) -> int:
    """The bits the persona holds where the path leads."""
    community, channel = INSIDE.get(persona, (0, 0))
    return channel if in_channel(declared) else community


def in_channel(declared: Endpoint) -> bool:
    """Whether the path leads to a channel."""
    return bool({"channel_id", "post_id", "comment_id"} & set(declared.path_parameters))


def expected_self(declared: Endpoint, entry: Entry, persona: Persona) -> Outcome:
    """What the persona is answered when the path names themselves: membership is enough."""
    if (known := _by_token(declared, persona)) is not None:
        return known
    if persona in entry.decided_self:
        return entry.decided_self[persona]
    return Outcome(declared.status) if persona in INSIDE else NOT_FOUND


def expected_public(declared: Endpoint, entry: Entry, persona: Persona) -> Outcome:
    """What somebody outside a public community is answered: it is seen, its channels are not."""
    if persona in entry.decided_public:
        return entry.decided_public[persona]
    assert declared.permission is not None
    held = 0 if in_channel(declared) else int(Permission.VIEW)
    return by_permission(declared.permission, held, Outcome(declared.status))


def by_permission(needed: Permission, held: int, good: Outcome) -> Outcome:
    """404 to who does not see the resource, 403 to who lacks something, the good answer else."""
    if not held & Permission.VIEW:
        return NOT_FOUND
    missing = names(needed & ~held)
    return Outcome(403, "missing_permission", tuple(missing)) if missing else good


def _by_token(declared: Endpoint, persona: Persona) -> Outcome | None:
    if declared.access is Access.USER:
        if persona is Persona.ANONYMOUS:
            return UNAUTHORIZED
        return None if persona in KNOWN else INVALID_TOKEN
    # A token is not asked for, so a bad one does no harm.
    return ENTRIES[declared.route_key].decided.get(Persona.ANONYMOUS)


def _registered(_: World) -> dict[str, str]:
    handle = f"u{secrets.token_hex(6)}"
    return {"email": f"{handle}@example.org", "password": "correct horse", "handle": handle}


def _logged_in(world: World) -> dict[str, str]:
    account = _registered(world)
    made = call(endpoint_of("POST /v1/auth/register"), "/auth/register", body=account)
    assert made.status == 201
    return account | {"refresh_token": made.body["refresh_token"]}


def _credentials(world: World) -> dict[str, str]:
    account = _logged_in(world)
    return {"login": account["handle"], "password": account["password"]}


def _refresh(world: World) -> dict[str, str]:
    return {"refresh_token": _logged_in(world)["refresh_token"]}


def _message(world: World) -> dict[str, Any]:
    return {
        "content": "hello",
        "reply_to": [world.ids["message_id"]],
        "mentions": {"users": [world.ids["user_id"]], "roles": [world.ids["community_id"]]},
    }


def _edit(world: World) -> dict[str, Any]:
    return {name: value for name, value in _message(world).items() if name != "reply_to"}


def _anchors(world: World) -> list[dict[str, str]]:
    return [{form: world.ids["message_id"]} for form in ("before", "after", "around")]


def _outlaw(world: World) -> dict[str, str]:
    return {"user_id": world.outlaw_id}


OPEN = {Persona.ANONYMOUS: Outcome(200)}
OWNER, MEMBER = Persona.OWNER, Persona.MEMBER
STRANGER, BANNED = Persona.STRANGER, Persona.BANNED
MANAGE = lacks(Permission.MANAGE_MESSAGES)
OF_COMMUNITY = "/v1/communities/{community_id}"
OF_CHANNEL = "/v1/channels/{channel_id}"
OF_MESSAGE = f"{OF_CHANNEL}/messages/{{message_id}}"

ENTRIES: dict[str, Entry] = {
    # core
    "$default": Entry(decided={Persona.ANONYMOUS: NOT_FOUND}),
    "GET /v1/health": Entry(decided=OPEN),
    "GET /v1/limits": Entry(decided=OPEN),
    "GET /v1/openapi.json": Entry(decided={Persona.ANONYMOUS: Outcome(404, "no_document")}),
    "GET /v1/asyncapi.json": Entry(decided={Persona.ANONYMOUS: Outcome(404, "no_document")}),
    # auth
    "GET /.well-known/jwks.json": Entry(decided=OPEN),
    "POST /v1/auth/register": Entry(body=_registered, decided={Persona.ANONYMOUS: Outcome(201)}),
    "POST /v1/auth/login": Entry(body=_credentials, decided=OPEN),
    "POST /v1/auth/token/refresh": Entry(body=_refresh, decided=OPEN),
    "POST /v1/auth/logout": Entry(decided=everybody(Outcome(204))),
    "GET /v1/auth/sessions": Entry(decided=everybody(Outcome(200))),
    "DELETE /v1/auth/sessions/{session_id}": Entry(
        decided=everybody(NOT_FOUND) | {OWNER: Outcome(204)}
    ),
    # users
    "GET /v1/users/me": Entry(decided=everybody(Outcome(200))),
    "PATCH /v1/users/me": Entry(
        body=lambda world: {"bio": "hello"}, decided=everybody(Outcome(200))
    ),
    "GET /v1/users/{user_id}": Entry(decided=everybody(Outcome(200))),
    "GET /v1/users": Entry(
        queries=lambda world: [{"ids": world.ids["user_id"]}],
        decided=everybody(Outcome(422, "validation_failed")),  # neither handle nor ids
    ),
    # communities
    "POST /v1/communities": Entry(
        body=lambda world: {"name": "Another"}, decided=everybody(Outcome(201))
    ),
    "GET /v1/users/me/communities": Entry(decided=everybody(Outcome(200))),
    f"GET {OF_COMMUNITY}": Entry(),
    f"PATCH {OF_COMMUNITY}": Entry(body=lambda world: {"description": "More."}),
    f"GET {OF_COMMUNITY}/channels": Entry(),
    f"POST {OF_COMMUNITY}/channels": Entry(body=lambda world: {"name": "more"}),
    f"GET {OF_CHANNEL}": Entry(),
    f"PATCH {OF_CHANNEL}": Entry(body=lambda world: {"topic": "Bread"}),
    f"GET {OF_COMMUNITY}/members": Entry(),
    f"PUT {OF_COMMUNITY}/members/me": Entry(decided_public={BANNED: NOT_FOUND}),
    f"GET {OF_COMMUNITY}/members/{{user_id}}": Entry(),
    f"DELETE {OF_COMMUNITY}/members/{{user_id}}": Entry(
        decided_self={OWNER: Outcome(409, "owner_cannot_leave")}
    ),
    f"GET {OF_COMMUNITY}/bans": Entry(),
    f"PUT {OF_COMMUNITY}/bans/{{user_id}}": Entry(body=lambda world: {"reason": "spam"}),
    f"DELETE {OF_COMMUNITY}/bans/{{user_id}}": Entry(ids=_outlaw),
    f"GET {OF_COMMUNITY}/invites": Entry(),
    f"POST {OF_COMMUNITY}/invites": Entry(body=lambda world: {"max_uses": 1}),
    "GET /v1/invites/{code}": Entry(decided=everybody(Outcome(200)) | {BANNED: NOT_FOUND}),
    "POST /v1/invites/{code}/accept": Entry(decided=everybody(Outcome(200)) | {BANNED: NOT_FOUND}),
    "DELETE /v1/invites/{code}": Entry(
        decided=members(Outcome(403, "not_your_invite"))
        | dict.fromkeys((OWNER, Persona.ADMINISTRATOR, Persona.MODERATOR), Outcome(204))
    ),
    # messages
    f"POST {OF_CHANNEL}/messages": Entry(body=_message),
    f"GET {OF_CHANNEL}/messages": Entry(queries=_anchors),
    f"GET {OF_MESSAGE}": Entry(),
    f"PATCH {OF_MESSAGE}": Entry(body=_edit, decided={MEMBER: Outcome(403, "not_your_message")}),
    f"DELETE {OF_MESSAGE}": Entry(decided={MEMBER: MANAGE}),
    f"PUT {OF_CHANNEL}/read-state": Entry(body=lambda world: {"seq": 1}),
    "GET /v1/read-states": Entry(decided=everybody(Outcome(200))),
    # realtime
    "POST /v1/gateway/tickets": Entry(decided=everybody(Outcome(201))),
    "GET /v1/event-streams/{stream_id}/events": Entry(decided=inside(Outcome(200), NOT_FOUND)),
}


@dataclass(frozen=True)
class Frame:
    """What a socket is answered: the op, the problem's code, whether it is closed with a code."""

    op: str | None = None
    code: str | None = None
    close_code: int | None = None


@dataclass(frozen=True)
class SocketEntry:
    """A valid frame of one op, and what its handler decides by itself."""

    d: Make = lambda world: {}
    decided: Mapping[Persona, Frame] = field(default_factory=dict)


def expected_frame(declared: SocketAction, entry: SocketEntry, persona: Persona) -> Frame:
    """What the persona's socket is answered, once it has identified itself."""
    if persona in entry.decided:
        return entry.decided[persona]
    if declared.permission is None:
        raise Undecided(f"{declared.route}: {persona}")
    _, held = INSIDE.get(persona, (0, 0))
    outcome = by_permission(declared.permission, held, Outcome(200))
    return Frame(declared.refuses, outcome.code) if outcome.code else Frame(declared.answers)


def frames(frame: Frame) -> dict[Persona, Frame]:
    """The same for every socket."""
    return dict.fromkeys(KNOWN, frame)


def _channel(world: World) -> dict[str, Any]:
    return {"channel_id": world.ids["channel_id"]}


#: ``$connect`` and ``$disconnect`` are no frames: the matrix opens and closes sockets with them.
SOCKET_ENTRIES: dict[str, SocketEntry] = {
    "$connect": SocketEntry(),
    "$disconnect": SocketEntry(),
    "$default": SocketEntry(decided=frames(Frame("error", "bad_op", 4001))),
    "hb": SocketEntry(decided=frames(Frame("hb_ack"))),
    "identify": SocketEntry(
        d=lambda world: {
            "focus": [world.ids["channel_id"]],
            "cursors": {world.ids["stream_id"]: 0},
        },
        decided=frames(Frame()),
    ),
    "focus": SocketEntry(
        d=lambda world: {
            "channels": [world.ids["channel_id"]],
            "cursors": {world.ids["stream_id"]: 0},
        },
        decided=frames(Frame("focus_ok")),
    ),
    "send": SocketEntry(d=lambda world: _channel(world) | _message(world) | {"nonce": "n"}),
    "read": SocketEntry(d=lambda world: _channel(world) | {"seq": 1}),
}
