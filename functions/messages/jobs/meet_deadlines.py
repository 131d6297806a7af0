"""When it is time, polls close and messages disappear."""

from commons.jobs import job
from commons.published import stream_writer
from commons.streams.append import PUMP_QUEUE

from .. import timekeeping
from ..deadlines import Deadline
from ..models import GoneMessage


@job(
    reads=(Deadline,),
    writes=(GoneMessage,),
    purges=(Deadline,),
    uses=(stream_writer("messages"),),
    appends=("POLL_CLOSE", "MESSAGE_DELETE"),
    queues=(PUMP_QUEUE,),
    schedules=(timekeeping.JOB,),
    timeout_s=120,
)
def meet_deadlines(channel_id: str, at_ms: int) -> None:
    """Do what is due in a channel, and see to what is next."""
    timekeeping.meet(channel_id, at_ms)
    timekeeping.follow(channel_id)
