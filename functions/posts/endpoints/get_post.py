"""GET /posts/{post_id}"""

from commons.http import endpoint
from commons.permissions import Permission
from commons.web import Standing

from .. import home, showing
from ..models.forums import Forum
from ..models.people import OwnReactions
from ..models.posts import Post
from ..rules import check_known
from ..schemas import PostOut


@endpoint(
    "GET /posts/{post_id}",
    permission=Permission.VIEW | Permission.READ_HISTORY,
    of=home.channel_of,
    reads=(Post, Forum, OwnReactions),
)
async def get_post(post_id: str, standing: Standing) -> PostOut:
    """A post; without its text to who does not hold its tier."""
    post = Post.load(post_id)
    check_known(post, standing.user_id)
    return showing.post(standing, post)
