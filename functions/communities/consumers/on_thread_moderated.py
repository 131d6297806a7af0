"""Somebody used a privilege on a thread: it belongs into the audit log of the community."""

from commons.contracts.messages import ThreadModerated
from commons.events import consumer

from .. import audit
from ..audit import By


@consumer(ThreadModerated, reads=audit.AUDIT_READS, writes=audit.AUDIT_ONCE)
def on_thread_moderated(event: ThreadModerated) -> None:
    """Write the entry, once for each event."""
    by = By(event.community_id, event.actor_id, event.reason)
    was = {"creator_id": event.creator_id, "channel_id": event.channel_id}
    audit.record_once(event.event_id, by, event.action, event.thread_id, before=was)
