"""POST /communities/{community_id}/calendar-feed"""

import secrets

from commons.http import endpoint
from commons.permissions import Permission
from commons.settings import settings
from commons.transactions import settle, transaction
from commons.web import Standing

from ..errors import MembersOnly
from ..models.calendar import Feed, FeedHolder, hash_of
from ..rules.members import check_member
from ..schemas.calendar import FeedOut


@endpoint(
    "POST /communities/{community_id}/calendar-feed",
    permission=Permission.VIEW,
    status=201,
    problems=(MembersOnly,),
    reads=(Feed,),
    writes=(Feed, FeedHolder),
)
async def create_calendar_feed(community_id: str, standing: Standing) -> FeedOut:
    """A secret address of one's calendar, for calendar programs; the one before ends."""
    check_member(standing)
    secret = secrets.token_urlsafe(24)

    def attempt() -> FeedOut:
        before, hash_ = Feed.find(community_id, standing.user_id), hash_of(secret)
        with transaction() as tx:
            new = Feed.of(community_id, standing.user_id, hash=hash_)
            tx.save(new, before.unchanged() if before else Feed.pk.does_not_exist())
            if before is not None:
                tx.delete(FeedHolder.of(before.hash))
            holder = {"community_id": community_id, "user_id": standing.user_id}
            tx.create(FeedHolder.of(hash_, **holder))
            return tx.answer(FeedOut(url=f"{settings().api_url}/v1/calendar-feeds/{secret}.ics"))

    return settle(attempt)
