"""GET /posts/{post_id}/revisions"""

from commons.cursors import Cursors, CursorText, Limit, Page
from commons.errors import MissingPermission
from commons.http import endpoint
from commons.lists import page_of
from commons.permissions import Permission
from commons.web import Standing

from .. import home
from ..models.posts import Post, Text
from ..pages import filled
from ..rules import check_known, check_yours_or_managed
from ..schemas import Revision


@endpoint(
    "GET /posts/{post_id}/revisions",
    permission=Permission.VIEW | Permission.READ_HISTORY,
    of=home.channel_of,
    pages=True,
    problems=(MissingPermission,),
    reads=(Post,),
)
async def list_revisions(
    post_id: str, standing: Standing, limit: Limit = 50, cursor: CursorText = None
) -> Page[Revision]:
    """What a post has said, newest first; for its author and who manages posts."""
    post = Post.load(post_id)
    check_known(post, standing.user_id)
    check_yours_or_managed(post.author_id, standing)
    cursors = Cursors(f"revisions:{post_id}", standing.user_id)
    page = page_of(Text, post.pk, "T#", cursors, limit=limit, cursor=cursor)
    return filled(
        page,
        [
            Revision(revision=t.revision, title=t.title, content=t.content, created_at=t.created_at)
            for t in page.rows
        ],
    )
