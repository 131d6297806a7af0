"""GET /users/me/drafts"""

from commons.cursors import CursorText, Limit, Page
from commons.http import endpoint
from commons.web import Caller

from .. import pages
from ..models.people import OwnDraft
from ..models.posts import Post
from ..schemas import PostSummary


@endpoint("GET /users/me/drafts", pages=True, reads=(OwnDraft, Post))
async def list_my_drafts(
    caller: Caller, limit: Limit = 50, cursor: CursorText = None
) -> Page[PostSummary]:
    """The caller's drafts in all communities, those begun last first."""
    return pages.of_drafts(caller.user_id, limit=limit, cursor=cursor)
