"""GET /communities/{community_id}/audit-log"""

from typing import Annotated

from fastapi import Query
from pydantic import AwareDatetime

from commons.clock import rfc3339
from commons.cursors import Cursors, CursorText, Limit, Page
from commons.http import endpoint
from commons.permissions import Permission
from commons.web import Caller

from ..auditlog import Wanted, page_of
from ..models.audit import AuditEntry, AuditHead
from ..schemas.audit import AuditEntryOut

Said = Annotated[str | None, Query(min_length=1, max_length=64)]
LAST_MS = 253_402_300_799_999  # the year 9999 ends


@endpoint(
    "GET /communities/{community_id}/audit-log",
    permission=Permission.VIEW_AUDIT_LOG,
    pages=True,
    reads=(AuditHead, AuditEntry),
)
async def list_audit_log(
    community_id: str,
    caller: Caller,
    limit: Limit = 50,
    cursor: CursorText = None,
    actor_id: Said = None,
    action: Said = None,
    target_id: Said = None,
    after: AwareDatetime | None = None,
    before: AwareDatetime | None = None,
) -> Page[AuditEntryOut]:
    """What was done by permission, newest first; filters may leave a page short of its limit."""
    said = {"actor_id": actor_id, "action": action, "target_id": target_id}
    wanted = Wanted(
        {name: value for name, value in said.items() if value is not None},
        after=_text(after),
        before=_text(before),
    )
    cursors = Cursors(f"audit:{community_id}", caller.user_id)
    page = page_of(community_id, wanted, cursors, limit=limit, cursor=cursor)
    return Page(
        data=[AuditEntryOut.model_validate(entry) for entry in page.entries],
        next_cursor=page.next_cursor,
        prev_cursor=page.prev_cursor,
    )


def _text(at: AwareDatetime | None) -> str | None:
    """As entries have it: whole milliseconds in UTC."""
    return None if at is None else rfc3339(min(max(0, int(at.timestamp() * 1000)), LAST_MS))
