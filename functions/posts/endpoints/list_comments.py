"""GET /posts/{post_id}/comments"""

from commons.cursors import Cursors, CursorText, Limit, Page
from commons.entitlements import ByRole
from commons.http import endpoint
from commons.lists import page_of
from commons.permissions import Permission
from commons.web import Standing

from .. import home, showing
from ..errors import EntitlementRequired
from ..models.comments import Comment
from ..models.people import OwnReactions
from ..models.posts import Post
from ..pages import filled
from ..rules import check_open
from ..schemas import CommentOut


@endpoint(
    "GET /posts/{post_id}/comments",
    permission=Permission.VIEW | Permission.READ_HISTORY,
    of=home.channel_of,
    pages=True,
    problems=(EntitlementRequired,),
    reads=(Post, Comment, OwnReactions),
)
async def list_comments(
    post_id: str, standing: Standing, limit: Limit = 50, cursor: CursorText = None
) -> Page[CommentOut]:
    """The comments on a post, oldest first, each followed by the answers to it."""
    post = Post.load(post_id)
    check_open(post, standing, ByRole(standing))
    cursors = Cursors(f"comments:{post_id}", standing.user_id)
    page = page_of(Comment, post.pk, "C#", cursors, limit=limit, cursor=cursor)
    return filled(page, showing.comments(standing.user_id, page.rows))
