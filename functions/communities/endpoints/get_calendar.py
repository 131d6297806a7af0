"""GET /communities/{community_id}/events.ics"""

from typing import Annotated

from fastapi import Header

from commons import access
from commons.documents import Ics
from commons.errors import NotFound
from commons.http import Access, endpoint
from commons.permissions import Permission
from commons.published import ACCESS

from .. import ical


@endpoint(
    "GET /communities/{community_id}/events.ics",
    access=Access.ANONYMOUS,
    problems=(NotFound,),
    reads=ical.READS,
    uses=(ACCESS,),
)
async def get_calendar(
    community_id: str, if_none_match: Annotated[str | None, Header()] = None
) -> Ics:
    """The calendar of a public community (RFC 5545), as far as everybody sees it."""
    standing = access.standing("", community_id=community_id)
    standing.check(Permission.VIEW)
    return ical.answer(standing, if_none_match, public=True)
