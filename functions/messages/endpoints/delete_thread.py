"""DELETE /threads/{thread_id}"""

from commons.contracts.messages import ThreadModerated
from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_writer
from commons.reasons import AuditReason
from commons.streams.append import PUMP_QUEUE
from commons.web import Standing

from .. import threads
from ..models import Gone
from ..thread_rows import Listed, Thread


@endpoint(
    "DELETE /threads/{thread_id}",
    permission=Permission.VIEW | Permission.READ_HISTORY | Permission.MANAGE_THREADS,
    status=204,
    writes=(Thread, Gone),
    purges=(Listed,),
    uses=(stream_writer("messages"),),
    emits=(ThreadModerated,),
    appends=("THREAD_DELETE",),
    queues=(PUMP_QUEUE,),
)
async def delete_thread(thread_id: str, standing: Standing, reason: AuditReason) -> None:
    """Delete a thread and all that was said in it; the message it started from stays."""
    threads.delete(standing, reason)
