"""posts.CommentDeleted: the reactions to it go after it."""

from commons.contracts.posts import CommentDeleted
from commons.events import consumer

from .. import purging
from ..models.gone import Gone


@consumer(CommentDeleted, reads=purging.OF_POST, writes=purging.BESIDE, timeout_s=60)
def on_comment_deleted(event: CommentDeleted) -> None:
    """Delete who reacted to the comment; what is left after 45 seconds is the job's."""
    purging.purge(Gone.now(f"{event.post_id}/{event.comment_id}"), purging.Deadline(45))
