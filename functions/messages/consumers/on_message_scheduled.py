"""messages.MessageScheduled: the next time it is sent is scheduled."""

from commons.contracts.messages import MessageScheduled
from commons.events import consumer

from .. import dispatching
from ..kept import Scheduled


@consumer(MessageScheduled, reads=(Scheduled,), schedules=(dispatching.JOB,))
def on_message_scheduled(event: MessageScheduled) -> None:
    """Schedule it, as the table says now."""
    dispatching.follow(event.user_id, event.scheduled_id)
