"""The audit log: every privileged act writes its entry in its own transaction.

The transaction moves the head too, on the condition that nobody else has: an act and its entry
commit together or not at all, and of writers at the same time one comes first and the others look
again. So the act must run in ``settle``, and take ``AUDIT_READS`` and ``AUDIT_WRITES`` into its
declaration.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from commons.clock import now, now_ms
from commons.errors import Problem
from commons.ids import AUDIT_ENTRY, positioned_id
from commons.transactions import Transaction, settle, transaction

from .models.audit import Act, AuditEntry, AuditHead, AuditMark
from .rules.audit import bounded, canonical, digest, target_type

__all__ = [
    "AUDIT_ONCE",
    "AUDIT_READS",
    "AUDIT_WRITES",
    "Act",
    "By",
    "following",
    "record",
    "record_once",
    "values",
]

AUDIT_READS = (AuditHead,)
AUDIT_WRITES = (AuditHead, AuditEntry)
#: What a consumer writes that records an act of another service.
AUDIT_ONCE = (*AUDIT_WRITES, AuditMark)

Values = Mapping[str, Any]


@dataclass(frozen=True)
class By:
    """Who acts where, and why, if they say (``commons.reasons``)."""

    community_id: str
    actor_id: str
    reason: str | None = None


def record(
    tx: Transaction,
    by: By,
    act: Act | str,
    target_id: str,
    *,
    before: Values | None = None,
    after: Values | None = None,
) -> None:
    """Add the entry of an act to its transaction, once. One read unit, about five write units.

    target_id: what was acted on, or the id of an invite. before, after: what the act changed, as it
    was and as it is; only ids, names and settings, never what members wrote to each other.
    The commit raises Conflict when another act came first: look again.
    """
    head = AuditHead.read(by.community_id)
    entry = following(head, by, act, target_id, before, after)
    tx.create(entry)
    tx.update(head, head.moved_to(entry), head.still())


def record_once(
    event_id: str,
    by: By,
    act: Act | str,
    target_id: str,
    *,
    before: Values | None = None,
    after: Values | None = None,
) -> None:
    """Write the entry of an act that another service has committed and told, once per event.

    A community without a log is gone: then there is nothing to write.
    """

    def attempt() -> None:
        if not AuditHead.read(by.community_id).n:
            return
        with transaction() as tx:
            tx.create(AuditMark.of(by.community_id, event_id), taken=_Recorded)
            record(tx, by, act, target_id, before=before, after=after)

    with suppress(_Recorded):
        settle(attempt)


class _Recorded(Problem):
    """The event has its entry."""


def following(
    head: AuditHead,
    by: By,
    act: Act | str,
    target_id: str,
    before: Values | None = None,
    after: Values | None = None,
) -> AuditEntry:
    """The entry that comes after the newest one, dated now, and never before that one."""
    n = int(head.n) + 1
    said = {
        "id": positioned_id(AUDIT_ENTRY, now_ms(), n),
        "at": max(now(), head.at),
        "actor_id": by.actor_id,
        "action": str(act),
        "target_type": target_type(target_id),
        "target_id": target_id,
        "before": bounded(before),
        "after": bounded(after),
        "reason": bounded(by.reason),
        "prev": head.hash,
    }
    hashed = digest({"n": n, "community_id": by.community_id} | said)
    texts = {name: canonical(said[name]) for name in ("before", "after") if said[name] is not None}
    return AuditEntry.of(by.community_id, n, **said | texts, hash=hashed)


def values(thing: object, names: Iterable[str]) -> dict[str, Any]:
    """Fields of a record or document, to be put beside what they become."""
    return {name: getattr(thing, name) for name in names}
