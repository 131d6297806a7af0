"""GET /calendar-feeds/{feed_secret}"""

from typing import Annotated

from fastapi import Header

from commons import access
from commons.documents import Ics
from commons.errors import NotFound
from commons.http import Access, endpoint
from commons.permissions import Permission
from commons.published import ACCESS

from .. import ical
from ..models.calendar import FeedHolder
from ..schemas.calendar import FeedSecret


@endpoint(
    "GET /calendar-feeds/{feed_secret}",
    access=Access.ANONYMOUS,
    problems=(NotFound,),
    reads=(*ical.READS, FeedHolder),
    uses=(ACCESS,),
)
async def get_calendar_feed(
    feed_secret: FeedSecret, if_none_match: Annotated[str | None, Header()] = None
) -> Ics:
    """A member's calendar (RFC 5545) by its secret address, as they see it now."""
    holder = FeedHolder.load(feed_secret.removesuffix(".ics"))
    standing = access.standing(holder.user_id, community_id=holder.community_id)
    standing.check(Permission.VIEW)
    if not standing.present:
        raise NotFound
    return ical.answer(standing, if_none_match, public=False)
