"""A community's audit log: reading it, and checking here that nobody has changed it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from creavio.api.asking import Group, Listing
from creavio.audit import FIELDS, Checkpoint, Finding, verify
from creavio.errors import UnexpectedAnswerError


class Audit(Group):
    """Audit logs. Without the permission to view them: `ProblemError` 403."""

    def list(
        self,
        community_id: str,
        *,
        actor_id: str | None = None,
        action: str | None = None,
        target_id: str | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> Listing[dict[str, Any]]:
        """The entries, newest first, as `creavio.audit` checks them; `after`, `before`: times."""
        return self._list(
            _entry,
            *("communities", community_id, "audit-log"),
            actor_id=actor_id,
            action=action,
            target_id=target_id,
            after=after,
            before=before,
        )

    async def proof(
        self,
        community_id: str,
        *,
        at: str | None = None,
        known: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """What the server finds wrong, from the entry `at` (`n:hash`; the newest) downwards."""
        params = {"at": at, "known": known, "limit": limit}
        path = ("communities", community_id, "audit-log", "proof")
        answer = await self._ask("GET", *path, params=params)
        if not isinstance(answer, dict):
            raise UnexpectedAnswerError(f"expected a proof, got {answer!r:.80}")
        return answer

    async def head(self, community_id: str) -> Checkpoint:
        """The newest entry, as the server tells it."""
        answer = await self.proof(community_id, limit=1)
        try:
            return Checkpoint(int(answer["length"]), str(answer["head"]))
        except (TypeError, KeyError, ValueError) as error:
            raise UnexpectedAnswerError(f"expected a proof, got {answer!r:.80}") from error

    async def verify(
        self, community_id: str, known: Checkpoint | None = None
    ) -> tuple[Checkpoint, Sequence[Finding]]:
        """Read the whole log and check it here; its head, and what is wrong with it.

        known: a head of an earlier time. What was written while this ran is not looked at.
        """
        head = await self.head(community_id)
        entries = await self.list(community_id).all()
        newer = (await self.head(community_id)).n
        return head, verify([e for e in entries if not head.n < e["n"] <= newer], head, known)


def _entry(data: object) -> dict[str, Any]:
    if not isinstance(data, dict) or not {*FIELDS, "hash"} <= data.keys():
        raise UnexpectedAnswerError(f"expected an entry of the audit log, got {data!r:.80}")
    return data
