"""GET /posts/{post_id}/reactions/{emoji}"""

from commons.cursors import Cursors, CursorText, Limit, Page
from commons.http import endpoint
from commons.lists import page_of
from commons.permissions import Permission
from commons.reactions import PathEmoji, Reactor
from commons.web import Standing

from .. import home, reacting
from ..errors import EntitlementRequired, StillADraft
from ..models.posts import Post
from ..models.reactions import Reaction
from ..pages import filled


@endpoint(
    "GET /posts/{post_id}/reactions/{emoji}",
    permission=Permission.VIEW | Permission.READ_HISTORY,
    of=home.channel_of,
    pages=True,
    problems=(EntitlementRequired, StillADraft),
    reads=(Post, Reaction),
)
async def list_post_reactors(
    post_id: str,
    emoji: PathEmoji,
    standing: Standing,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Page[Reactor]:
    """Who reacted to a post with an emoji, in the order they joined the platform."""
    reacting.load(standing, post_id, None)
    cursors = Cursors(f"reactors:{post_id}:{emoji}", standing.user_id)
    beginning = Reaction.beginning(post_id, emoji)
    page = page_of(Reaction, f"POST#{post_id}", beginning, cursors, limit=limit, cursor=cursor)
    who = [Reactor(user_id=row.user_id, created_at=row.created_at) for row in page.rows]
    return filled(page, who)
