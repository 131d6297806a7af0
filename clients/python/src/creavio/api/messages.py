"""`/v1/channels/{id}/messages`: send, read, edit, delete, react and pin."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from creavio.api.asking import Listing, given, path_of
from creavio.models import Message, MessageRevision, NewPoll, Origin, Pin, Reactor
from creavio.paging import Page, items, read_page, walk
from creavio.session import Session
from creavio.transport import Request, new_key, segment


def message_body(
    content: str | None,
    *,
    ciphertext: str | None = None,
    reply_to: Sequence[str] = (),
    mentions: dict[str, Any] | None = None,
    poll: NewPoll | dict[str, Any] | None = None,
    expires_in: int | None = None,
    forward: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """What a send carries beside channel and nonce; the same over HTTP and over the socket."""
    readable = content is not None or poll is not None or forward is not None
    if readable == (ciphertext is not None):
        raise ValueError("a message has content, a poll or what it passes on, or else ciphertext")
    return given(
        content=content,
        ciphertext=ciphertext,
        reply_to=list(reply_to) or None,
        mentions=mentions,
        poll=poll,
        expires_in=expires_in,
        forward=forward,
    )


class Messages:
    """Messages of any channel, thread or DM."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def send(
        self,
        channel_id: str,
        content: str | None = None,
        *,
        nonce: str | None = None,
        ciphertext: str | None = None,
        reply_to: Sequence[str] = (),
        mentions: dict[str, Any] | None = None,
        poll: NewPoll | dict[str, Any] | None = None,
        expires_in: int | None = None,
        forward: Mapping[str, str] | None = None,
    ) -> Message:
        """Send; when it returns, the message is stored.

        `forward` passes on the message `{"channel_id", "message_id"}`, with or without content.

        `nonce` identifies this send: repeating it, by whatever path, makes no second message.
        """
        nonce = nonce or new_key()
        body = message_body(
            content,
            ciphertext=ciphertext,
            reply_to=reply_to,
            mentions=mentions,
            poll=poll,
            expires_in=expires_in,
            forward=forward,
        )
        request = Request("POST", _path(channel_id), {**body, "nonce": nonce}, key=nonce)
        return Message.read(await self._session.send(request))

    async def list(
        self,
        channel_id: str,
        *,
        limit: int = 50,
        cursor: str | None = None,
        before: str | None = None,
        after: str | None = None,
        around: str | None = None,
    ) -> Page[Message]:
        """One page, newest first. `before`, `after`, `around` take message ids; at most one form.

        Raises `ValueError` when several forms are given.
        """
        if sum(form is not None for form in (cursor, before, after, around)) > 1:
            raise ValueError("cursor, before, after and around exclude each other")
        params = {
            "limit": limit,
            "cursor": cursor,
            "before": before,
            "after": after,
            "around": around,
        }
        answer = await self._session.send(Request("GET", _path(channel_id), params=params))
        return read_page(Message.read, answer)

    async def pages(
        self,
        channel_id: str,
        *,
        limit: int = 100,
        before: str | None = None,
        after: str | None = None,
        around: str | None = None,
    ) -> AsyncIterator[Page[Message]]:
        """The page these parameters name, then every further one by its cursor."""
        first = await self.list(channel_id, limit=limit, before=before, after=after, around=around)
        yield first
        if first.next_cursor is None:
            return
        async for page in walk(
            lambda cursor: self.list(channel_id, limit=limit, cursor=cursor), first.next_cursor
        ):
            yield page

    def history(
        self, channel_id: str, *, limit: int = 100, before: str | None = None
    ) -> AsyncIterator[Message]:
        """All messages, newest first, loading `limit` at a time."""
        return items(self.pages(channel_id, limit=limit, before=before))

    async def get(self, channel_id: str, message_id: str) -> Message:
        """One message. Raises `ProblemError` 404."""
        return Message.read(await self._session.send(Request("GET", _path(channel_id, message_id))))

    async def origin(self, channel_id: str, message_id: str) -> Origin:
        """Where a forward comes from. Raises `ProblemError` 404 when one may not read there."""
        path = _path(channel_id, message_id, "origin")
        return Origin.read(await self._session.send(Request("GET", path)))

    async def edit(self, channel_id: str, message_id: str, content: str) -> Message:
        """Change one's own message."""
        request = Request("PATCH", _path(channel_id, message_id), {"content": content})
        return Message.read(await self._session.send(request))

    async def delete(self, channel_id: str, message_id: str, *, reason: str | None = None) -> None:
        """Delete one's own message, or somebody's as a moderator (`reason` is audited)."""
        path = _path(channel_id, message_id)
        await self._session.send(Request("DELETE", path, reason=reason))

    async def delete_many(
        self, channel_id: str, message_ids: Sequence[str], *, reason: str | None = None
    ) -> None:
        """Delete 2 to 100 messages of the last 14 days. Raises `ProblemError` 403, 422."""
        body = {"message_ids": list(message_ids)}
        path = _path(channel_id, "bulk-delete")
        await self._session.send(Request("POST", path, body, reason=reason))

    def revisions(self, channel_id: str, message_id: str) -> Listing[MessageRevision]:
        """What it says and has said, newest first. Raises `ProblemError` 403."""
        path = _path(channel_id, message_id, "revisions")
        return Listing(self._session, MessageRevision.read, path, {})

    async def react(self, channel_id: str, message_id: str, emoji: str) -> None:
        """Put an emoji on it. Raises `ProblemError` 403, 422 `limit_reached`."""
        await self._session.send(Request("PUT", _path(channel_id, message_id, "reactions", emoji)))

    async def unreact(self, channel_id: str, message_id: str, emoji: str) -> None:
        """Take one's emoji off."""
        path = _path(channel_id, message_id, "reactions", emoji)
        await self._session.send(Request("DELETE", path))

    def reactors(self, channel_id: str, message_id: str, emoji: str) -> Listing[Reactor]:
        """Who put this emoji on it."""
        path = _path(channel_id, message_id, "reactions", emoji)
        return Listing(self._session, Reactor.read, path, {})

    async def typing(self, channel_id: str) -> None:
        """Show that one types there, for ten seconds; `Gateway.typing` does it by the socket."""
        await self._session.send(Request("POST", path_of("channels", channel_id, "typing")))

    def pins(self, channel_id: str) -> Listing[Pin]:
        """The pinned messages of a channel, the one pinned last first."""
        return Listing(self._session, Pin.read, path_of("channels", channel_id, "pins"), {})

    async def pin(self, channel_id: str, message_id: str, *, reason: str | None = None) -> None:
        """Pin it. Raises `ProblemError` 403, 422 `limit_reached`."""
        path = path_of("channels", channel_id, "pins", message_id)
        await self._session.send(Request("PUT", path, reason=reason))

    async def unpin(self, channel_id: str, message_id: str, *, reason: str | None = None) -> None:
        """Take its pin off. Raises `ProblemError` 403."""
        path = path_of("channels", channel_id, "pins", message_id)
        await self._session.send(Request("DELETE", path, reason=reason))


def _path(channel_id: str, *rest: str) -> str:
    parts = (channel_id, "messages", *rest)
    return "/channels/" + "/".join(segment(part) for part in parts)
