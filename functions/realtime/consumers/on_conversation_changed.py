"""messages.ConversationChanged: somebody's devices learn what they are in."""

from commons.contracts.messages import ConversationChanged
from commons.events import consumer
from commons.published import stream_appender
from commons.streams.append import PUMP_QUEUE

from .. import hearing

TYPES = {"joined": "DM_CREATE", "answered": "DM_ANSWER", "left": "DM_DELETE"}


@consumer(
    ConversationChanged,
    uses=(stream_appender("realtime"),),
    appends=tuple(TYPES.values()),
    queues=(PUMP_QUEUE,),
)
def on_conversation_changed(event: ConversationChanged) -> None:
    """Append it to the user's own stream, once."""
    told = {
        "id": event.channel_id,
        "type": event.kind,
        "state": event.state,
        "name": event.name,
        "owner_id": event.owner_id,
        "recipients": event.recipients,
        "created_at": event.created_at,
        "revision": event.revision,
    }
    hearing.tell(event.user_id, event, TYPES[event.change], told)
