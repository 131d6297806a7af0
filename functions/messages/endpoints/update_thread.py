"""PATCH /threads/{thread_id}"""

from commons.contracts.messages import ThreadModerated
from commons.errors import MissingPermission
from commons.etags import IfMatch, PreconditionFailed
from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_writer
from commons.reasons import AuditReason
from commons.streams.append import PUMP_QUEUE
from commons.thread_shapes import ThreadOut
from commons.web import Standing

from .. import threads
from ..errors import LimitReached
from ..thread_rows import Thread
from ..thread_schemas import ThreadChanges


@endpoint(
    "PATCH /threads/{thread_id}",
    permission=Permission.VIEW | Permission.READ_HISTORY,
    problems=(MissingPermission, PreconditionFailed, LimitReached),
    writes=(Thread,),
    uses=(stream_writer("messages"),),
    emits=(ThreadModerated,),
    appends=("THREAD_UPDATE",),
    queues=(PUMP_QUEUE,),
)
async def update_thread(
    thread_id: str,
    body: ThreadChanges,
    standing: Standing,
    if_match: IfMatch,
    reason: AuditReason,
) -> ThreadOut:
    """Rename, archive or reopen one's own thread, or as a moderator any, and lock it."""
    return threads.change(standing, body.model_dump(exclude_unset=True), if_match, reason)
