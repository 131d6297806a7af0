"""users.RelationshipChanged: the user's devices learn of it, and nobody else's."""

from commons.contracts.users import RelationshipChanged
from commons.events import consumer
from commons.published import stream_appender
from commons.streams.append import PUMP_QUEUE

from .. import hearing


@consumer(
    RelationshipChanged,
    uses=(stream_appender("realtime"),),
    appends=("RELATIONSHIP_UPDATE",),
    queues=(PUMP_QUEUE,),
)
def on_relationship_changed(event: RelationshipChanged) -> None:
    """Append it to the user's own stream, once."""
    told = {
        "user_id": event.other_id,
        "type": event.relation,
        "since": event.since,
        "revision": event.revision,
    }
    hearing.tell(event.user_id, event, "RELATIONSHIP_UPDATE", told)
