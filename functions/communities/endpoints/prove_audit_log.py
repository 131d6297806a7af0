"""GET /communities/{community_id}/audit-log/proof"""

from itertools import groupby, islice
from operator import itemgetter
from time import monotonic
from typing import Annotated

from fastapi import Query

from commons.bounds import Bound
from commons.http import endpoint
from commons.permissions import Permission

from ..models.audit import PAGE, TOP, AuditEntry, AuditHead, sort_key
from ..rules.chain import Broken, Kind, Point, Walk, runs
from ..schemas.audit import BrokenOut, ProofOut

#: One call walks no longer than this, well within a function's ten seconds.
BUDGET_S = 4.0
MOST = Bound(10_000, "audit_proof_entries", "Entries that one call of a proof checks.")
PointText = Annotated[
    str | None, Query(pattern=r"^[0-9]{1,12}:(?:[0-9a-f]{64})?$", examples=[f"41:{'0' * 64}"])
]


@endpoint(
    "GET /communities/{community_id}/audit-log/proof",
    permission=Permission.VIEW_AUDIT_LOG,
    reads=(AuditHead, AuditEntry),
    memory_mb=1769,  # one whole processor: hashing is what takes its time
)
async def prove_audit_log(
    community_id: str,
    at: PointText = None,
    known: PointText = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = int(MOST),
) -> ProofOut:
    """Check the chain of the audit log, from its head (or ``at``) towards its first entry.

    ``known`` is ``n:hash`` of an entry seen earlier: a history rewritten since is found by it. An
    answer with ``next`` has not reached the first entry: ask again with it as ``at``.
    """
    head = AuditHead.read(community_id)
    start = Point.read(at) if at else Point(int(head.n), head.hash)
    walk = Walk(start, Point.read(known) if known else None, from_head=at is None)
    ended = _walked(community_id, walk, limit)
    broken = runs(walk.broken + ([] if at else _above(community_id, start.n)))
    return ProofOut(
        community_id=community_id,
        length=int(head.n),
        head=head.hash,
        first=walk.at.n + 1,
        last=start.n,
        intact=not broken,
        broken=[BrokenOut(n=run.n, through=run.through, kind=run.kind) for run in broken],
        next=None if ended else str(walk.at),
    )


def _walked(community_id: str, walk: Walk, limit: int) -> bool:
    """Walk until there is nothing left, or the limit or the time is reached; whether it ended."""
    deadline, last = monotonic() + BUDGET_S, walk.at.n - limit
    rows = AuditEntry.newest(community_id, under=sort_key(walk.at.n + 1), page=min(limit, PAGE))
    walk.begin()
    for n, same in groupby((entry for _, entry in rows), itemgetter("n")):
        walk.take(n, list(same))
        if walk.at.n and (walk.at.n <= last or monotonic() > deadline):
            return False
    walk.end()
    return True


def _above(community_id: str, length: int) -> list[Broken]:
    """Entries above the head: none, but those that were written while this ran."""
    rows = AuditEntry.oldest(community_id, over=sort_key(length) + TOP)
    found = sorted({entry["n"] for _, entry in islice(rows, PAGE)})
    now = int(AuditHead.read(community_id).n) if found else 0
    return [Broken(n, n, Kind.INSERTED) for n in found if not 0 < n <= now]
