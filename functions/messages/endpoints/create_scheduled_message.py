"""POST /scheduled-messages"""

from commons.contracts.messages import MessageScheduled
from commons.errors import MissingPermission, NotFound
from commons.http import endpoint
from commons.published import ACCESS, DIRECTS, THREADS
from commons.web import Caller

from .. import scheduling
from ..errors import LimitReached, NoMessagesHere
from ..kept import Scheduled, Waiting
from ..scheduled_schemas import NewScheduled, ScheduledMessage


@endpoint(
    "POST /scheduled-messages",
    status=201,
    problems=(NotFound, MissingPermission, NoMessagesHere, LimitReached),
    writes=(Scheduled, Waiting),
    uses=(ACCESS, DIRECTS, THREADS),
    emits=(MessageScheduled,),
)
async def create_scheduled_message(body: NewScheduled, caller: Caller) -> ScheduledMessage:
    """Have a message sent later, once or again and again."""
    return scheduling.create(caller.user_id, body)
