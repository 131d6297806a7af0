"""PUT /dms/{channel_id}/state"""

from commons.contracts.messages import ConversationChanged
from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_writer
from commons.streams.append import PUMP_QUEUE
from commons.web import Standing

from .. import conversing
from ..dm_rules import check_direct
from ..dm_schemas import DirectOut, RequestAnswer
from ..dms import Direct, Person, Seat
from ..errors import NotARequest


@endpoint(
    "PUT /dms/{channel_id}/state",
    permission=Permission.VIEW,
    problems=(NotARequest,),
    reads=(Direct, Person),
    writes=(Direct, Person, Seat),
    uses=(stream_writer("messages"),),
    emits=(ConversationChanged,),
    appends=("DM_UPDATE",),
    queues=(PUMP_QUEUE,),
)
async def answer_request(channel_id: str, body: RequestAnswer, standing: Standing) -> DirectOut:
    """Accept a stranger's request, or ignore it, which they are not told."""
    check_direct(standing)
    return conversing.answer(standing, body.state)
