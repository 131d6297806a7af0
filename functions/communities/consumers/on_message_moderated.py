"""Somebody used a privilege on a message: it belongs into the audit log of the community."""

from commons.contracts.messages import MessageModerated
from commons.events import consumer

from .. import audit
from ..audit import By


@consumer(MessageModerated, reads=audit.AUDIT_READS, writes=audit.AUDIT_ONCE)
def on_message_moderated(event: MessageModerated) -> None:
    """Write the entry, once for each event."""
    by = By(event.community_id, event.actor_id, event.reason)
    was = {"author_id": event.author_id, "channel_id": event.channel_id}
    audit.record_once(event.event_id, by, event.action, event.message_id, before=was)
