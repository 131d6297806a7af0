"""PUT /channels/{channel_id}/posts/feed"""

from commons.contracts.posts import PostModerated
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.transactions import transaction
from commons.web import Standing

from .. import telling
from ..errors import NotAForum
from ..models.forums import Forum
from ..rules import check_forum
from ..schemas import FeedSwitch


@endpoint(
    "PUT /channels/{channel_id}/posts/feed",
    permission=Permission.MANAGE_CHANNELS,
    status=204,
    problems=(NotAForum,),
    reads=(Forum,),
    writes=(Forum,),
    emits=(PostModerated,),
)
async def switch_feed(
    channel_id: str, body: FeedSwitch, standing: Standing, reason: AuditReason
) -> None:
    """Let the world read a forum's posts as a feed, or no more."""
    check_forum(standing)
    before, after = {"feed": Forum.find(channel_id).feed}, {"feed": body.enabled}
    with transaction() as tx:
        tx.update(Forum.of(channel_id), [Forum.feed.set(body.enabled)])
        telling.moderated(tx, standing, "feed_updated", channel_id, before, after, reason)
