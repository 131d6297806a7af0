"""PATCH /scheduled-messages/{scheduled_id}"""

from commons.contracts.messages import MessageScheduled
from commons.errors import MissingPermission, NotFound, ValidationFailed
from commons.http import endpoint
from commons.published import ACCESS, DIRECTS, THREADS
from commons.web import Caller

from .. import scheduling
from ..errors import AlreadySent, NoMessagesHere
from ..kept import Scheduled
from ..scheduled_schemas import ScheduledChanges, ScheduledMessage


@endpoint(
    "PATCH /scheduled-messages/{scheduled_id}",
    problems=(NotFound, MissingPermission, NoMessagesHere, AlreadySent, ValidationFailed),
    reads=(Scheduled,),
    writes=(Scheduled,),
    uses=(ACCESS, DIRECTS, THREADS),
    emits=(MessageScheduled,),
)
async def update_scheduled_message(
    scheduled_id: str, body: ScheduledChanges, caller: Caller
) -> ScheduledMessage:
    """Change what a message says or when it is sent; one that failed waits again."""
    return scheduling.update(caller.user_id, scheduled_id, body)
