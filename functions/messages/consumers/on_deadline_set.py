"""messages.DeadlineSet: what is due first in the channel is scheduled."""

from commons.contracts.messages import DeadlineSet
from commons.events import consumer

from .. import timekeeping
from ..deadlines import Deadline


@consumer(DeadlineSet, reads=(Deadline,), schedules=(timekeeping.JOB,))
def on_deadline_set(event: DeadlineSet) -> None:
    """Schedule it, as the table says now."""
    timekeeping.follow(event.channel_id)
