"""PUT /posts/{post_id}/comments/{comment_id}/reactions/{emoji}"""

from commons.contracts.posts import PostReactionAdded
from commons.errors import ValidationFailed
from commons.http import endpoint
from commons.permissions import Permission
from commons.reactions import PathEmoji
from commons.web import Standing

from .. import home, reacting
from ..errors import EntitlementRequired, LimitReached
from ..models.posts import Post


@endpoint(
    "PUT /posts/{post_id}/comments/{comment_id}/reactions/{emoji}",
    permission=Permission.VIEW | Permission.READ_HISTORY | Permission.ADD_REACTIONS,
    of=home.channel_of,
    status=204,
    problems=(EntitlementRequired, LimitReached, ValidationFailed),
    reads=(Post,),
    writes=reacting.WRITES,
    emits=(PostReactionAdded,),
)
async def add_comment_reaction(
    post_id: str, comment_id: str, emoji: PathEmoji, standing: Standing
) -> None:
    """React to a comment on a post; doing it again changes nothing."""
    reacting.give(standing, emoji, post_id, comment_id)
