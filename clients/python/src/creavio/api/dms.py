"""`/v1/dms`: DMs and groups; messages in them are sent and read like those of any channel."""

from __future__ import annotations

from collections.abc import Sequence

from creavio.api.asking import Group, Listing, given
from creavio.models import Channel


class Dms(Group):
    """What one is in beside communities."""

    async def open(self, user_ids: Sequence[str], *, name: str | None = None) -> Channel:
        """The DM with one person, always the same one; or a new group with several.

        A stranger has to accept it. Raises `ProblemError` 403 `cannot_message`.
        """
        body = given(user_ids=list(user_ids), name=name)
        return Channel.read(await self._ask("POST", "dms", body=body))

    def list(self, state: str = "open") -> Listing[Channel]:
        """What one is in: `open`; apart from it what strangers ask: `request`, `ignored`."""
        return self._list(Channel.read, "dms", state=state)

    async def get(self, channel_id: str) -> Channel:
        """One of them. Raises `ProblemError` 404."""
        return Channel.read(await self._ask("GET", "dms", channel_id))

    async def answer(self, channel_id: str, state: str) -> Channel:
        """Accept a request: `open`; or let it be, which nobody is told: `ignored`."""
        body = {"state": state}
        return Channel.read(await self._ask("PUT", "dms", channel_id, "state", body=body))

    async def rename(self, channel_id: str, name: str | None) -> Channel:
        """Name a group that one runs; None takes its name away."""
        return Channel.read(await self._ask("PATCH", "dms", channel_id, body={"name": name}))

    async def add(self, channel_id: str, user_id: str) -> None:
        """Bring a friend, or somebody of one community, into a group that one runs."""
        await self._ask("PUT", "dms", channel_id, "recipients", user_id)

    async def give_role(self, channel_id: str, user_id: str, role: str) -> Channel:
        """As the owner: `admin`, `member`, or `owner`, which hands the group over."""
        path = ("dms", channel_id, "recipients", user_id)
        return Channel.read(await self._ask("PATCH", *path, body={"role": role}))

    async def remove(self, channel_id: str, user_id: str) -> None:
        """Take somebody out of a group that one runs."""
        await self._ask("DELETE", "dms", channel_id, "recipients", user_id)

    async def leave(self, channel_id: str) -> None:
        """Leave a group; the last one takes it along."""
        await self.remove(channel_id, "me")
