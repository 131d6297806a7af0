"""When it is time, scheduled messages are sent."""

from commons.contracts.messages import DeadlineSet, MembersMentioned
from commons.jobs import job
from commons.published import ACCESS, ACCOUNTS, DIRECTS, THREADS, stream_writer
from commons.streams.append import PUMP_QUEUE

from .. import dispatching
from ..dms import Direct
from ..kept import Scheduled, Waiting
from ..thread_rows import TakesPart, Thread


@job(
    reads=(Scheduled, Direct),
    writes=(Scheduled, Waiting, Direct, Thread, TakesPart),
    uses=(ACCESS, ACCOUNTS, DIRECTS, THREADS, stream_writer("messages")),
    emits=(DeadlineSet, MembersMentioned),
    appends=("MESSAGE_CREATE", "THREAD_UPDATE"),
    queues=(PUMP_QUEUE,),
    schedules=(dispatching.JOB,),
    timeout_s=60,
)
def send_scheduled(user_id: str, scheduled_id: str, at_s: int) -> None:
    """Send what is due, and see to the next time."""
    dispatching.dispatch(user_id, scheduled_id, at_s)
    dispatching.follow(user_id, scheduled_id)
