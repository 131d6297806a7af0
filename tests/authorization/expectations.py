"""What a declaration promises to each persona, and the table of what it cannot say.

A cell is what one persona is answered by one function. Access, permission and ``unless_self``
decide most cells. An entry (``tests.authorization.entries``) says how a valid request looks and
what the handler itself decides: a function without an entry, an entry without a function and a
cell nobody decides all fail.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from commons.http import Access, Endpoint
from commons.permissions import Permission, names
from commons.sockets import SocketAction

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
SUSPENDED = Outcome(403, "account_suspended")
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
    if (known := _by_token(declared, entry, persona)) is not None:
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
    return bool(
        {"channel_id", "thread_id", "post_id", "comment_id"} & set(declared.path_parameters)
    )


def expected_self(declared: Endpoint, entry: Entry, persona: Persona) -> Outcome:
    """What the persona is answered when the path names themselves: membership is enough."""
    if (known := _by_token(declared, entry, persona)) is not None:
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


def _by_token(declared: Endpoint, entry: Entry, persona: Persona) -> Outcome | None:
    if declared.access is Access.USER:
        if persona is Persona.ANONYMOUS:
            return UNAUTHORIZED
        if persona is Persona.SUSPENDED:
            return SUSPENDED
        return None if persona in KNOWN else INVALID_TOKEN
    # A token is not asked for, so a bad one does no harm.
    return entry.decided.get(Persona.ANONYMOUS)


OPEN = {Persona.ANONYMOUS: Outcome(200)}
OWNER, MEMBER = Persona.OWNER, Persona.MEMBER
STRANGER, BANNED = Persona.STRANGER, Persona.BANNED
MANAGE = lacks(Permission.MANAGE_MESSAGES)
OF_COMMUNITY = "/v1/communities/{community_id}"
OF_CHANNEL = "/v1/channels/{channel_id}"
OF_THREAD = "/v1/threads/{thread_id}"
OF_MESSAGE = f"{OF_CHANNEL}/messages/{{message_id}}"


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
