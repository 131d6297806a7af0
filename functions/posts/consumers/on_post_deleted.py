"""posts.PostDeleted: its texts, comments and reactions go after it."""

from commons.contracts.posts import PostDeleted
from commons.events import consumer

from .. import purging
from ..models.gone import Gone


@consumer(PostDeleted, reads=purging.OF_POST, writes=purging.BESIDE, timeout_s=60)
def on_post_deleted(event: PostDeleted) -> None:
    """Delete what hung on the post; what is left after 45 seconds is the job's."""
    purging.purge(Gone.now(event.post_id), purging.Deadline(45))
