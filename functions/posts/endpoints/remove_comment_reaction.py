"""DELETE /posts/{post_id}/comments/{comment_id}/reactions/{emoji}"""

from commons.contracts.posts import PostReactionRemoved
from commons.errors import ValidationFailed
from commons.http import endpoint
from commons.permissions import Permission
from commons.reactions import PathEmoji
from commons.web import Standing

from .. import home, reacting
from ..errors import EntitlementRequired
from ..models.posts import Post


@endpoint(
    "DELETE /posts/{post_id}/comments/{comment_id}/reactions/{emoji}",
    permission=Permission.VIEW | Permission.READ_HISTORY,
    of=home.channel_of,
    status=204,
    problems=(EntitlementRequired, ValidationFailed),
    reads=(Post,),
    writes=reacting.WRITES,
    emits=(PostReactionRemoved,),
)
async def remove_comment_reaction(
    post_id: str, comment_id: str, emoji: PathEmoji, standing: Standing
) -> None:
    """Take back one's reaction to a comment on a post; without one nothing changes."""
    reacting.take_back(standing, emoji, post_id, comment_id)
