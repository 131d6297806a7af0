"""A moderator deleted many messages: that belongs into the audit log of the community."""

from commons.contracts.messages import MessagesModerated
from commons.events import consumer

from .. import audit
from ..audit import Act, By


@consumer(MessagesModerated, reads=audit.AUDIT_READS, writes=audit.AUDIT_ONCE)
def on_messages_moderated(event: MessagesModerated) -> None:
    """Write one entry about the channel, once for each event."""
    by = By(event.community_id, event.actor_id, event.reason)
    was = {"message_ids": event.message_ids, "author_ids": event.author_ids}
    audit.record_once(event.event_id, by, Act.MESSAGES_DELETED, event.channel_id, before=was)
