"""A small Creavio in memory that follows the public contract; the stubs put it on the wire."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

type Json = dict[str, Any]


class Refusal(Exception):
    """A problem the stub answers with."""

    def __init__(self, status: int, code: str, detail: str = "", **more: Any) -> None:
        super().__init__(code)
        self.status = status
        self.more = more
        self.body = {"status": status, "code": code, "detail": detail or code, **more}


def now() -> str:
    """RFC 3339 with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass
class Log:
    """One stream: `rows` by position; `trimmed` is the highest position that has expired."""

    rows: dict[int, Json] = field(default_factory=dict)
    head: int = 0
    trimmed: int = 0

    def above(self, after: int) -> list[Json]:
        """Events above a position, in order."""
        return [row for position, row in sorted(self.rows.items()) if position > after]


class World:
    """Users, sessions, communities, channels, messages and streams."""

    def __init__(self, seed: int = 0) -> None:
        self.random = random.Random(seed)
        self._ids = itertools.count(1)
        self.users: dict[str, Json] = {}
        self.passwords: dict[str, str] = {}
        self.access: dict[str, str] = {}
        self.refresh: dict[str, tuple[str, str | None]] = {}
        self.used: set[str] = set()
        self.communities: dict[str, Json] = {}
        self.members: dict[str, set[str]] = {}
        self.banned: dict[str, set[str]] = {}
        self.channels: dict[str, Json] = {}
        self.invites: dict[str, Json] = {}
        self.messages: dict[str, dict[str, Json]] = {}
        self.sends: dict[tuple[str, str], Json] = {}
        self.logs: dict[str, Log] = {}
        self.read_states: dict[tuple[str, str], int] = {}
        self.expires_in = 600
        self.refreshes = 0
        self.on_event: Callable[[str, int, Json], None] = lambda stream, pv, event: None

    def id(self, prefix: str) -> str:
        """A fresh id that sorts by creation."""
        return f"{prefix}_{next(self._ids):026d}"

    # auth

    def register(self, email: str, password: str, handle: str, display_name: str = "") -> Json:
        if any(user["handle"] == handle for user in self.users.values()):
            raise Refusal(409, "handle_taken", "That handle is taken.")
        user: Json = {
            "id": self.id("usr"),
            "handle": handle,
            "display_name": display_name or None,
            "created_at": now(),
            "email": email,
        }
        self.users[user["id"]] = user
        self.passwords[user["id"]] = password
        return self.tokens(user["id"])

    def login(self, login: str, password: str) -> Json:
        for user in self.users.values():
            if login in (user["handle"], user["email"]) and self.passwords[user["id"]] == password:
                return self.tokens(user["id"])
        raise Refusal(401, "invalid_credentials", "Login or password is wrong.")

    def tokens(self, user_id: str) -> Json:
        access, refresh = self.id("access"), self.id("refresh")
        self.access[access] = user_id
        self.refresh[refresh] = (user_id, None)
        return self.answer(access, refresh, user_id)

    def answer(self, access: str, refresh: str, user_id: str) -> Json:
        return {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": self.expires_in,
            "refresh_token": refresh,
            "user": self.users[user_id],
        }

    def rotate(self, refresh: str) -> Json:
        """The same successor until that one is first used; afterwards the family is revoked."""
        self.refreshes += 1
        if refresh not in self.refresh:
            raise Refusal(401, "invalid_refresh_token")
        user_id, successor = self.refresh[refresh]
        if successor is None:
            fresh = self.tokens(user_id)
            successor = fresh["refresh_token"]
            self.refresh[refresh] = (user_id, successor)
        elif successor in self.used:
            self.refresh.clear()
            self.access.clear()
            raise Refusal(401, "refresh_token_reused")
        self.used.add(refresh)
        access = self.id("access")
        self.access[access] = user_id
        return self.answer(access, successor, user_id)

    def whose(self, access: str) -> str:
        if access not in self.access:
            raise Refusal(401, "invalid_token")
        return self.access[access]

    # communities

    def create_community(self, user_id: str, name: str) -> Json:
        community = {"id": self.id("com"), "name": name, "owner_id": user_id, "created_at": now()}
        self.communities[community["id"]] = community
        self.members[community["id"]] = {user_id}
        self.banned[community["id"]] = set()
        general = self.create_channel(community["id"], "general")
        return {**community, "channels": [general], "member_count": 1}

    def create_channel(self, community_id: str, name: str) -> Json:
        channel = {
            "id": self.id("chn"),
            "community_id": community_id,
            "name": name,
            "type": "text",
        }
        self.channels[channel["id"]] = channel
        self.messages[channel["id"]] = {}
        return self.show(channel)

    def show(self, channel: Json) -> Json:
        return {**channel, "head": self.log(f"h:{channel['id']}").head, "last_message": None}

    def invite(self, user_id: str, community_id: str, max_uses: int) -> Json:
        self.check_member(user_id, community_id)
        code = self.id("inv")
        self.invites[code] = {
            "code": code,
            "uses": 0,
            "max_uses": max_uses,
            "expires_at": now(),
            "inviter_id": user_id,
            "community_id": community_id,
        }
        return self.invites[code]

    def accept(self, user_id: str, code: str) -> Json:
        invite = self.invites.get(code)
        if invite is None or user_id in self.banned[invite["community_id"]]:
            raise Refusal(404, "not_found", "There is nothing here.")
        community_id = invite["community_id"]
        if user_id not in self.members[community_id]:
            if invite["max_uses"] and invite["uses"] >= invite["max_uses"]:
                raise Refusal(404, "not_found", "There is nothing here.")
            invite["uses"] += 1
            self.members[community_id].add(user_id)
        return {"community_id": community_id, "member": self.member(community_id, user_id)}

    def member(self, community_id: str, user_id: str) -> Json:
        return {"user_id": user_id, "community_id": community_id, "joined_at": now()}

    def check_member(self, user_id: str, community_id: str) -> None:
        if user_id not in self.members.get(community_id, set()):
            raise Refusal(404, "not_found", "There is nothing here.")

    def check_channel(self, user_id: str, channel_id: str) -> Json:
        if channel_id not in self.channels:
            raise Refusal(404, "not_found", "There is nothing here.")
        self.check_member(user_id, self.channels[channel_id]["community_id"])
        return self.channels[channel_id]

    # messages and streams

    def log(self, stream: str) -> Log:
        return self.logs.setdefault(stream, Log())

    def send(self, user_id: str, channel_id: str, nonce: str, **body: Any) -> Json:
        self.check_channel(user_id, channel_id)
        if (user_id, nonce) in self.sends:
            message = self.sends[user_id, nonce]
            if message["content"] != body.get("content"):
                raise Refusal(422, "idempotency_mismatch")
            return message
        if not body.get("content"):
            raise Refusal(
                422,
                "validation_failed",
                errors=[{"pointer": "/content", "code": "too_short", "detail": "is empty"}],
            )
        message = {
            "id": self.id("msg"),
            "channel_id": channel_id,
            "author_id": user_id,
            "type": "default",
            "nonce": nonce,
            "reply_to": [],
            "created_at": now(),
            "edited_at": None,
            **body,
        }
        self.sends[user_id, nonce] = message
        self.messages[channel_id][message["id"]] = message
        self.append(f"h:{channel_id}", "MESSAGE_CREATE", message)
        return message

    def append(self, stream: str, kind: str, d: Json) -> None:
        """Take the next position; now and then one stays void."""
        log = self.log(stream)
        pv, position = log.head, log.head + (2 if self.random.random() < 0.1 else 1)
        if kind == "MESSAGE_CREATE":
            d["seq"] = position
        event = {"t": kind, "id": self.id("evt"), "sq": position, "ts": now(), "d": dict(d)}
        log.rows[position] = event
        log.head = position
        self.on_event(stream, pv, event)

    def edit(self, user_id: str, channel_id: str, message_id: str, content: str) -> Json:
        message = self.message(user_id, channel_id, message_id)
        message.update(content=content, edited_at=now())
        self.append(f"h:{channel_id}", "MESSAGE_UPDATE", message)
        return message

    def delete(self, user_id: str, channel_id: str, message_id: str) -> None:
        message = self.message(user_id, channel_id, message_id)
        del self.messages[channel_id][message_id]
        gone = {"id": message_id, "channel_id": channel_id, "seq": message["seq"]}
        self.append(f"h:{channel_id}", "MESSAGE_DELETE", gone)

    def message(self, user_id: str, channel_id: str, message_id: str) -> Json:
        self.check_channel(user_id, channel_id)
        if message_id not in self.messages[channel_id]:
            raise Refusal(404, "not_found", "There is nothing here.")
        return self.messages[channel_id][message_id]

    def events(self, user_id: str, stream: str, after: int, limit: int) -> Json:
        self.check_channel(user_id, stream.removeprefix("h:"))
        log = self.log(stream)
        rows = log.above(after)[:limit]
        complete = len(log.above(after)) <= limit
        to = log.head if complete else rows[-1]["sq"]
        return {"data": rows, "to": to, "head": log.head, "floor": log.trimmed}

    def trim(self, stream: str) -> None:
        """Seven days pass: the log forgets, the history does not."""
        log = self.log(stream)
        log.rows.clear()
        log.trimmed = log.head
