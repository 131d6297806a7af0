"""DELETE /communities/{community_id}/calendar-feed"""

from commons.http import endpoint
from commons.permissions import Permission
from commons.transactions import settle, transaction
from commons.web import Standing

from ..models.calendar import Feed, FeedHolder


@endpoint(
    "DELETE /communities/{community_id}/calendar-feed",
    permission=Permission.VIEW,
    status=204,
    reads=(Feed,),
    writes=(Feed, FeedHolder),
)
async def delete_calendar_feed(community_id: str, standing: Standing) -> None:
    """End one's secret address, if there is one."""

    def attempt() -> None:
        before = Feed.find(community_id, standing.user_id)
        if before is None:
            return
        with transaction() as tx:
            tx.delete(before, before.unchanged())
            tx.delete(FeedHolder.of(before.hash))

    settle(attempt)
