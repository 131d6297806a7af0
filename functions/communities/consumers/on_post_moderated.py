"""Somebody used a privilege on posts: it belongs into the audit log of the community."""

from commons.contracts.posts import PostModerated
from commons.events import consumer

from .. import audit
from ..audit import By


@consumer(PostModerated, reads=audit.AUDIT_READS, writes=audit.AUDIT_ONCE)
def on_post_moderated(event: PostModerated) -> None:
    """Write the entry, once for each event."""
    by = By(event.community_id, event.actor_id, event.reason)
    before, after = event.before or None, event.after or None
    audit.record_once(event.event_id, by, event.action, event.target_id, before=before, after=after)
