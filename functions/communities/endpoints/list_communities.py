"""GET /communities"""

from typing import Annotated

from fastapi import Query

from commons.cursors import CursorText, Limit, Page
from commons.http import Access, endpoint

from .. import browsing
from ..models.community import Community
from ..models.directory import Listed
from ..schemas.community import CommunitySummary

Words = Annotated[str, Query(max_length=100)]


@endpoint("GET /communities", access=Access.ANONYMOUS, pages=True, reads=(Listed, Community))
async def list_communities(
    q: Words = "", limit: Limit = 50, cursor: CursorText = None
) -> Page[CommunitySummary]:
    """The public communities, larger ones first; with ``q`` those that have all its words."""
    return browsing.page(q, limit=limit, cursor=cursor)
